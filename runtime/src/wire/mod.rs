//! What goes over the wire beside JSON: parameters by their style, forms, multipart bodies, and successes by status.

mod header;
mod multipart;
mod path;
mod request;
mod response;
mod style;
mod upload;

pub use header::{HeaderError, HeaderForm, Headers, header, required_header};
pub use multipart::{File, Multipart, PartHeader, part_header};
pub use path::{InvalidPathSegment, PathSegment};
pub use request::RequestBuilder;
pub use response::{FromStatus, json_body};
pub use style::Style;
pub(crate) use style::{QUERY, cookie_text};
pub use upload::Upload;
