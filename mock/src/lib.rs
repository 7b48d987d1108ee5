//! A mock of any API from its OpenAPI 3.0, 3.1 or 3.2 document, on loopback or in memory.
//!
//! Requests are checked against the document: parameters, bodies, credentials. What is created can be read, listed, changed and deleted,
//! where the document has a pair of paths for it (`/things` and `/things/{id}`, also below others); every other operation answers with an
//! example of the document or with a sample made from its schema. What is answered fits the document.
//!
//! ```
//! use oas_mock::{Fault, Mock};
//! use serde_json::{Value, json};
//!
//! const DOCUMENT: &str = r##"
//! openapi: 3.1.0
//! paths:
//!   /pets:
//!     post:
//!       requestBody: { content: { application/json: { schema: { $ref: "#/components/schemas/NewPet" } } } }
//!       responses: { "201": { content: { application/json: { schema: { $ref: "#/components/schemas/Pet" } } } } }
//!   /pets/{pet_id}:
//!     get:
//!       parameters: [{ name: pet_id, in: path, required: true, schema: { type: integer } }]
//!       responses: { "200": { content: { application/json: { schema: { $ref: "#/components/schemas/Pet" } } } } }
//! components:
//!   schemas:
//!     NewPet: { type: object, required: [name], properties: { name: { type: string } } }
//!     Pet: { allOf: [{ $ref: "#/components/schemas/NewPet" }, { required: [id], properties: { id: { type: integer } } }] }
//! "##;
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! // `start` instead of `in_memory` listens on a port.
//! let mock = Mock::builder(DOCUMENT).seed(7).in_memory()?;
//! let request = http::Request::post("/pets").header("content-type", "application/json");
//! let answer = mock.respond(request.body(br#"{"name": "Rex"}"#.to_vec())?).await?;
//! let pet: Value = serde_json::from_slice(answer.body())?;
//! assert_eq!(pet["name"], "Rex");
//!
//! let path = format!("/pets/{}", pet["id"]);
//! let answer = mock.respond(http::Request::get(&path).body(Vec::new())?).await?;
//! assert_eq!(serde_json::from_slice::<Value>(answer.body())?, pet);
//!
//! // The next answer is lost on the way.
//! mock.fault(Fault::reset().on("GET", "/pets/{pet_id}"));
//! assert!(mock.respond(http::Request::get(&path).body(Vec::new())?).await.is_err());
//! assert_eq!(mock.count("GET", "/pets/{pet_id}"), 2);
//! # Ok(())
//! # }
//! ```
//!
//! # Resources
//!
//! A resource is a path that ends in a parameter, with the path before it, where something creates it: `POST` on the collection, or `PUT`
//! on the path of the thing. Its id has the type and the form that the document says, or is the client's, and stands in the member that the
//! parameter is named after, in `id`, or in another of the usual names; the answer to its creation has it in `Location` too. `GET` lists in
//! pages by cursor, number or offset, whichever parameters the document has, and says what members the document has to say of them; so does
//! `POST` on `filter`, `search`, `list`, `query` or `find` below the collection, by members of its body, where nothing else lists. A parameter of the query
//! that is called as a member of the things is takes those that have its value there; every other one, sorting and searching among them, is
//! checked and changes nothing.
//! `PUT` replaces what its body can name, `PATCH`, and `POST` on the thing, merge. What was deleted is 404, and so is what was below it.
//!
//! A thing that lacks what the document wants is completed by a sample when it is created, and what does not fit the answer is left out.
//!
//! # Errors
//!
//! A refused request has the status and the body that the document has for it (422 or 400, whichever it has), with a sentence in the member
//! that is for it; where the document has none, problem details (RFC 9457). An answer that no sample is found for is 501, with the reason.
//!
//! # Faults
//!
//! Faults are asked for by [`Mock::fault`], or by a request for itself, in the header `x-mock-fault`: `status=503`, `delay=200ms`,
//! `cut=100`, `reset`, `close`, `hang`.
//!
//! # Bounds
//!
//! 10 000 things and 64 MiB are kept, and the newest 10 000 requests; what is older is forgotten. A body has 4 MiB at most.

mod admit;
mod answer;
mod answers;
mod behavior;
mod builder;
mod clock;
mod core;
mod dice;
mod document;
mod error;
mod fault;
mod faulty;
mod in_memory;
mod incoming;
mod mock;
pub mod module;
mod operation;
mod pattern;
mod pipeline;
mod reading;
mod record;
mod refs;
mod refusal;
mod resources;
mod route;
mod routes;
mod sample;
mod samples;
mod scalar;
mod schema;
mod script;
mod security;
mod server;
mod validate;
mod xml;

pub use builder::Builder;
pub use error::Error;
pub use fault::Fault;
pub use in_memory::{InMemoryBody, InMemoryCall, Interrupted};
pub use mock::Mock;
pub use record::Received;
pub use resources::Resources;
pub use script::FaultHandle;
pub use security::Authorization;

/// The examples of the README, compiled.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
