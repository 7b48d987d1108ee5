//! What a change of the document does to the public items of the generated client.
//!
//! `oas-diff` predicts it, by a table of rules, from the two documents alone. Here both documents are
//! generated, and the public items of the two clients are compared: methods, parameters, types, fields, variants, and
//! the traits that they implement. [`observe`] puts what it finds to the changes of a report.
//!
//! It is a crate of its own because `oas-diff` knows nothing of a generator, and its users need none.

mod attribute;
mod client;
mod difference;
mod settings;
mod surface;
mod uses;

pub use attribute::observe;
pub use client::{Client, Error};
pub use difference::differences;
pub use settings::settings;

/// The examples of the README, compiled.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
