//! `mock`: a server that stands in for the API of a document.

use std::fs::{File, OpenOptions};
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Mutex;
use std::sync::PoisonError;

use oas_codegen::Limits;
use oas_mock::{Fault, Mock, Received};
use serde_json::json;

use crate::failure::{Failure, Kind};
use crate::format::Format;
use crate::project::Project;
use crate::{input, print};

/// Serve a document on loopback, and keep what is created
///
/// Requests are checked against the document, OpenAPI 3.0, 3.1 or 3.2. Where it has a pair of paths,
/// `/things` and `/things/{id}`, what is created is kept; everything else is answered with an example
/// or a sample. Prints the address, and runs until ctrl-c. What cannot be answered is said on
/// standard error.
///
/// A request asks for a fault for itself by the header `x-mock-fault`, such as `status=503`.
#[derive(Debug, clap::Args)]
#[command(
    verbatim_doc_comment,
    after_help = "\
Examples:
  cargo oas mock openapi.yaml --port 8080
  cargo oas mock openapi.yaml --seed 7 --record requests.jsonl
  cargo oas mock openapi.yaml --fault 'status=503,times=2,on=GET /orders/{id}'
  cargo oas mock --fault delay=200ms,always
  cargo oas mock openapi.yaml --format json | jq .url

Faults: status=CODE, delay=TIME, cut=BYTES, reset, close or hang; then, with commas between,
after (the request takes effect first), times=N, always, delay=TIME, on=METHOD PATH.

Exit codes:
  0  ended by ctrl-c
  2  a wrong argument, a file that cannot be read or written, or a port in use
  5  the document is not valid, or cannot be served"
)]
pub struct Args {
    /// The document: a file, or `-` for standard input [default: the project's]
    #[arg(value_name = "DOC")]
    document: Option<PathBuf>,
    #[command(flatten)]
    files: input::Files,
    /// The port on 127.0.0.1; 0 takes a free one
    #[arg(long, value_name = "PORT", default_value_t = 0)]
    port: u16,
    /// What samples and ids are made by: the same seed gives the same
    #[arg(long, value_name = "N", default_value_t = 0)]
    seed: u64,
    /// The credential to accept, as a bearer token or an API key [default: any]
    #[arg(long, value_name = "KEY")]
    key: Option<String>,
    /// What is to go wrong, for the next call or as it says; again for more
    #[arg(long = "fault", value_name = "FAULT", value_parser = fault)]
    faults: Vec<Fault>,
    /// Add every request to a file, as JSON lines, without its credential
    #[arg(long, value_name = "FILE")]
    record: Option<PathBuf>,
    /// What is printed at the start: the address, or JSON: `url`, `operations`, `resources` and `warnings`, in one line
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

fn fault(text: &str) -> Result<Fault, String> {
    text.parse()
}

/// Serves it until ctrl-c.
///
/// # Errors
/// The document cannot be read or served, or the port or the file of the record not be used.
pub fn run(args: Args, project: &Project) -> Result<ExitCode, Failure> {
    let limits = Limits::default();
    let document = match &args.document {
        Some(path) => input::document(path, &limits)?,
        None => project.complete(input::document(&project.document()?, &limits)?, true)?,
    };
    let document = args.files.of(document)?.read(&limits)?;
    input::warn(document.faults());
    let builder = Mock::builder(document.root().to_json()).name(document.name());
    let mut builder = builder.port(args.port).seed(args.seed);
    if let Some(key) = args.key {
        builder = builder.key(key);
    }
    let record = args.record.map(opened).transpose()?;
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|error| Failure::usage(format!("the server does not start: {error}")))?;
    runtime.block_on(async {
        let mock = builder.start().await.map_err(|error| not_started(&error))?;
        for fault in args.faults {
            mock.fault(fault);
        }
        if let Some((path, file)) = record {
            let file = Mutex::new(file);
            mock.on_received(move |received| write(&path, &file, received));
        }
        // Waited for before anybody knows where it is.
        let interrupted = tokio::spawn(tokio::signal::ctrl_c());
        tokio::task::yield_now().await;
        print::out(&match args.format {
            Format::Text => format!("{}\n", mock.base_url()),
            Format::Json => format!(
                "{}\n",
                json!({
                    "url": mock.base_url(),
                    "operations": mock.operations().len(),
                    "resources": mock.resources(),
                    "warnings": mock.warnings(),
                })
            ),
        })?;
        for warning in mock.warnings() {
            print::error(&format!("warning: {warning}"));
        }
        print::error(&format!(
            "{} operations, {} resources",
            mock.operations().len(),
            mock.resources()
        ));
        interrupted
            .await
            .map_err(std::io::Error::from)
            .and_then(|waited| waited)
            .map_err(|error| Failure::usage(format!("ctrl-c cannot be waited for: {error}")))?;
        mock.shutdown().await;
        Ok(ExitCode::SUCCESS)
    })
}

fn opened(path: PathBuf) -> Result<(PathBuf, File), Failure> {
    let file = OpenOptions::new().create(true).append(true).open(&path);
    let file = file.map_err(|error| Failure::file(&path, "write", error))?;
    Ok((path, file))
}

/// A line of the record, in one piece.
fn write(path: &Path, file: &Mutex<File>, received: &Received) {
    let line = format!("{}\n", received.to_json());
    let mut file = file.lock().unwrap_or_else(PoisonError::into_inner);
    if let Err(error) = file.write_all(line.as_bytes()) {
        print::error(&format!("warning: cannot write {}: {error}", path.display()));
    }
}

fn not_started(error: &oas_mock::Error) -> Failure {
    let kind = if error.is_document() { Kind::Document } else { Kind::Usage };
    let cause = std::error::Error::source(error).map(|cause| format!(": {cause}"));
    Failure::new(kind, format!("{error}{}", cause.unwrap_or_default()))
}
