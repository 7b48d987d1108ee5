//! `cargo xtask spec check`: whether the live document is still the vendored one.

use std::path::PathBuf;
use std::process::ExitCode;

use oas_command::changes::accepted::Accepted;
use oas_command::changes::report::{self, Basis, Format, Options, Threshold};
use oas_command::failure::Failure;

use super::candidate::{From, Obtained};
use crate::vendored::Vendored;
use crate::workspace;

/// Check whether the live document is still the vendored one; for CI
///
/// Fetches the document and compares it with openapi.json. Says nothing when
/// there is nothing to say, and writes nothing. Then the client is generated: a
/// document that none can be generated from is a failure of its own.
///
/// openapi.accepted.json, beside openapi.json, names changes that are known and
/// no reason to fail: a JSON array of the entries that every report shows with
/// its changes, each with a reason. For example
///   [{"rule": "path-removed", "pointer": "/paths/~1beta",
///     "reason": "was never in a release"}]
/// An entry that names no change any more is complained about.
#[derive(Debug, clap::Args)]
#[command(
    verbatim_doc_comment,
    after_help = "\
Examples:
  cargo xtask spec check
  cargo xtask spec check --fail-on risky
  cargo xtask spec check --format github     in a workflow
  cargo xtask spec check --format html --output drift.html
  NEO_API_KEY=... cargo xtask spec check     if the server wants a credential

Exit codes:
  0  no drift, or all of it is accepted
  1  drift at or over --fail-on
  2  a wrong argument, a file that cannot be read or written, or an accepted
     change that is none any more
  3  drift, all of it under --fail-on
  4  the document could not be fetched
  5  the document is not valid, or no client can be generated from it"
)]
pub(crate) struct Args {
    #[command(flatten)]
    from: From,
    /// The class from which on drift is a failure
    #[arg(long, value_enum, value_name = "CLASS", default_value_t = Threshold::Breaking)]
    fail_on: Threshold,
    /// The file of accepted changes [default: openapi.accepted.json, if it is there]
    #[arg(long, value_name = "FILE")]
    accepted: Option<PathBuf>,
    /// What the Rust classes rest on
    #[arg(long, value_enum, value_name = "BASIS", default_value_t = Basis::Rules)]
    rust: Basis,
    #[command(flatten)]
    report: Options,
}

pub(crate) fn run(args: &Args) -> Result<ExitCode, Failure> {
    let accepted = match &args.accepted {
        Some(path) => Accepted::read(path)?,
        None => Accepted::read_if_there(&workspace::accepted())?,
    };
    let vendored = Vendored::read()?;
    let old = &vendored.document;
    let obtained = args.from.obtain(&vendored)?;
    let mut changes = match &obtained {
        Obtained::NotModified => oas_diff::diff(old, old, &report::settings()),
        Obtained::Document(candidate) => candidate.compare(&vendored, args.rust)?,
    };
    let applied = accepted.apply(&mut changes);
    let quiet = changes.is_empty() && args.report.format == Format::Terminal;
    if !quiet || args.report.file().is_some() {
        let note = match applied.accepted {
            0 => String::new(),
            1 => "\n1 more change is accepted\n".to_owned(),
            count => format!("\n{count} more changes are accepted\n"),
        };
        args.report.show(&changes, args.fail_on, &note)?;
    }
    // The answer does not wait for it.
    if let Obtained::Document(candidate) = obtained
        && !candidate.is(&vendored)
    {
        candidate.generate()?;
    }
    Ok(applied.finish(args.fail_on.exit(&changes)))
}
