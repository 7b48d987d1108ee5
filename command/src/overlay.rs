//! `overlay`: a document with its overlays applied.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use crate::failure::Failure;
use crate::{atomic, input, print};
use oas_codegen::Limits;
use oas_source::Overlay;

/// Apply overlays to a document, and print what comes out, as JSON
///
/// An overlay (OpenAPI Overlay 1.0 or 1.1) is a list of actions that update,
/// remove or copy what a JSONPath selects. They are applied in their order, to
/// the document with the files that its references name. What each of them did
/// is said on standard error. An action that selects nothing is an error.
#[derive(Debug, clap::Args)]
#[command(
    verbatim_doc_comment,
    after_help = "\
Examples:
  cargo oas overlay openapi.yaml --overlay ours.yaml > changed.json
  cargo oas overlay openapi.yaml --overlay a.yaml --overlay b.yaml --output changed.json
  cargo oas overlay --overlay ours.yaml     of the file that it extends

Exit codes:
  0  printed or written
  2  a wrong argument, or a file that cannot be read or written
  5  the document or an overlay is not valid, or an action cannot be done"
)]
pub struct Args {
    /// The document: a file, or `-` for standard input [default: the file that the first overlay extends, from its folder on]
    #[arg(value_name = "DOC")]
    document: Option<PathBuf>,
    /// An overlay; again for more, in their order
    #[arg(long = "overlay", value_name = "FILE", required = true)]
    overlays: Vec<PathBuf>,
    /// The folder that files named by a `$ref` are read from, and none outside of it [default: that of the document]
    #[arg(long, value_name = "DIR")]
    root: Option<PathBuf>,
    /// Write the document to a file, whole or not at all; `-` for standard output
    #[arg(long, value_name = "FILE")]
    output: Option<PathBuf>,
}

/// Prints or writes it.
///
/// # Errors
/// Something cannot be read, is not valid, or an action cannot be done.
pub fn run(args: &Args) -> Result<ExitCode, Failure> {
    let limits = Limits::default();
    let path = match (&args.document, args.overlays.first()) {
        (Some(path), _) => path.clone(),
        (None, Some(overlay)) => extended(overlay, &limits)?,
        (None, None) => return Err(Failure::usage("there is no overlay")),
    };
    let source = input::within(input::document(&path, &limits)?, args.root.as_deref())?;
    let document = input::overlaid(source, &args.overlays)?.read(&limits)?;
    input::warn(document.faults());
    input::say_applied(&document);
    let text = document.root().to_json();
    match args.output.as_deref().filter(|path| *path != Path::new("-")) {
        Some(path) => {
            atomic::write(path, &text).map_err(|error| Failure::file(path, "write", error))?;
        }
        None => print::out(&text)?,
    }
    Ok(ExitCode::SUCCESS)
}

/// The document that an overlay says it was made for, where that is a file.
fn extended(overlay: &Path, limits: &Limits) -> Result<PathBuf, Failure> {
    let read = Overlay::open(overlay, limits)?;
    match read.extends() {
        Some(file) if !file.contains("://") => {
            Ok(overlay.parent().unwrap_or(Path::new("")).join(file))
        }
        Some(address) => Err(Failure::usage(format!(
            "{} extends {address}, which is not fetched; give the document as a file",
            read.name()
        ))),
        None => Err(Failure::usage(format!(
            "{} does not say what it extends; give the document",
            read.name()
        ))),
    }
}
