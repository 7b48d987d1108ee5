//! A mock of any API from its OpenAPI document.

mod admit;
mod answer;
mod clock;
mod core;
mod document;
mod error;
mod fault;
mod faulty;
mod in_memory;
mod mock;
pub mod module;
mod pipeline;
mod record;
mod refusal;
mod routes;
mod sample;
mod scalar;
mod script;
mod security;
mod server;
mod validate;

pub use error::Error;
pub use fault::Fault;
pub use in_memory::{InMemoryBody, InMemoryCall, Interrupted};
pub use mock::Mock;
pub use record::Received;
pub use script::FaultHandle;
pub use security::Authorization;
