//! JSON in and out: types decode part by part while their text is read, and keep what the document does not know.

mod decode;
mod embedded;
mod input;
mod integer;
mod node;
mod object;
mod open_enum;
mod parsed;
mod replaced;
mod same;
mod scalar;
mod text;
mod union;

pub use decode::{DecodeError, Decoder, Json, deserialize};
pub use embedded::{AsBase64, AsText, JsonText, Written};
pub use input::Input;
pub(crate) use input::{decode, read_before};
pub use integer::{Integer, IntegerSize};
pub use node::Node;
pub use object::{Any, Each, Object, Optional, Patch, Required, Slot, Unknown, members};
pub use parsed::{Base64, Parsed};
pub use replaced::Replaced;
pub use same::{compare_json, hash_json, same_json};
pub use scalar::{Number, Timestamp};
pub use text::Text;
pub use union::{Choice, Constant, named, tag, unrecognized, with_tag};
