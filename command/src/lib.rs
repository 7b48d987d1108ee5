//! The commands on OpenAPI documents, for any project: what `cargo oas` runs, and what `cargo xtask` runs in this workspace.
//!
//! Beside them it has what command lines share: failures and their exit codes, documents from files and addresses, output that does not
//! panic, files that are written whole or not at all, and the generated crate in a folder.

pub mod atomic;
pub mod bundle;
pub mod cargo;
pub mod changes;
pub mod completions;
pub mod diff;
pub mod drift;
pub mod explain;
pub mod failure;
pub mod fetch;
mod format;
pub mod generate;
pub mod help;
pub mod init;
pub mod input;
pub mod inspect;
pub mod interrupt;
pub mod mock;
pub mod overlay;
pub mod print;
pub mod progress;
pub mod project;
pub mod source;
pub mod table;
pub mod vendored;
pub mod wanted;
