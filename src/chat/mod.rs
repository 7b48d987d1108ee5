//! Chatting with an agent: sessions, messages, the events of a turn, attachments.
//!
//! A session hands out the builders of messages and attachments, which need it: those files know each other.

mod attachment;
mod entry;
mod event;
mod follow;
mod message;
mod part;
mod position;
mod reply;
mod session;
mod source;
mod stream;
#[cfg(test)]
mod tests;
mod token;

pub use self::attachment::{ChatAttachment, UploadAttachment};
pub use self::event::ChatEvent;
pub use self::follow::FollowTurn;
pub use self::message::{PostMessage, Turn};
pub use self::part::ChatPart;
pub use self::reply::ChatReply;
pub use self::session::{ChatSession, OpenChat};
pub use self::stream::ChatEvents;
pub use self::token::{MintSessionToken, SessionToken};
