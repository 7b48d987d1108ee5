//! `refresh`: the live document takes the place of the vendored one.

use std::path::PathBuf;
use std::process::ExitCode;

use oas_codegen::Settings;
use oas_diff::{Document, Report};

use super::candidate::{Candidate, From, Obtained};
use super::fit::{Adapt, Fit};
use super::{named, next};
use crate::changes::report::{Basis, Format, Options, Threshold};
use crate::failure::{Failure, Kind};
use crate::vendored::{Guard, Lock, Next, Package, Place, Plan, Vendored};
use crate::{generate, print};

/// Replace the document by the live one, with its lock and generated code
///
/// The document is fetched, checked, compared with the one that is here, and made into a client. Then document, lock and generated code
/// are replaced at once, and the names in a file of settings go along; what changed and what to do about it is shown. When something
/// has to be adapted first, the report says what and where, and nothing is changed; when it is killed, the old document or the new
/// one is there, whole, with a lock and names that fit it, and the next refresh writes what is missing.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  cargo oas refresh
  cargo oas refresh --dry-run              look first
  cargo oas refresh --from ~/Downloads/openapi.json
  cargo oas refresh --from - --offline < openapi.json
  cargo oas refresh --format markdown --output report.md

A credential, if the server asks for one, is taken from the variable that
oas.toml names, and is sent to the host of the document's source only.

Exit codes:
  0  refreshed, or there is nothing new
  2  a wrong argument, or a file that cannot be read or written
  4  the document could not be fetched
  5  the document is not valid, or something has to be adapted to it first,
     which the report says")]
