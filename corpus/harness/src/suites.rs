//! `cargo xtask suites`: the documents with which others test what OpenAPI is.

use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use oas_codegen::{ErrorKind, Settings, Source, Status, generate_source};
use oas_command::failure::{Failure, Kind};
use oas_command::print;

use super::project::{self, Module, Project};
use super::{Workspace, cargo_in, document};

/// What is to be fetched, for who has named no folder.
const WHAT: &str = "name the folders of the suites; they are not fetched for you:
  git clone --branch v3.1-dev https://github.com/OAI/OpenAPI-Specification oai-3.1
  git clone --branch v3.2-dev https://github.com/OAI/OpenAPI-Specification oai-3.2
  git clone https://github.com/hey-api/openapi-ts
  cargo xtask suites oai-3.1/tests/schema oai-3.2/tests/schema openapi-ts/specs/3.1.x";

/// Generate and compile the documents of suites of others
///
/// Every document below the folders is generated from, and all clients are compiled without a warning. Those in a folder `fail` or
/// `invalid` are not valid OpenAPI: they are generated from or refused with a reason. A document of any other folder is not refused.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
The suites, which are not fetched:
  git clone --branch v3.1-dev https://github.com/OAI/OpenAPI-Specification oai-3.1
  git clone --branch v3.2-dev https://github.com/OAI/OpenAPI-Specification oai-3.2
  git clone https://github.com/hey-api/openapi-ts
  cargo xtask suites oai-3.1/tests/schema oai-3.2/tests/schema openapi-ts/specs/3.1.x

Exit codes:
  0  all valid documents are generated from, and all clients compile
  1  a client does not compile, or the generator failed
  2  a wrong argument, or a file that cannot be read or written
  5  a valid document is refused")]
pub struct SuitesArgs {
    /// Folders with documents
    #[arg(value_name = "DIR")]
    folders: Vec<PathBuf>,
    /// Do not compile anything
    #[arg(long)]
    no_check: bool,
    /// Where to put the generated crates and what cargo makes of them
    #[arg(long, value_name = "DIR")]
    scratch: Option<PathBuf>,
}

/// What became of the documents of a folder.
#[derive(Debug, Default)]
struct Counts {
    valid: usize,
    invalid: usize,
    /// Files without `openapi`, to which others refer.
    parts: usize,
    /// Documents that are not valid and from which a client is made all the same.
    taken: usize,
    exact: usize,
    degraded: usize,
    skipped: usize,
}

/// Generates from the documents of the folders and compiles the clients, and prints what was found.
///
/// # Errors
/// A valid document that is refused, a generator that fails, or a client that does not compile.
pub fn run_suites(args: &SuitesArgs, workspace: &Workspace) -> Result<ExitCode, Failure> {
    if args.folders.is_empty() {
        return Err(Failure::usage(WHAT));
    }
    let scratch = args.scratch.clone().unwrap_or_else(|| workspace.target.join("suites"));
    let mut project = Project::new(scratch.clone(), &workspace.root);
    let mut table = format!(
        "{:<32} {:>5} {:>5} {:>7} {:>5} {:>15}\n",
        "suite", "parts", "valid", "invalid", "taken", "operations"
    );
    let (mut refused, mut failed, mut crates) = (Vec::new(), Vec::new(), Vec::new());
    for (index, folder) in args.folders.iter().enumerate() {
        let mut counts = Counts::default();
        let mut modules = Vec::new();
        for path in document::below(folder)? {
            let name = path.strip_prefix(folder).unwrap_or(&path).with_extension("");
            let made = Source::open(&path, &Settings::default().limits)
                .map_err(oas_codegen::Error::from)
                .and_then(|source| generate_source(&source, &Settings::default()));
            let valid = is_valid(&name);
            *(if valid { &mut counts.valid } else { &mut counts.invalid }) += 1;
            match made {
                Ok(made) => {
                    counts.taken += usize::from(!valid);
                    for operation in &made.report.operations {
                        match operation.status {
                            Status::Exact => counts.exact += 1,
                            Status::Degraded => counts.degraded += 1,
                            _ => counts.skipped += 1,
                        }
                    }
                    // A document may be called as Rust calls something.
                    let name = format!("document {}", name.display());
                    modules.push(Module { name, source: made.source, types: Vec::new() });
                }
                // Without a place: it has no `openapi` at all.
                Err(error)
                    if error.kind() == ErrorKind::Version && error.pointer().is_none() && valid =>
                {
                    counts.valid -= 1;
                    counts.parts += 1;
                }
                Err(error) if error.kind() == ErrorKind::Generator => {
                    failed.push(error.to_string());
                }
                Err(error) if valid => refused.push(error.to_string()),
                Err(_) => {}
            }
        }
        writeln!(
            table,
            "{:<32} {:>5} {:>5} {:>7} {:>5} {:>15}",
            shown(folder),
            counts.parts,
            counts.valid,
            counts.invalid,
            counts.taken,
            format!("{}/{}/{}", counts.exact, counts.degraded, counts.skipped)
        )
        .ok();
        if !modules.is_empty() {
            let krate = format!("suite-{}", index + 1);
            project.library(&krate, &modules)?;
            crates.push(project::library(&krate));
        }
    }
    print::out(&format!(
        "{table}\nParts are files without `openapi`. Operations are exact, degraded and skipped. Of the invalid documents those are\ntaken from which a client can be made.\n"
    ))?;
    for (what, errors) in [("refused", &refused), ("the generator failed", &failed)] {
        errors.iter().try_for_each(|error| print::out(&format!("{what}: {error}\n")))?;
    }
    if !args.no_check {
        project.finish()?;
        if !cargo_in(&workspace.root, &project, "check", &crates, &scratch.join("measured"))? {
            failed.push("a client does not compile; cargo says why above".to_owned());
        }
    }
    if let Some(first) = failed.first() {
        return Err(Failure::new(Kind::Negative, first));
    }
    match refused.first() {
        None => Ok(ExitCode::SUCCESS),
        Some(first) => Err(Failure::new(Kind::Document, first)),
    }
}

/// Whether a document is meant to be valid.
fn is_valid(name: &Path) -> bool {
    !name.iter().any(|part| part == "fail" || part == "invalid")
}

/// The end of a path, which is enough to know a folder by.
fn shown(folder: &Path) -> String {
    let parts: Vec<_> = folder.iter().map(|part| part.to_string_lossy()).collect();
    let first = parts.len().saturating_sub(3);
    parts.get(first..).unwrap_or_default().join("/")
}
