//! The crate with the new document, compiled away from the one that is here.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Stdio;

use oas_command::failure::Failure;
use oas_command::print;
use oas_command::vendored::Package;
use toml::{Table, Value};

use crate::{cargo, metadata, workspace};

/// Lines of the compiler's output that are repeated.
const SHOWN: usize = 40;

/// Gives the client that is generated already to the library, in the place of the package's build script.
const BUILD: &str = r#"//! Puts the client where the library looks for it.

fn main() -> std::io::Result<()> {
    println!("cargo::rerun-if-changed=api.rs");
    let out = std::env::var_os("OUT_DIR").unwrap_or_default();
    std::fs::copy("api.rs", std::path::Path::new(&out).join("api.rs"))?;
    Ok(())
}
"#;

/// Compiles the library of the workspace's root package with another document in the place of its own. Gives what the
/// compiler refuses, a line each; nothing where it compiles.
///
/// The package is copied: its hand-written code is what has to fit. It stays there for the next time, and cargo builds
/// it in the workspace's own target folder, so that dependencies are not built once more.
pub(crate) fn compile(package: &Package<'_>, offline: bool) -> Result<Vec<String>, Failure> {
    let folder = workspace::place()?.scratch().join("package");
    copy(package, &folder, offline)?;
    print::error("checking that the crate compiles with the new document ...");
    let target = metadata::target_directory()?;
    let manifest = folder.join("Cargo.toml");
    let mut command = cargo::command(&[
        "check",
        "--quiet",
        "--lib",
        "--message-format",
        "short",
        "--manifest-path",
    ]);
    command
        .arg(std::path::absolute(&manifest).unwrap_or(manifest))
        .arg("--target-dir")
        .arg(target)
        // Build scripts run here, and none of them has to know it.
        .env_remove(workspace::CREDENTIAL)
        .stdout(Stdio::null())
        .stderr(Stdio::piped());
    if offline {
        command.arg("--offline");
    }
    let output = command.output().map_err(|error| cargo::not_started(&error))?;
    if output.status.success() {
        return Ok(Vec::new());
    }
    let said = String::from_utf8_lossy(&output.stderr);
    let mut complaints = errors(&said);
    if complaints.is_empty() {
        // Something else than code: cargo itself says what.
        return Err(Failure::usage(format!("cargo cannot compile the crate: {}", excerpt(&said))));
    }
    complaints.insert(
        0,
        "the crate does not compile with this document (if it does not compile with the one that is here either, mend that first)".to_owned(),
    );
    Ok(complaints)
}

/// The errors that the compiler found in the code, without what it says of their number.
fn errors(said: &str) -> Vec<String> {
    let is_error = |line: &&str| line.contains(": error");
    let mut errors: Vec<String> = said.lines().filter(is_error).take(SHOWN).map(clean).collect();
    let more = said.lines().filter(is_error).count().saturating_sub(SHOWN);
    if more > 0 {
        errors.push(format!("and {more} errors more"));
    }
    errors
}

/// Without control characters: a document's text can be among them.
fn clean(line: &str) -> String {
    line.chars().filter(|c| !c.is_control()).collect()
}

/// The first lines.
fn excerpt(said: &str) -> String {
    let mut lines: Vec<String> = said.lines().take(SHOWN).map(clean).collect();
    let more = said.lines().count().saturating_sub(SHOWN);
    if more > 0 {
        lines.push(format!("... and {more} lines more"));
    }
    lines.join("\n")
}

/// Brings the folder to the state of the package. A file that is the same is not touched, so that cargo knows it again.
fn copy(package: &Package<'_>, folder: &Path, offline: bool) -> Result<(), Failure> {
    let root = std::path::absolute(workspace::root())
        .or_else(|_| std::env::current_dir())
        .map_err(|error| Failure::usage(format!("the workspace is not found: {error}")))?;
    let mut files = BTreeSet::new();
    for name in package_files(offline)? {
        let text = match name.as_str() {
            "openapi.json" => package.document.as_bytes().to_owned(),
            "generate.json" => match package.settings {
                Some(settings) => settings.as_bytes().to_owned(),
                None => read(&root.join(&name))?,
            },
            "build.rs" => {
                place(&folder.join("api.rs"), package.client.as_bytes())?;
                files.insert(folder.join("api.rs"));
                BUILD.as_bytes().to_owned()
            }
            "Cargo.toml" => manifest(&root)?.into_bytes(),
            _ => read(&root.join(&name))?,
        };
        place(&folder.join(&name), &text)?;
        files.insert(folder.join(name));
    }
    remove_others(folder, &files).map_err(|error| Failure::file(folder, "tidy", error))
}

