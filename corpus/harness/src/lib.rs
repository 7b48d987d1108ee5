//! `cargo xtask corpus`: real documents, generated, compiled, and their values decoded and encoded.

mod compare;
mod counts;
mod document;
mod instance;
mod measure;
mod project;
mod roundtrip;
mod suite;
mod suites;
mod summary;
mod update;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Instant;

use counts::{Counts, Known};
use document::Document;
pub use measure::as_compiler;
use oas_command::failure::{Failure, Kind};
use oas_command::{cargo, print};
use project::{Module, Project};
pub use suites::{SuitesArgs, run_suites};
use summary::Row;

/// Generate, compile and round-trip a corpus of OpenAPI documents
///
/// For every document a client is generated as build.rs does it and checked without a warning; then all values that are
/// known to be valid are decoded and encoded with its types and compared. They come from `instances/DOCUMENT.jsonl` and
/// from the examples in the document. A null member counts as absent, but not in the bodies of updates.
///
/// Without a folder: the documents of the corpus, JSON Schema's tests with it, and openapi.json. The environment variable
/// OAS_CORPUS names the folder of the corpus; corpus/README.md says what belongs in it.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  cargo xtask corpus                          everything
  cargo xtask corpus --only iceberg,edge/     one document, and all below edge
  cargo xtask corpus --no-check               only generate and count
  cargo xtask corpus ~/specs                  the documents of a folder

Exit codes:
  0  nothing is lost
  1  an operation, a value or a warning too many; or the counts are not those of
     codegen/tests/corpus.json
  2  a wrong argument, or a file that cannot be read or written
  5  a document cannot be generated from")]
pub struct Args {
    /// Folders with documents, and their instances in a folder `instances`
    #[arg(value_name = "DIR")]
    folders: Vec<PathBuf>,
    /// Only these documents: names without extension, or their beginning with a slash at its end
    #[arg(long, value_name = "NAME", value_delimiter = ',')]
    only: Vec<String>,
    /// Only what is quick to compile, for CI
    #[arg(long, conflicts_with = "only")]
    quick: bool,
    /// Do not compile anything
    #[arg(long)]
    no_check: bool,
    /// Round-trip the values without checking the operations, which take the compiler longest
    #[arg(long, conflicts_with = "no_check")]
    types_only: bool,
    /// Write the counts that were found to codegen/tests/corpus.json
    #[arg(long)]
    accept: bool,
    /// Where to put the generated crates and what cargo makes of them
    #[arg(long, value_name = "DIR")]
    scratch: Option<PathBuf>,
}

/// The workspace whose generator is tried.
#[derive(Debug)]
pub struct Workspace {
    /// The folder of its `Cargo.toml`.
    pub root: PathBuf,
    /// Where cargo builds.
    pub target: PathBuf,
}

/// What compiles quickly and has most of what there is.
const QUICK: &[&str] = &[
    "neo",
    "json-schema",
    "edge/hey-api/",
    "edge/swagger-parser/",
    "edge/readme/",
    "eshop",
    "iceberg",
    "agentregistry",
];

/// Generates, compiles and compares, and prints what was found.
///
/// # Errors
/// A document that cannot be read, an operation or a value that is lost, a client that does not compile, or counts that are not those
/// that are checked in.
pub fn run(args: &Args, workspace: &Workspace) -> Result<ExitCode, Failure> {
    let wanted = |name: &str| wanted(args, name);
    let (mut documents, mut unread) = (Vec::new(), Vec::new());
    let mut folders = args.folders.clone();
    if folders.is_empty() {
        let Some(corpus) = oas_corpus::root().map_err(Failure::usage)? else {
            print::out(&format!(
                "skipped: {} is not set; corpus/README.md says what it names\n",
                oas_corpus::VARIABLE
            ))?;
            return Ok(ExitCode::SUCCESS);
        };
        let specs = corpus.join("specs");
        if wanted("neo") {
            documents.push(document::own(workspace, &specs)?);
        }
        folders.push(specs);
    }
    for folder in &folders {
        let (found, failed) = document::folder(folder, &wanted)?;
        documents.extend(found);
        unread.extend(failed);
    }
    if documents.is_empty() && unread.is_empty() {
        return Err(Failure::usage(
            "there is no document of this name; `--only` takes names as the table shows them",
        ));
    }
    documents.sort_by(|one, other| (&one.krate, &one.name).cmp(&(&other.krate, &other.name)));

    let mut known = Known::new();
    let mut rows = Vec::new();
    let mut crates: BTreeMap<String, (Vec<&Document>, Vec<Module>)> = BTreeMap::new();
    for unread in unread {
        known.insert(unread.name, Err(unread.reason));
    }
    for document in &documents {
        let start = Instant::now();
        match oas_codegen::generate(
            &document.text,
            &document.path.display().to_string(),
            &document.settings,
        ) {
            Ok(generated) => {
                let counts = Counts::of(&generated.report);
                let types =
                    project::types(&generated.report, roundtrip::schemas(document).into_iter());
                rows.push(Row::new(document, &counts, &generated.source, start.elapsed()));
                known.insert(document.name.clone(), Ok(counts));
                let (members, modules) = crates.entry(document.krate.clone()).or_default();
                members.push(document);
                modules.push(Module {
                    name: document.name.clone(),
                    source: generated.source,
                    types,
                });
            }
            Err(error) => {
                // The counts are read on other machines.
                known.insert(
                    document.name.clone(),
                    Err(document::without_path(&error.to_string(), &document.path)),
                );
            }
        }
    }
    let scratch = match &args.scratch {
        Some(folder) => folder.clone(),
        None => workspace.target.join("corpus"),
    };
    let mut checks = BTreeMap::new();
    if !args.no_check {
        checks = compile(args, workspace, &scratch, &crates, &mut rows)?;
    }
    finish(args, workspace, &rows, &known, &checks)
}

