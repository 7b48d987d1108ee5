//! What the generated code stands on: decoding, open enums, unions, path segments, and the traits that every operation
//! implements.

mod events;
mod exchange;
mod input;
mod json;
mod multipart;
mod node;
mod object;
mod open_enum;
mod operation;
mod path;
mod redacted;
mod request;
mod response;
mod same;
mod scalar;
mod text;
mod union;
mod wire;

pub use events::{Event, EventError, EventStream};
pub use exchange::{Call, ReadBody};
pub(crate) use exchange::{send_by_status, send_empty, send_events, send_json, send_stream};
pub use input::Input;
pub use json::{DecodeError, Decoder, Json};
pub(crate) use json::deserialize;
pub use multipart::{File, Multipart};
pub use node::Node;
pub(crate) use object::{Any, Each, Object, Optional, Patch, Required, Unknown, json_object, members};
pub(crate) use open_enum::{string_enum, value_enum};
pub use operation::{Envelope, Operation, OperationSpec, Paged, Paging};
pub use path::{InvalidPathSegment, PathSegment};
pub(crate) use redacted::Redacted;
pub use request::prepare;
pub(crate) use request::query_method;
pub use response::FromStatus;
pub(crate) use response::json_body;
pub(crate) use same::{compare_json, hash_json, same_json};
pub use scalar::{Number, Timestamp};
pub(crate) use text::Text;
pub(crate) use union::{Choice, tag, unrecognized};
pub(crate) use wire::{Form, Query, Style, cookie, header, path};