/// What cargo would pack, other than what it makes itself.
fn package_files(offline: bool) -> Result<Vec<String>, Failure> {
    let mut args = vec!["package", "--list", "--allow-dirty", "--quiet"];
    if offline {
        args.push("--offline");
    }
    let output = cargo::command(&args)
        .stderr(Stdio::inherit())
        .output()
        .map_err(|error| cargo::not_started(&error))?;
    if !output.status.success() {
        return Err(Failure::usage(
            "cargo does not say what belongs to the package; does `cargo package --list` work?",
        ));
    }
    let root = workspace::root();
    let text = String::from_utf8_lossy(&output.stdout);
    let mut names: Vec<String> = text
        .lines()
        .filter(|name| !matches!(*name, ".cargo_vcs_info.json" | "Cargo.toml.orig"))
        .filter(|name| root.join(name).is_file())
        .map(str::to_owned)
        .collect();
    // Both are needed, and need not be packed.
    for name in ["Cargo.lock", "openapi.json"] {
        if root.join(name).is_file() && !names.iter().any(|other| other == name) {
            names.push(name.to_owned());
        }
    }
    Ok(names)
}

/// The manifest with paths that lead to the same crates from elsewhere, and without what only tests need.
fn manifest(root: &Path) -> Result<String, Failure> {
    let path = root.join("Cargo.toml");
    let unfit = |error: &dyn std::fmt::Display| Failure::file(&path, "use", error);
    let text = String::from_utf8(read(&path)?).map_err(|error| unfit(&error))?;
    let mut manifest: Table = text.parse().map_err(|error: toml::de::Error| unfit(&error))?;
    manifest.remove("dev-dependencies");
    // Their files are not packed.
    for targets in ["test", "bench", "example"] {
        manifest.remove(targets);
    }
    // The client is generated already.
    manifest.remove("build-dependencies");
    absolute(manifest.get_mut("dependencies"), root);
    let targets = manifest.get_mut("target").and_then(Value::as_table_mut);
    for (_, target) in targets.into_iter().flatten() {
        if let Some(target) = target.as_table_mut() {
            target.remove("dev-dependencies");
            target.remove("build-dependencies");
            absolute(target.get_mut("dependencies"), root);
        }
    }
    let workspace = manifest.entry("workspace").or_insert_with(|| Value::Table(Table::new()));
    if let Some(workspace) = workspace.as_table_mut() {
        for key in ["members", "default-members", "exclude"] {
            workspace.remove(key);
        }
        absolute(workspace.get_mut("dependencies"), root);
    }
    toml::to_string(&manifest).map_err(|error| unfit(&error))
}

fn absolute(dependencies: Option<&mut Value>, root: &Path) {
    let dependencies = dependencies.and_then(Value::as_table_mut);
    for (_, dependency) in dependencies.into_iter().flatten() {
        if let Some(Value::String(path)) = dependency.get_mut("path") {
            *path = root.join(&*path).to_string_lossy().into_owned();
        }
    }
}

fn read(path: &Path) -> Result<Vec<u8>, Failure> {
    fs::read(path).map_err(|error| Failure::file(path, "read", error))
}

fn place(path: &Path, text: &[u8]) -> Result<(), Failure> {
    if fs::read(path).is_ok_and(|there| there == text) {
        return Ok(());
    }
    path.parent()
        .map_or(Ok(()), fs::create_dir_all)
        .and_then(|()| fs::write(path, text))
        .map_err(|error| Failure::file(path, "write", error))
}

fn remove_others(folder: &Path, files: &BTreeSet<PathBuf>) -> std::io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            remove_others(&path, files)?;
        } else if !files.contains(&path) {
            fs::remove_file(path)?;
        }
    }
    Ok(())
}
