//! Two OpenAPI documents in, classified changes out.
//!
//! ```
//! use oas_diff::{Document, Settings, Wire, diff};
//!
//! # fn main() -> Result<(), oas_diff::Error> {
//! let old = Document::parse(r#"{"openapi": "3.1.0", "paths": {"/pets": {"get": {"responses": {}}}}}"#, "old.json")?;
//! let new = Document::parse("openapi: 3.1.0\npaths: {}\n", "new.yaml")?;
//! let report = diff(&old, &new, &Settings::default());
//! assert_eq!(report.changes[0].rule, "path-removed");
//! assert_eq!(report.summary.wire, Wire::Breaking);
//! # Ok(())
//! # }
//! ```
//!
//! Each change has two answers: what it does to a client that is already published ([`Wire`]), and what regenerating
//! does to the public API of the crate ([`Rust`]). It is told once, where it was made; [`Report::usage`] says which
//! operations a component reaches. The rules are a table: [`rules`].

mod change;
mod class;
mod compare;
pub mod report;
pub mod rules;
mod settings;

pub use change::{Change, Owner, Place, Report, RustItem, Source, Summary, Usage, UsageNode};
pub use class::{Basis, Class, Direction, Kind, Rust, Wire};
pub use compare::diff;
pub use oas_source::{Document, Error, ErrorKind, Kind as NodeKind, Limits, Node, Version};
pub use settings::Settings;

/// The examples of the README, compiled.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
