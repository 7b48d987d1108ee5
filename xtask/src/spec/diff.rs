//! `cargo xtask spec diff`: what changed between two documents.

use std::path::PathBuf;
use std::process::ExitCode;

use oas_command::failure::Failure;
use oas_command::input;

use super::above::Above;
use super::accepted::Accepted;
use super::observe;
use super::report::{self, Basis, Options, Threshold};
use crate::source::{Network, Source};
use crate::workspace;

/// Show what changed between two documents, and whom it concerns
///
/// Each change has two answers: whether clients that are in use break (security,
/// breaking, risky, safe, docs), and what the next release of the crate has to
/// be (major, minor, none). A document is JSON or YAML, OpenAPI 3.0 to 3.2:
///   a file              openapi.json, ../other.yaml, with the files beside it
///                       that its references name
///   a git revision      HEAD~3 (openapi.json there), v1.2.0:openapi.json
///   an https URL        <https://api.neoagent.io/public-api/openapi.json>
///   standard input      - (for one of the two)
#[derive(Debug, clap::Args)]
#[command(
    verbatim_doc_comment,
    after_help = "\
Examples:
  cargo xtask spec diff                     what is not committed yet
  cargo xtask spec diff HEAD~3              since then
  cargo xtask spec diff v0.1.0 v0.2.0       between two releases
  cargo xtask spec diff old.yaml new.yaml --format html --output diff.html
  cargo xtask spec diff --rust proven       with both clients generated and compared
  yq -o json new.yaml | cargo xtask spec diff old.yaml -

Exit codes:
  0  no changes
  1  changes at or over --fail-on
  2  a wrong argument, or a file that cannot be read or written
  3  changes, all of them under --fail-on
  4  a document could not be fetched
  5  a document is not valid"
)]
pub(crate) struct Args {
    /// The older document [default: HEAD, what was committed last]
    #[arg(value_name = "OLD")]
    old: Option<String>,
    /// The newer document [default: the workspace's openapi.json]
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
    #[command(flatten)]
    report: Options,
    #[command(flatten)]
    network: Network,
}

pub(crate) fn run(args: &Args) -> Result<ExitCode, Failure> {
    let source = |text: &Option<String>, otherwise: Source| match text {
        Some(text) => Source::parse(text).map_err(Failure::usage),
        None => Ok(otherwise),
    };
    let old = source(&args.old, Source::Revision("HEAD".to_owned()))?;
    let new = source(&args.new, Source::File(workspace::document()))?;
    if matches!((&old, &new), (Source::Stdin, Source::Stdin)) {
        return Err(Failure::usage("standard input can be one of the two documents, not both"));
    }
    let accepted = args.accepted.as_deref().map(Accepted::read).transpose()?;
    let old_input = input::within(old.read(&args.network)?, args.old_root.as_deref())?;
    let new_input = input::within(new.read(&args.network)?, args.new_root.as_deref())?;
    let (old, new) = (report::document(&old_input)?, report::document(&new_input)?);
    let mut changes = oas_diff::diff(&old, &new, &report::settings());
    if args.rust == Basis::Proven {
        observe::clients(&mut changes, &old, &new)?;
    }
    let applied = accepted.unwrap_or_default().apply(&mut changes);
    args.report.show(&changes, args.fail_on, &Above::default(), "")?;
    Ok(applied.finish(args.fail_on.exit(&changes)))
}
