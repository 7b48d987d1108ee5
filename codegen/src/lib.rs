//! From an OpenAPI 3.1 document to a Rust client.
//!
//! [`generate`] takes the text of a document and gives the source of a module: a client with one builder an operation,
//! made by [progenitor], and types for all schemas, made here, that lose nothing a server sends. What a document has
//! and the types do not is in the [`Report`].
//!
//! ```
//! # fn main() -> Result<(), oas_codegen::Error> {
//! let document = r#"{
//!     "openapi": "3.1.0",
//!     "info": { "title": "Clock", "version": "1" },
//!     "paths": { "/time": { "get": { "responses": { "200": {
//!         "description": "Now.",
//!         "content": { "application/json": { "schema": { "type": ["string", "null"] } } }
//!     } } } } }
//! }"#;
//! let generated = oas_codegen::generate(document, "openapi.json", &Default::default())?;
//! assert!(generated.source.contains("pub fn get_time(&self)"));
//! # Ok(())
//! # }
//! ```
//!
//! [progenitor]: https://docs.rs/progenitor
//!
//! # Features
//!
//! - `client` (default): what is above. Without it [`operation_table`] alone is made of a document, and progenitor is not needed.

// The table is made from what the client is made from, which without the client is not all used.
#![cfg_attr(not(feature = "client"), allow(dead_code, unused_imports))]

mod direction;
mod emit;
mod error;
#[cfg(feature = "client")]
mod generate;
mod lower;
mod model;
mod names;
mod pointer;
#[cfg(feature = "client")]
mod progenitor;
mod reading;
mod report;
mod settings;
mod table;
mod text;
mod usage;

pub use error::{Error, ErrorKind};
#[cfg(feature = "client")]
pub use generate::{Generated, generate, generate_document, generate_file, generate_source};
pub use lower::{DECIMAL, RuleInfo, XML, is_operation_name, rules, structure};
pub use oas_source::{Limits, Overlay, Source};
pub use report::{
    DocumentReport, Lossy, Misfit, OperationReport, OverlayReport, Report, Setting, Status,
    Untyped, WebhookReport,
};
pub use settings::{
    Constructors, Contract, Derive, Envelope, ForeignRefs, InlineEnums, Integers, List, ListBy,
    Misfits, NamesFrom, Only, Paging, Part, Settings, WithoutType, Words,
};
pub use table::{
    Answer, Argument, ArgumentPlace, ArgumentStyle, BodyContent, ContentForm, CredentialKind,
    FORMAT as TABLE_FORMAT, OperationTable, ResponseContent, ResponseHeader, Safety, TableBody,
    TableCredential, TableEnvelope, TableOperation, TablePaging, TableResponse, TableServer,
    TableSkipped, of_openapi_3_0, operation_table, operation_table_of,
};

/// The examples of the README, compiled.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
