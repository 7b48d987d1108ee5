//! A Neo Public API server on loopback, for tests and examples.
//!
//! It serves an OpenAPI document: paths, parameters, bodies, credentials and answers are the document's, and a request that does
//! not fit is answered 422 with what is wrong. Agents, runs, technician requests, scheduled work and chat sessions are
//! remembered; every other operation answers with a sample made from its schema. Operations are known again whatever the parameters of
//! their paths are called and wherever `/public-api` stands, and members under the names that services have for them; what cannot be bound is in
//! [`Sandbox::unbound_behaviors`]. A document of which no operation asks for a credential has left it out: every call needs the
//! sandbox's key then. What goes wrong between a client and a service can be [scripted](Fault), and all that was received is
//! [recorded](Sandbox::received).
//!
//! Beyond what the service publishes, the sandbox guesses: status words, error codes and the timing of runs are set by the
//! [builder](Builder) where a test depends on them.
//!
//! # A complete test
//!
//! ```
//! use neoagent_sandbox::{Fault, Sandbox};
//! use serde_json::{Value, json};
//!
//! const RUN_NOW: &str = "/public-api/agents/{agent_id}/run-now";
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! // Runs are queued for one poll, run for one poll, and then end.
//! let sandbox = Sandbox::builder()
//! #   .document(include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/neo.json")))
//!     .paced_by_polls(1, 1)
//!     .start()
//!     .await?;
//!
//! // The first start is done, but its answer is lost in a 502 of a proxy.
//! sandbox.fault(Fault::html(502).on("POST", RUN_NOW).after());
//!
//! let http = reqwest::Client::new();
//! let start = || {
//!     http.post(format!("http://{}/public-api/agents/42/run-now", sandbox.address()))
//!         .bearer_auth(sandbox.key())
//!         .json(&json!({ "target_entity_id": "T-1001" }))
//!         .send()
//! };
//! assert_eq!(start().await?.status(), 502);
//!
//! // A client that repeats it blindly starts a second run.
//! let started: Value = start().await?.json().await?;
//! assert_eq!(sandbox.count("POST", RUN_NOW), 2);
//! assert_eq!(sandbox.executions().len(), 2);
//!
//! // The run is followed to its end.
//! let id = started["data"]["execution_id"].as_str().unwrap_or_default();
//! let mut seen = Vec::new();
//! for _ in 0..3 {
//!     let url = format!("http://{}/public-api/executions/{id}", sandbox.address());
//!     let run: Value = http.get(url).bearer_auth(sandbox.key()).send().await?.json().await?;
//!     seen.push(run["data"]["status"].clone());
//! }
//! assert_eq!(seen, ["queued", "running", "success"]);
//!
//! // What was sent is on record, without the key.
//! let first = &sandbox.received()[0];
//! assert!(first.is("POST", RUN_NOW));
//! assert_eq!(first.body, Some(json!({ "target_entity_id": "T-1001" })));
//! assert!(!format!("{first:?}").contains(sandbox.key()));
//!
//! sandbox.shutdown().await;
//! # Ok(())
//! # }
//! ```
//!
//! # What is there from the start
//!
//! | agent | kind | trigger | |
//! | --- | --- | --- | --- |
//! | 41 | `CHAINED_ACTIONS` | `SCHEDULED` | run-now needs nothing |
//! | 42 | `AGENTIC` | `TRIGGERED` | run-now needs `target_entity_id` |
//! | 43 | `CONVERSATIONAL` | `NONE` | reached through chat sessions |
//! | 44 | `CONVERSATIONAL` | `NONE` | managed by Neo, as `NEO_SUPPORT`; cannot be updated |
//!
//! and two pending technician requests.
//!
//! # What a request can ask for by its own text
//!
//! - A run whose entity or instructions contain `fail` fails; one that contains `approv` raises a technician request and waits for
//!   its decision. [`Sandbox::next_outcome`] has the first word.
//! - A chat turn whose message contains `fail` ends with an error, one that contains `tool` uses a tool.
//! - Where ids are not kept count of, everything exists but ids that begin with `unknown`, which are 404.
//!
//! # Tokens of chat sessions
//!
//! `POST /public-api/sessions` mints a token that opens the operations of one chat session, for fifteen minutes unless `ttl_seconds` says
//! otherwise. With it, everything else is 403, and all is 401 once it has expired.
//!
//! # Time
//!
//! Runs, delays and windows follow tokio's clock. A paused clock and real sockets do not go together: the clock jumps while bytes
//! are on their way. [`Builder::in_memory`] makes a sandbox without sockets, and [`Sandbox::transport`] connects a client to it:
//! there is an example. [`Sandbox::respond`] answers a single request.

mod blob;
mod builder;
mod envelope;
mod events;
mod handlers;
mod ids;
mod merge;
mod neo;
mod paging;
mod pipeline;
mod rate_limit;
mod run;
mod sampled;
mod sandbox;
mod settings;
mod state;
mod words;

pub use builder::Builder;
pub use oas_mock::{
    Authorization, Error, Fault, FaultHandle, InMemoryBody, InMemoryCall, Interrupted, Received,
};
pub use run::{Outcome, Pace, StartedRun, StatusWords};
pub use sandbox::Sandbox;
pub use state::uploads::UploadedAttachment;

/// The examples of the README, compiled.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