pub struct Args {
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

/// Refreshes each of the documents.
///
/// # Errors
/// A file cannot be read or written, a document cannot be fetched or is not valid, or something has to be adapted to it first.
pub fn run(args: &Args, places: Vec<Place>) -> Result<ExitCode, Failure> {
    super::one_by_one(places, &args.report, args.from.is_given(), |it| one(args, it))
}

fn one(args: &Args, place: Place) -> Result<ExitCode, Failure> {
    let alone = Guard::take(&place)?;
    let vendored = Vendored::read(place)?;
    let place = &vendored.place;
    if vendored.lock_text.is_some() && vendored.lock().is_none() {
        let message = format!("{} is not the lock of a document; move it away", place.lock_name());
        return Err(Failure::usage(message));
    }
    if vendored.is_interrupted() {
        print::error(&named::interrupted(place));
    }
    let candidate = match args.from.obtain(&vendored)? {
        Obtained::Document(candidate) if !candidate.is(&vendored) => candidate,
        obtained => {
            let lock = match obtained {
                Obtained::NotModified => vendored.entry(),
                Obtained::Document(candidate) => candidate.lock,
            };
            return same(args, &vendored, &lock, &alone);
        }
    };
    candidate.check()?;
    let mut fit = candidate.fit(&vendored);
    fit.adapt.splice(0..0, candidate.shrunk(&vendored).filter(|_| !args.accept_shrink));
    let mut changes = candidate.compare(&vendored, args.rust, &fit);
    let mut generated = Vec::new();
    if let Some(client) = fit.new.as_ref().filter(|_| fit.refusal().is_none()) {
        let names = vendored.planned(fit.plan())?;
        let package = Package {
            document: &candidate.kept.text,
            settings: names.as_ref().map(|(both, _)| both.text()),
            client: &client.source,
        };
        let complaints = match place.compile {
            Some(compile) => compile(&package, args.from.offline)?,
            None => Vec::new(),
        };
        fit.adapt.splice(0..0, complaints.iter().map(|said| Adapt::code(said)));
        let document = candidate.kept.in_place(place)?;
        let settings = match &names {
            Some((_, after)) => settings_of(after.text())?,
            None => vendored.settings.clone(),
        };
        match generated_files(place, &document, &settings) {
            Ok(files) => generated = files,
            Err(Made::Client(error)) => fit.adapt.push(Adapt::client(&error, &document)),
            Err(Made::Files(failure)) => return Err(failure),
        }
    }
    changes.preamble = fit.above();
    if let Some(why) = fit.refusal() {
        args.report.show(&changes, Threshold::Breaking, "")?;
        let name = &candidate.name;
        return Err(Failure::new(Kind::Document, format!("{name}: {why}; nothing was changed")));
    }
    finish(args, &vendored, &candidate, &changes, &fit, &generated, &alone)
}

fn settings_of(text: &str) -> Result<Settings, Failure> {
    Settings::from_json(text)
        .map_err(|error| Failure::usage(format!("the settings with their new names: {error}")))
}

/// Why nothing is generated.
enum Made {
    Client(oas_codegen::Error),
    Files(Failure),
}

/// The generated files that go with the document, with what is in them.
fn generated_files(
    place: &Place,
    document: &Document,
    settings: &Settings,
) -> Result<Vec<(PathBuf, String)>, Made> {
    if place.generated().is_empty() {
        return Ok(Vec::new());
    }
    let client = oas_codegen::generate_document(document, settings).map_err(Made::Client)?;
    generate::files(&place.project, client, settings).map_err(Made::Files)
}

/// The document is the live one. Its lock says so from now on, and what is generated from it is there.
fn same(args: &Args, vendored: &Vendored, lock: &Lock, alone: &Guard) -> Result<ExitCode, Failure> {
    let place = &vendored.place;
    let old = vendored.document();
    let generated = match generated_files(place, old, &vendored.settings) {
        Ok(files) => files,
        Err(Made::Client(error)) => return Err(error.into()),
        Err(Made::Files(failure)) => return Err(failure),
    };
    if !args.dry_run {
        let next =
            Next { text: &vendored.kept.text, lock, plan: &Plan::default(), generated: &generated };
        let written = vendored.replace(&next, alone)?;
        if written.generated > 0 {
            print::error(&format!(
                "{} of {} written anew: not what is generated from {}",
                match written.generated {
                    1 => "1 file".to_owned(),
                    count => format!("{count} files"),
                },
                place.generated().join(", "),
                place.name()
            ));
        }
    }
    print::error(&format!("{} is the live document: {lock}", place.name()));
    let nothing = oas_diff::diff(old, old, &oas_diff::Settings::default());
    if args.report.format != Format::Terminal || args.report.file().is_some() {
        args.report.show(&nothing, Threshold::Breaking, "")?;
    }
    Ok(ExitCode::SUCCESS)
}

/// Everything has been found out; now it is done.
fn finish(
    args: &Args,
    vendored: &Vendored,
    candidate: &Candidate,
    changes: &Report,
    fit: &Fit,
    generated: &[(PathBuf, String)],
    alone: &Guard,
) -> Result<ExitCode, Failure> {
    let place = &vendored.place;
    let as_markdown = args.report.format == Format::Markdown;
    let notes = fit.new_operations(as_markdown) + &next::steps(place, changes, as_markdown)?;
    let show = || args.report.show(changes, Threshold::Breaking, &notes);
    // A report that cannot be written keeps the files as they are.
    if args.report.file().is_some() {
        show()?;
    }
    let plan = fit.plan();
    let done = if args.dry_run {
        "would be replaced (--dry-run)"
    } else {
        let next = Next { text: &candidate.kept.text, lock: &candidate.lock, plan, generated };
        vendored.replace(&next, alone)?;
        "are replaced"
    };
    if args.report.file().is_none() {
        show()?;
    }
    print::error(&format!("{} {done}: {}", named::replaced(place), candidate.lock));
    if !plan.is_empty() {
        let are = if args.dry_run { "would be" } else { "are" };
        print::error(&format!(
            "names in {} {are} brought along: {} removed, {} added",
            place.settings_name(),
            plan.removed.len(),
            plan.added.len()
        ));
    }
    Ok(ExitCode::SUCCESS)
}
