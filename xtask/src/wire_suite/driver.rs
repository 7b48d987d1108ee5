//! The program that makes the calls: a workspace with a crate for each document, and one that runs them all.

use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use oas_command::failure::{Failure, Kind};

use super::call::Generated;
use super::node::{succeeds, write};

const RUN: &str = include_str!("../../wire-suite/run.rs");

const HEAD: &str = "edition = \"2024\"\npublish = false\n\n[dependencies]\n";

/// Names of the calls' functions, with their code, by document.
pub(super) struct Calls<'g> {
    pub(super) generated: &'g Generated,
    pub(super) functions: Vec<(String, String)>,
}

/// Writes the workspace.
pub(super) fn write_workspace(
    folder: &Path,
    root: &Path,
    all: &[Calls<'_>],
) -> Result<(), Failure> {
    let runtime = std::path::absolute(root.join("runtime"))
        .map_err(|error| Failure::file(Path::new("runtime"), "find", error))?;
    let runtime = serde_json::Value::from(runtime.to_string_lossy());
    let dependencies = format!(
        "oas-runtime = {{ path = {runtime}, features = [\"xml\"] }}\nreqwest = {{ version = \"0.13.4\", default-features = false, features = [\"stream\"] }}\nserde = \"1\"\nserde_json = {{ version = \"1\", features = [\"float_roundtrip\"] }}\n"
    );
    let mut members = String::from("\"run\", \"driver\"");
    let mut main = String::from(
        "//! All calls.\n\n#[tokio::main]\nasync fn main() {\n    let mut calls = Vec::new();\n",
    );
    let mut clients = String::new();
    for Calls { generated, functions } in all {
        let name = crate_name(&generated.name);
        write!(members, ", \"{name}\"").ok();
        writeln!(main, "    calls.extend_from_slice({}::CALLS);", name.replace('-', "_")).ok();
        writeln!(clients, "{name} = {{ path = \"../{name}\" }}").ok();
        let manifest = format!(
            "[package]\nname = \"{name}\"\nversion = \"0.0.0\"\n{HEAD}run = {{ path = \"../run\" }}\n{dependencies}"
        );
        write(&folder.join(&name).join("Cargo.toml"), &manifest)?;
        let library = "#![recursion_limit = \"512\"]\n#[allow(warnings)]\nmod api;\npub use api::calls::CALLS;\n";
        write(&folder.join(&name).join("src/lib.rs"), library)?;
        write(&folder.join(&name).join("src/api.rs"), &source(generated, functions))?;
    }
    main.push_str("    run::all(&calls).await;\n}\n");
    write(&folder.join("driver/src/main.rs"), &main)?;
    let tokio = "tokio = { version = \"1\", features = [\"rt-multi-thread\", \"macros\"] }\n";
    let driver = format!(
        "[package]\nname = \"driver\"\nversion = \"0.0.0\"\n{HEAD}run = {{ path = \"../run\" }}\n{tokio}{clients}"
    );
    write(&folder.join("driver/Cargo.toml"), &driver)?;
    let run = format!(
        "[package]\nname = \"run\"\nversion = \"0.0.0\"\n{HEAD}base64 = \"0.22\"\nbytes = \"1\"\nfutures-core = \"0.3\"\nhttp = \"1\"\n{dependencies}"
    );
    write(&folder.join("run/Cargo.toml"), &run)?;
    write(&folder.join("run/src/lib.rs"), RUN)?;
    let workspace = format!(
        "[workspace]\nresolver = \"3\"\nmembers = [{members}]\n\n[profile.dev]\ndebug = false\nincremental = false\n"
    );
    write(&folder.join("Cargo.toml"), &workspace)?;
    // The versions that the workspace is tested with.
    let lock = folder.join("Cargo.lock");
    if !lock.exists() {
        let own = root.join("Cargo.lock");
        std::fs::copy(&own, &lock).map_err(|error| Failure::file(&own, "copy", error))?;
    }
    Ok(())
}

/// The client, with the calls in a module beside its own.
fn source(generated: &Generated, functions: &[(String, String)]) -> String {
    let mut text = generated.source.clone();
    text.push_str("\n#[allow(unused_imports)]\npub mod calls {\n    use super::{Client, support, types, types::*};\n    use run::{Call, Credential, Outcome, Run, asset, base64, bytes, empty, events, json, lines, value, xml};\n\n");
    for (_, code) in functions {
        text.push_str(code);
    }
    text.push_str("pub const CALLS: &[Call] = &[\n");
    for (name, _) in functions {
        writeln!(text, "    ({name:?}, |run| Box::pin({name}(run))),").ok();
    }
    text.push_str("];\n}\n");
    text
}

fn crate_name(document: &str) -> String {
    let text: String =
        document.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '-' }).collect();
    format!("suite-{}", text.to_ascii_lowercase())
}

/// Compiles the program.
pub(super) fn build(folder: &Path) -> Result<PathBuf, Failure> {
    let target = folder.join("target");
    let mut cargo = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    cargo.args(["build", "--quiet", "--package", "driver"]).current_dir(folder);
    cargo.env("CARGO_TARGET_DIR", &target);
    succeeds(&mut cargo, "cargo build of the generated clients")?;
    Ok(target.join("debug").join(format!("driver{}", std::env::consts::EXE_SUFFIX)))
}

/// Makes the calls, and gives what the program wrote: a line each.
pub(super) fn run(program: &Path, url: &str, assets: &Path) -> Result<Vec<String>, Failure> {
    let output = Command::new(program)
        .arg(url)
        .arg(assets)
        .stdin(Stdio::null())
        .stderr(Stdio::inherit())
        .output()
        .map_err(|error| Failure::file(program, "start", error))?;
    if !output.status.success() {
        let message = format!("the calls did not end well ({})", output.status);
        return Err(Failure::new(Kind::Negative, message));
    }
    Ok(String::from_utf8_lossy(&output.stdout).lines().map(str::to_owned).collect())
}
