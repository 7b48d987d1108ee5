//! What an API's own behaviour stands on: a [`Module`] answers in place of the mock's own resources, and takes of these what it needs.

pub use axum::response::Response;

pub use crate::admit::{body, route, unauthorized};
pub use crate::answer::{json_response, text_response};
pub use crate::behavior::Module;
pub use crate::clock::{Clock, Instant, Now, Sleep, now, sleep};
pub use crate::core::{Core, Settings};
pub use crate::document::Document;
pub use crate::incoming::Incoming;
pub use crate::operation::{Location, Operation, Parameter, RequestBody, Success};
pub use crate::refs::resolve;
pub use crate::refusal::Refusal;
pub use crate::route::{Route, find};
pub use crate::routes::{PathTemplate, Values, structure};
pub use crate::sample::sample;
pub use crate::security::{Authorization, Requirement, Tokens, allows, bearer};
pub use crate::validate::{Problem, Validators};