/// Whether a document was asked for.
fn wanted(args: &Args, name: &str) -> bool {
    let fits = |chosen: &str| name == chosen || (chosen.ends_with('/') && name.starts_with(chosen));
    if args.quick {
        QUICK.iter().any(|chosen| fits(chosen))
    } else {
        args.only.is_empty() || args.only.iter().any(|chosen| fits(chosen))
    }
}

/// Compiles every crate and sends the instances through the programs.
fn compile(
    args: &Args,
    workspace: &Workspace,
    scratch: &Path,
    crates: &BTreeMap<String, (Vec<&Document>, Vec<Module>)>,
    rows: &mut [Row],
) -> Result<BTreeMap<String, measure::Taken>, Failure> {
    let mut project = Project::new(scratch.to_owned(), &workspace.root);
    let mut programs = Vec::new();
    for (krate, (_, modules)) in crates {
        project.library(krate, modules)?;
        if modules.iter().any(|module| !module.types.is_empty()) {
            project.program(krate, modules)?;
            programs.push(krate);
        }
    }
    project.finish()?;
    let measured = scratch.join("measured");
    let mut libraries = Vec::new();
    if !args.types_only {
        libraries.extend(crates.keys().map(|krate| project::library(krate)));
    }
    let checked = cargo_in(&workspace.root, &project, "check", &libraries, &measured)?;
    let names: Vec<String> = programs.iter().map(|krate| project::program(krate)).collect();
    let built = cargo_in(&workspace.root, &project, "build", &names, &measured)?;
    let taken = |name: &str| measure::read(&measured, &name.replace('-', "_")).unwrap_or_default();
    for (krate, name) in programs.iter().zip(&names) {
        let (documents, modules) = &crates[*krate];
        // One that is left from an earlier run says nothing of this one.
        if !taken(name).passed {
            continue;
        }
        let program = scratch.join("target/debug").join(name);
        let outcomes = roundtrip::run(&program, scratch, documents, modules)?;
        for row in rows.iter_mut() {
            if let Some(outcome) = outcomes.get(&row.name) {
                row.outcome = Some(outcome.clone());
            }
        }
    }
    let all_passed = |names: &[String]| names.iter().all(|name| taken(name).passed);
    if (!checked && all_passed(&libraries)) || (!built && all_passed(&names)) {
        let message = "what the generated crates depend on does not compile; cargo says why above";
        return Err(Failure::new(Kind::Negative, message));
    }
    let taken =
        libraries.iter().zip(crates.keys()).map(|(library, krate)| (krate.clone(), taken(library)));
    Ok(taken.collect())
}

/// Runs cargo for some crates of the scratch workspace, and says whether all went well. Which did not is in the measurements.
fn cargo_in(
    root: &Path,
    project: &Project<'_>,
    command: &str,
    packages: &[String],
    measured: &Path,
) -> Result<bool, Failure> {
    if packages.is_empty() {
        return Ok(true);
    }
    let manifest = project.folder.join("Cargo.toml").display().to_string();
    let target = project.folder.join("target").display().to_string();
    let mut args = vec![
        command,
        "--keep-going",
        "--quiet",
        "--manifest-path",
        &manifest,
        "--target-dir",
        &target,
    ];
    packages.iter().for_each(|package| args.extend(["--package", package]));
    let environment =
        measure::environment(measured).map_err(|error| Failure::file(measured, "use", error))?;
    print::out(&format!(
        "$ cargo {command} of {} crates in {}\n",
        packages.len(),
        project.folder.display()
    ))?;
    let mut cargo = cargo::command(root, &args);
    // A flag meant for the workspace's own code does not change what is measured here.
    cargo.envs(environment).env_remove("RUSTFLAGS").env("CARGO_INCREMENTAL", "0");
    let status = cargo.status().map_err(|error| cargo::not_started(&error))?;
    Ok(status.success())
}

/// Prints what was found, and says whether it is as it should be.
fn finish(
    args: &Args,
    workspace: &Workspace,
    rows: &[Row],
    known: &Known,
    checks: &BTreeMap<String, measure::Taken>,
) -> Result<ExitCode, Failure> {
    print::out(&summary::text(rows, known, checks))?;
    let mut failures = summary::failures(rows, checks, !args.no_check);
    if args.accept {
        counts::accept(&workspace.root, known)?;
    } else if args.folders.is_empty() {
        let differences = counts::differences(&counts::read(&workspace.root)?, known);
        if !differences.is_empty() {
            print::out(&format!(
                "\nNot as in codegen/tests/corpus.json:\n  {}\n",
                differences.join("\n  ")
            ))?;
            failures.push(
                "the counts have changed; if that is right, run `cargo xtask corpus --accept`"
                    .to_owned(),
            );
        }
    } else if let Some((name, Err(reason))) = known.iter().find(|(_, known)| known.is_err()) {
        return Err(Failure::new(Kind::Document, format!("{name}: {reason}")));
    }
    if failures.is_empty() {
        return Ok(ExitCode::SUCCESS);
    }
    Err(counts::failed(&failures.join("; ")))
}
