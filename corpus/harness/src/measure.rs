//! What the compiler takes for a crate: cargo runs this program in its place, which runs it and writes down what it took.

use std::ffi::OsString;
use std::fs;
use std::path::Path;
use std::process::{Command, ExitCode};

use serde::{Deserialize, Serialize};

use oas_command::print;

/// Names the folder for the measurements; where it is set, this program is the compiler.
const FOLDER: &str = "NEOAGENT_CORPUS_MEASURE";

/// What the compiler took for one crate.
#[derive(Clone, Copy, Debug, Default, Deserialize, Serialize)]
pub(super) struct Taken {
    pub(super) passed: bool,
    /// Seconds of processor time, which other work on the machine hardly changes.
    pub(super) seconds: f64,
    /// The largest resident set, in KiB.
    pub(super) peak: u64,
}

/// The variables with which cargo runs this program in front of the compiler for the crates of the workspace.
pub(super) fn environment(folder: &Path) -> std::io::Result<[(&'static str, OsString); 2]> {
    fs::create_dir_all(folder)?;
    Ok([("RUSTC_WORKSPACE_WRAPPER", std::env::current_exe()?.into()), (FOLDER, folder.into())])
}

/// What was written down for a crate.
pub(super) fn read(folder: &Path, krate: &str) -> Option<Taken> {
    let text = fs::read_to_string(folder.join(krate).with_extension("json")).ok()?;
    serde_json::from_str(&text).ok()
}

/// Runs the compiler with this program's arguments, if that is what it was started for.
pub fn as_compiler() -> Option<ExitCode> {
    let folder = std::env::var_os(FOLDER)?;
    let mut arguments = std::env::args_os().skip(1);
    let compiler = arguments.next()?;
    let arguments: Vec<OsString> = arguments.collect();
    let status = Command::new(&compiler).args(&arguments).env_remove(FOLDER).status();
    let status = match status {
        Ok(status) => status,
        Err(error) => {
            print::error(&format!(
                "error: {} does not start: {error}",
                Path::new(&compiler).display()
            ));
            return Some(ExitCode::FAILURE);
        }
    };
    let mut names = arguments.iter().skip_while(|argument| *argument != "--crate-name");
    // Cargo also asks the compiler what it is, with no crate or one of this name.
    if let Some(krate) = names.nth(1).filter(|name| *name != "___") {
        let (seconds, peak) = children();
        let taken = Taken { passed: status.success(), seconds, peak };
        if let Ok(text) = serde_json::to_string(&taken) {
            // A measurement that is missing shows in the table; the compiler's own result matters more.
            let _ = fs::write(Path::new(&folder).join(krate).with_extension("json"), text);
        }
    }
    Some(if status.success() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Seconds and KiB of the processes that this one has waited for.
#[cfg(unix)]
fn children() -> (f64, u64) {
    use nix::sys::resource::{UsageWho, getrusage};
    use nix::sys::time::TimeValLike;

    let Ok(usage) = getrusage(UsageWho::RUSAGE_CHILDREN) else {
        return (0.0, 0);
    };
    let seconds = |time: nix::sys::time::TimeVal| time.num_microseconds() as f64 / 1e6;
    // Linux counts in KiB; the systems of Apple in bytes.
    let unit = if cfg!(target_vendor = "apple") { 1024 } else { 1 };
    (
        seconds(usage.user_time()) + seconds(usage.system_time()),
        u64::try_from(usage.max_rss()).unwrap_or_default() / unit,
    )
}

#[cfg(not(unix))]
fn children() -> (f64, u64) {
    (0.0, 0)
}
