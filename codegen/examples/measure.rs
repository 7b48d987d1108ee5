//! What generating costs: seconds and peak memory from a document's text to formatted source.
//!
//! ```sh
//! cargo run --release -p oas-codegen --example measure -- openapi.json
//! cargo run --release -p oas-codegen --example measure -- --times 16 openapi.json
//! ```
//!
//! Each document is generated three times, each time in a process of its own, and the fastest counts. `--times N` takes
//! JSON and also measures a document that says everything twice, four times and so on up to `N`: seconds and memory have
//! to grow with the document and no faster. Peak memory is Linux's `VmHWM`; elsewhere it is not known.

use std::error::Error;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};
use std::time::Instant;

use serde_json::{Map, Value};

type Result<T> = std::result::Result<T, Box<dyn Error>>;

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<()> {
    let mut arguments: Vec<String> = std::env::args().skip(1).collect();
    if let [first, path] = arguments.as_slice()
        && first == "--once"
    {
        return once(path);
    }
    let mut most = 1;
    if arguments.first().is_some_and(|first| first == "--times") && arguments.len() > 1 {
        most = arguments[1].parse()?;
        arguments.drain(..2);
    }
    if arguments.is_empty() {
        return Err("usage: measure [--times N] DOCUMENT...".into());
    }
    println!(
        "document              times       MB  seconds   s/MB  peak MB  of document     lines"
    );
    for path in arguments.iter().map(Path::new) {
        println!("{}", fastest(path)?.row(path, 1));
        let mut times = 2;
        while times <= most {
            let document = serde_json::from_str(&std::fs::read_to_string(path)?)?;
            // Indented, as most documents are published: what is measured is a ratio to the bytes.
            let text = serde_json::to_string_pretty(&multiplied(&document, times))?;
            let larger = Temporary::write(&text)?;
            println!("{}", fastest(&larger.0)?.row(path, times));
            times *= 2;
        }
    }
    Ok(())
}

/// A file that goes when it is no longer needed.
struct Temporary(PathBuf);

impl Temporary {
    fn write(text: &str) -> Result<Self> {
        let name = format!("measure-{}.json", std::process::id());
        let file = Self(std::env::temp_dir().join(name));
        std::fs::write(&file.0, text)?;
        Ok(file)
    }
}

impl Drop for Temporary {
    fn drop(&mut self) {
        // What cannot be removed stays, and does no harm.
        let _ = std::fs::remove_file(&self.0);
    }
}

/// A document with every path and component `times` over, each copy under names of its own and referring to itself.
fn multiplied(document: &Value, times: usize) -> Value {
    let mut whole = document.clone();
    for section in ["paths", "components"] {
        whole[section] = Value::Object(Map::new());
    }
    for copy in 0..times {
        for (path, item) in document["paths"].as_object().into_iter().flatten() {
            whole["paths"][format!("/copy{copy}{path}")] = renamed(item, copy);
        }
        for (kind, found) in document["components"].as_object().into_iter().flatten() {
            for (name, component) in found.as_object().into_iter().flatten() {
                // Operations name security schemes, which they share.
                let name = if kind == "securitySchemes" {
                    name.clone()
                } else {
                    format!("{name}Copy{copy}")
                };
                whole["components"][kind][name] = renamed(component, copy);
            }
        }
    }
    whole
}

fn renamed(value: &Value, copy: usize) -> Value {
    match value {
        Value::String(text) if text.starts_with("#/components/") => {
            Value::String(format!("{text}Copy{copy}"))
        }
        Value::Array(elements) => elements.iter().map(|element| renamed(element, copy)).collect(),
        Value::Object(members) => {
            let renamed = |(name, member): (&String, &Value)| (name.clone(), renamed(member, copy));
            Value::Object(members.iter().map(renamed).collect())
        }
        scalar => scalar.clone(),
    }
}

/// What one run took.
struct Run {
    bytes: f64,
    seconds: f64,
    /// In bytes; not a number where it is not known.
    peak: f64,
    lines: f64,
}

impl Run {
    fn row(&self, path: &Path, times: usize) -> String {
        const MB: f64 = 1e6;
        format!(
            "{:<20} {times:>6} {:>8.2} {:>8.2} {:>6.2} {:>8.0} {:>11.1}x {:>9}",
            path.file_name().unwrap_or_default().to_string_lossy(),
            self.bytes / MB,
            self.seconds,
            self.seconds / (self.bytes / MB),
            self.peak / MB,
            self.peak / self.bytes,
            self.lines
        )
    }
}

/// Measures in processes of their own, since the peak of a process never sinks.
fn fastest(path: &Path) -> Result<Run> {
    let mut fastest: Option<Run> = None;
    for _ in 0..3 {
        let output = Command::new(std::env::current_exe()?).arg("--once").arg(path).output()?;
        if !output.status.success() {
            return Err(String::from_utf8_lossy(&output.stderr).into_owned().into());
        }
        let text = String::from_utf8(output.stdout)?;
        let numbers: Vec<f64> =
            text.split_whitespace().map(str::parse).collect::<std::result::Result<_, _>>()?;
        let &[bytes, seconds, peak, lines] = numbers.as_slice() else {
            return Err(format!("the measuring process said {text:?}").into());
        };
        if fastest.as_ref().is_none_or(|fastest| seconds < fastest.seconds) {
            fastest = Some(Run { bytes, seconds, peak, lines });
        }
    }
    fastest.ok_or_else(|| "nothing was measured".into())
}

#[allow(clippy::disallowed_methods, reason = "measuring is what a clock is for")]
fn once(path: &str) -> Result<()> {
    let text = std::fs::read_to_string(path)?;
    let start = Instant::now();
    let generated = oas_codegen::generate(&text, path, &oas_codegen::Settings::default())?;
    let seconds = start.elapsed().as_secs_f64();
    let lines = generated.source.lines().count();
    println!("{} {seconds} {} {lines}", text.len(), peak());
    Ok(())
}

/// The most memory that the process has had, in bytes.
fn peak() -> f64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let kilobytes =
        |line: &str| line.strip_prefix("VmHWM:")?.split_whitespace().next()?.parse::<f64>().ok();
    status.lines().find_map(kilobytes).map_or(f64::NAN, |kilobytes| kilobytes * 1024.0)
}
