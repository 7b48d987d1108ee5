//! What goes over the wire beside JSON: parameters by their style, forms, multipart bodies, and successes by status.

mod header;
mod multipart;
mod path;
#[cfg(not(target_family = "wasm"))]
mod pieces;
mod request;
mod response;
mod style;
#[cfg(not(target_family = "wasm"))]
mod upload;

pub use header::{HeaderError, HeaderForm, Headers, header, required_header};
pub use multipart::{File, Multipart, PartHeader, part_header};
pub use path::{InvalidPathSegment, PathSegment};
pub use request::RequestBuilder;
pub use response::{FromStatus, json_body};
pub use style::Style;
pub(crate) use style::{QUERY, cookie_text};
#[cfg(not(target_family = "wasm"))]
pub use upload::Upload;
