//! Writes what is known of every run to a file of its own.
//!
//! A file is written whole or not at all, and takes the place of the one before. The paths are printed on standard output.
//! Without a key in `NEO_API_KEY` the runs are those of a sandbox in the same process.

mod support;

use std::error::Error;
use std::fmt::Write as _;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Parser;
use neoagent::api::support::Text;
use neoagent::{Client, OperationExt as _};
use support::{Progress, Service, code_of, say, with_causes};

const AFTER_HELP: &str = "\
Exit codes:
  0  every run was written
  1  some were not: refused, or a file; those that were written stay
  2  usage, the folder, or no connection: nothing was sent
  3  the service failed; the files that were written stay

NEO_API_KEY and NEO_BASE_URL say where the runs are. Without a key, a sandbox is started.";

/// Writes what is known of every run to a file of its own
#[derive(Parser)]
#[command(after_help = AFTER_HELP)]
struct Args {
    /// The folder to write to; it is made if it is not there
    #[arg(long, value_name = "DIR", default_value = "runs")]
    out: PathBuf,
}

#[tokio::main]
async fn main() -> ExitCode {
    match export(&Args::parse().out).await {
        Ok(runs) => {
            say(format_args!("{runs} runs written"));
            ExitCode::SUCCESS
        }
        Err((error, code)) => {
            say(format_args!("export_runs: {}", with_causes(&*error)));
            ExitCode::from(code)
        }
    }
}

async fn export(out: &Path) -> Result<usize, (Box<dyn Error>, u8)> {
    let service = Service::connect().await.map_err(|error| (error, 2))?;
    fs::create_dir_all(out).map_err(|error| (format!("{}: {error}", out.display()).into(), 2))?;
    let mut written = 0;
    match export_to(&service, out, &mut written).await {
        Ok(()) => Ok(written),
        Err(error) => {
            let code = if error.is::<neoagent::Error>() { code_of(&*error) } else { 1 };
            Err((error, if written > 0 && code == 2 { 1 } else { code }))
        }
    }
}

async fn export_to(
    service: &Service,
    out: &Path,
    written: &mut usize,
) -> Result<(), Box<dyn Error>> {
    let progress = Progress::spinner();
    let mut runs = service.neo.executions().all();
    while let Some(run) = runs.next().await {
        let run = run?;
        let id = run.id().ok_or("a run has no id")?.to_owned();
        progress.say(format!("run {id}"));
        let path = out.join(file_name(&id));
        write(&path, &known(&service.neo, &id).await?)
            .map_err(|error| format!("{}: {error}", path.display()))?;
        progress.beside(|| writeln!(std::io::stdout(), "{}", path.display()))?;
        *written += 1;
    }
    Ok(())
}

/// Everything the server says of a run, what this crate does not know of included.
async fn known(neo: &Client, id: &str) -> Result<String, Box<dyn Error>> {
    // As text, whatever type the document gives ids.
    let run = neo.get_execution().execution_id(Text(id)).data().await?;
    Ok(serde_json::to_string_pretty(&run)? + "\n")
}

/// A file's name out of an id, another for each id and never a path.
fn file_name(id: &str) -> String {
    let mut name = String::new();
    for byte in id.bytes() {
        if byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_' {
            name.push(char::from(byte));
        } else {
            // Writing to a text does not fail.
            let _ = write!(name, "%{byte:02x}");
        }
    }
    name + ".json"
}

fn write(path: &Path, text: &str) -> std::io::Result<()> {
    let half = path.with_extension("json.half");
    fs::write(&half, text)?;
    fs::rename(&half, path)
}
