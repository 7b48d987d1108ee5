//! `bundle`: a document of several files as one.

use std::path::PathBuf;
use std::process::ExitCode;

use crate::failure::Failure;
use crate::{input, print};
use oas_codegen::Limits;

/// Print a document of several files as one, as JSON
///
/// What a `$ref` names in another file becomes a component. Keys keep the order
/// in which they are written. A `$ref` that leads to nothing stays, and is named
/// on standard error.
#[derive(Debug, clap::Args)]
#[command(
    verbatim_doc_comment,
    after_help = "\
Examples:
  cargo oas bundle api/openapi.yaml > openapi.json

Exit codes:
  0  printed
  2  a wrong argument, or a file that cannot be read
  5  a document is not valid, or leads out of its folder"
)]
pub struct Args {
    /// The document: a file, or `-` for standard input
    #[arg(value_name = "DOC")]
    document: PathBuf,
    #[command(flatten)]
    files: input::Files,
}

/// Prints the one document.
///
/// # Errors
/// A document cannot be read, is not valid, or leads out of its folder.
pub fn run(args: &Args) -> Result<ExitCode, Failure> {
    let limits = Limits::default();
    let document = args.files.of(input::document(&args.document, &limits)?)?.read(&limits)?;
    input::warn(document.faults());
    input::say_applied(&document);
    print::out(&document.root().to_json())?;
    Ok(ExitCode::SUCCESS)
}
