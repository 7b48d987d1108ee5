//! `diff`: what changed between two documents.

use std::path::PathBuf;
use std::process::ExitCode;

use crate::failure::Failure;
use crate::input;

use crate::changes::accepted::Accepted;
use crate::changes::observe;
use crate::changes::report::{self, Basis, Options, Threshold};
use crate::project::Project;
use crate::source::{Network, Source};

/// Show what changed between two documents, and whom it concerns
///
/// Each change has two answers: whether clients that are in use break (security,
/// breaking, risky, safe, docs), and what the next release of the crate has to
/// be (major, minor, none). A document is JSON or YAML, OpenAPI 3.0 to 3.2:
///   a file              openapi.json, ../other.yaml, with the files beside it
///                       that its references name
///   a git revision      HEAD~3 (the project's document there), v1.2.0:openapi.json
///   an https URL        <https://api.neoagent.io/public-api/openapi.json>
///   standard input      - (for one of the two)
#[derive(Debug, clap::Args)]
#[command(
    verbatim_doc_comment,
    after_help = "\
Examples:
  cargo oas diff                       what is not committed yet
  cargo oas diff HEAD~3                since then
  cargo oas diff v0.1.0 v0.2.0         between two releases
  cargo oas diff old.yaml new.yaml --format html --output diff.html
  cargo oas diff old.yaml new.yaml --new-overlay ours.yaml
  cargo oas diff --rust proven         with both clients generated and compared
  yq -o json new.yaml | cargo oas diff old.yaml -

Exit codes:
  0  no changes
  1  changes at or over --fail-on
  2  a wrong argument, or a file that cannot be read or written
  3  changes, all of them under --fail-on
  4  a document could not be fetched
  5  a document is not valid"
)]
pub struct Args {
    /// The older document [default: HEAD, what was committed last]
    #[arg(value_name = "OLD")]
    old: Option<String>,
    /// The newer document [default: the project's]
    #[arg(value_name = "NEW")]
    new: Option<String>,
    /// The class from which on changes are a failure
    #[arg(long, value_enum, value_name = "CLASS", default_value_t = Threshold::Breaking)]
    fail_on: Threshold,
    /// Leave out the changes that a file of accepted changes names; see `spec check --help`
    #[arg(long, value_name = "FILE")]
    accepted: Option<PathBuf>,
    /// What the Rust classes rest on
    #[arg(long, value_enum, value_name = "BASIS", default_value_t = Basis::Rules)]
    rust: Basis,
    /// The folder that files named by a `$ref` of the older document are read from [default: that of the document]
    #[arg(long, value_name = "DIR")]
    old_root: Option<PathBuf>,
    /// The same of the newer document
    #[arg(long, value_name = "DIR")]
    new_root: Option<PathBuf>,
    /// An overlay (OpenAPI Overlay 1.0 or 1.1) that is applied to both documents first; again for more, in their order
    #[arg(long = "overlay", value_name = "FILE")]
    overlays: Vec<PathBuf>,
    /// The same of the older document alone, after those of both
    #[arg(long = "old-overlay", value_name = "FILE")]
    old_overlays: Vec<PathBuf>,
    /// The same of the newer document
    #[arg(long = "new-overlay", value_name = "FILE")]
    new_overlays: Vec<PathBuf>,
    #[command(flatten)]
    report: Options,
    #[command(flatten)]
    network: Network,
}

/// Shows the changes.
///
/// # Errors
/// A document cannot be read or is not valid, or the report cannot be written.
pub fn run(args: &Args, project: &Project) -> Result<ExitCode, Failure> {
    let old = match &args.old {
        Some(text) => Source::parse(text).map_err(Failure::usage)?,
        None => Source::Revision("HEAD".to_owned()),
    };
    let new = match &args.new {
        Some(text) => Source::parse(text).map_err(Failure::usage)?,
        None => Source::File(project.document()?),
    };
    if matches!((&old, &new), (Source::Stdin, Source::Stdin)) {
        return Err(Failure::usage("standard input can be one of the two documents, not both"));
    }
    let accepted = args.accepted.as_deref().map(Accepted::read).transpose()?;
    let read = |source: &Source, is_own: bool, root: &Option<PathBuf>, overlays: &[PathBuf]| {
        let input = input::within(source.read(&args.network, project)?, root.as_deref())?;
        let input = if is_own { project.complete(input, root.is_none())? } else { input };
        input::overlaid(input::overlaid(input, &args.overlays)?, overlays)
    };
    let own_revision = matches!(&old, Source::Revision(revision) if !revision.contains(':'));
    let old_input = read(&old, own_revision, &args.old_root, &args.old_overlays)?;
    let new_input = read(&new, args.new.is_none(), &args.new_root, &args.new_overlays)?;
    let (old, new) = (report::document(&old_input)?, report::document(&new_input)?);
    // Two documents can be compared whatever the settings of a project are; a client of it cannot be made without.
    let client = project.settings().unwrap_or_default();
    let mut changes = oas_diff::diff(&old, &new, &oas_apidiff::settings(&client));
    if args.rust == Basis::Proven {
        observe::clients(&mut changes, &old, &new, project)?;
    }
    let applied = accepted.unwrap_or_default().apply(&mut changes);
    args.report.show(&changes, args.fail_on, "")?;
    Ok(applied.finish(args.fail_on.exit(&changes)))
}
