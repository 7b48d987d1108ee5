//! `cargo xtask spec refresh`: the live document takes the place of the vendored one.

mod next;
mod scratch;

use std::process::ExitCode;

use oas_diff::Report;

use super::candidate::{Candidate, From, Obtained};
use super::fit::{Adapt, Fit};
use crate::vendored::{Guard, Plan, Vendored};
use oas_command::changes::above::Above;
use oas_command::changes::report::{self, Basis, Format, Options, Threshold};
use oas_command::failure::{Failure, Kind};
use oas_command::print;

/// Replace openapi.json and openapi.lock by the live document, if a client can be made from it
///
/// The document is fetched, checked, compared with the one that is here, and made into a client, which is compiled
/// together with the hand-written code in a scratch folder. Then document and lock are replaced at once, and the names in
/// generate.json go along; what changed and what to do about it is shown. When something has to be adapted first, the report
/// says what and where, and nothing is changed; when it is killed, the old document or the new one is there, whole, and
/// lock and names fit it.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  cargo xtask spec refresh
  cargo xtask spec refresh --dry-run              look first
  cargo xtask spec refresh --from ~/Downloads/openapi.json
  cargo xtask spec refresh --from - --offline < openapi.json
  cargo xtask spec refresh --format markdown --output report.md

A credential, if the server asks for one, is taken from the variable
NEO_API_KEY. It is sent to the host of the source in openapi.lock only.

Exit codes:
  0  refreshed, or there is nothing new
  2  a wrong argument, or a file that cannot be read or written
  4  the document could not be fetched
  5  the document is not valid, or something has to be adapted to it first,
     which the report says")]
pub(crate) struct Args {
    #[command(flatten)]
    from: From,
    /// Do everything but replace the files
    #[arg(long)]
    dry_run: bool,
    /// Take a document that has lost more than a fifth of its operations
    #[arg(long)]
    accept_shrink: bool,
    /// What the Rust classes rest on
    #[arg(long, value_enum, value_name = "BASIS", default_value_t = Basis::Proven)]
    rust: Basis,
    #[command(flatten)]
    report: Options,
}

pub(crate) fn run(args: &Args) -> Result<ExitCode, Failure> {
    let alone = Guard::take()?;
    let vendored = Vendored::read()?;
    let candidate = match args.from.obtain(&vendored)? {
        Obtained::Document(candidate) if !candidate.is(&vendored) => candidate,
        obtained => {
            let lock = match obtained {
                Obtained::NotModified => vendored.entry(),
                Obtained::Document(candidate) => candidate.lock,
            };
            if !args.dry_run {
                vendored.replace(&vendored.canonical, &lock, &Plan::default(), &alone)?;
            }
            print::error(&format!(
                "openapi.json is the live document: {} operations, {} schemas, sha256 {}",
                lock.operations, lock.schemas, lock.sha256
            ));
            let old = &vendored.document;
            let nothing = oas_diff::diff(old, old, &report::settings());
            if args.report.format != Format::Terminal || args.report.file().is_some() {
                args.report.show(&nothing, Threshold::Breaking, &Above::default(), "")?;
            }
            return Ok(ExitCode::SUCCESS);
        }
    };
    candidate.check()?;
    let mut fit = candidate.fit(&vendored);
    fit.adapt.splice(0..0, candidate.shrunk(&vendored).filter(|_| !args.accept_shrink));
    let changes = candidate.compare(&vendored, args.rust, &fit);
    if let Some(client) = fit.new.as_ref().filter(|_| fit.refusal().is_none()) {
        let (_, names) = vendored.settled.planned(fit.plan())?;
        let package = scratch::Package {
            document: &candidate.canonical,
            settings: names.text(),
            client: &client.source,
        };
        let complaints = scratch::compile(&package, args.from.offline)?;
        fit.adapt.splice(0..0, complaints.iter().map(|said| Adapt::code(said)));
    }
    if let Some(why) = fit.refusal() {
        args.report.show(&changes, Threshold::Breaking, &fit.above(), "")?;
        let name = &candidate.name;
        return Err(Failure::new(Kind::Document, format!("{name}: {why}; nothing was changed")));
    }
    finish(args, &vendored, &candidate, &changes, &fit, &alone)
}

/// Everything has been found out; now it is done.
fn finish(
    args: &Args,
    vendored: &Vendored,
    candidate: &Candidate,
    changes: &Report,
    fit: &Fit,
    alone: &Guard,
) -> Result<ExitCode, Failure> {
    let as_markdown = args.report.format == Format::Markdown;
    let notes = fit.new_operations(as_markdown) + &next::steps(changes, as_markdown)?;
    let show = || args.report.show(changes, Threshold::Breaking, &fit.above(), &notes);
    // A report that cannot be written keeps the files as they are.
    if args.report.file().is_some() {
        show()?;
    }
    let plan = fit.plan();
    let done = if args.dry_run {
        "would be replaced (--dry-run)"
    } else {
        vendored.replace(&candidate.canonical, &candidate.lock, plan, alone)?;
        "are replaced"
    };
    if args.report.file().is_none() {
        show()?;
    }
    print::error(&format!(
        "openapi.json and openapi.lock {done}: {} operations, {} schemas, sha256 {}",
        candidate.lock.operations, candidate.lock.schemas, candidate.lock.sha256
    ));
    if !plan.is_empty() {
        let are = if args.dry_run { "would be" } else { "are" };
        print::error(&format!(
            "names in generate.json {are} brought along: {} removed, {} added",
            plan.removed.len(),
            plan.added.len()
        ));
    }
    Ok(ExitCode::SUCCESS)
}
