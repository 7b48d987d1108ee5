//! The suite's specs, compiled to OpenAPI.

use std::fs;
use std::path::{Path, PathBuf};

use oas_command::failure::{Failure, Kind};

use super::node::{Node, write};

/// What the OpenAPI emitter refuses or breaks on, and the smallest change with which it does not: in which spec, from where to
/// where, and what stands there instead. Each has to apply.
const PATCHES: &[(&str, &str, &str, &str)] = &[
    // The emitter looks names up in a plain object, which has a `constructor`; the name is put right in the JSON.
    (
        "special-words",
        "withConstructor(@query constructor",
        ")",
        "withConstructor(@query(\"constructor__\") constructor_: string)",
    ),
    // A path with a query string in it cannot be said in OpenAPI.
    ("routes", "  @route(\"query-continuation\")", "\u{0}", "}\n"),
    // Nor can a range of statuses that is not a hundred of them: the scenario answers with the first.
    ("response/status-code-range", "  @minValue(494)", "int32;", "  @statusCode _: 494;"),
];

/// Compiles every spec, and gives the folder of the documents.
pub(super) fn compile(node: &Node) -> Result<PathBuf, Failure> {
    let (specs, documents) = (node.specs(), node.folder.join("openapi"));
    let done = documents.join("done");
    if done.exists() {
        return Ok(documents);
    }
    let mut mains = Vec::new();
    find(&specs, &mut mains)?;
    mains.sort();
    for main in &mains {
        let folder = main.parent().and_then(|folder| folder.strip_prefix(&specs).ok());
        let folder = folder.unwrap_or(Path::new("")).to_string_lossy().replace('\\', "/");
        let name = folder.replace('/', "-");
        let main = patched(node, main, &folder)?;
        let config = node.folder.join(format!("config/{name}.yaml"));
        write(&config, &config_of(&name, &documents))?;
        let mut compile = node.command();
        compile.args(["node_modules/.bin/tsp", "compile"]).arg(&main).arg("--config").arg(&config);
        node.run(&mut compile, &node.folder.join(format!("config/{name}.log")))?;
    }
    let special = documents.join("special-words.json");
    let text = read(&special)?.replace("\"constructor__\"", "\"constructor\"");
    write(&special, &text)?;
    write(&done, "")?;
    Ok(documents)
}

/// What the compiler is to write, and where.
fn config_of(name: &str, documents: &Path) -> String {
    let documents = serde_json::Value::from(documents.to_string_lossy());
    format!(
        r#"emit: ["@typespec/openapi3"]
options:
  "@typespec/openapi3":
    openapi-versions: ["3.1.0"]
    file-type: json
    output-file: "{name}.{{service-name-if-multiple}}.{{version}}.json"
    emitter-output-dir: {documents}
"#
    )
}

fn find(folder: &Path, mains: &mut Vec<PathBuf>) -> Result<(), Failure> {
    let entries = fs::read_dir(folder).map_err(|error| Failure::file(folder, "read", error))?;
    for path in entries.filter_map(Result::ok).map(|entry| entry.path()) {
        if path.is_dir() {
            find(&path, mains)?;
        } else if path.file_name().is_some_and(|name| name == "main.tsp") {
            mains.push(path);
        }
    }
    Ok(())
}

/// The file to compile: the spec's own, or a changed copy, with what is beside it.
fn patched(node: &Node, main: &Path, folder: &str) -> Result<PathBuf, Failure> {
    let Some((_, from, to, put)) = PATCHES.iter().find(|(spec, ..)| *spec == folder) else {
        return Ok(main.to_owned());
    };
    let text = read(main)?;
    let fits = text.split_once(from).filter(|(_, rest)| !rest.contains(from));
    let Some((before, rest)) = fits else {
        let message = format!("the spec {folder} is not what its patch is for: {from:?}");
        return Err(Failure::new(Kind::Negative, message));
    };
    let after = rest.split_once(to).map_or("", |(_, after)| after);
    let (from, copy) =
        (main.parent().unwrap_or(Path::new("")), node.folder.join("patched").join(folder));
    let beside = fs::read_dir(from).map_err(|error| Failure::file(from, "read", error))?;
    for path in beside.filter_map(Result::ok).map(|entry| entry.path()) {
        if let (true, Some(name)) = (path.is_file(), path.file_name()) {
            write(&copy.join(name), &read(&path)?)?;
        }
    }
    let copy = copy.join("main.tsp");
    write(&copy, &[before, put, after].concat())?;
    write(&node.folder.join("patched/package.json"), "{\"type\": \"module\"}")?;
    Ok(copy)
}

fn read(path: &Path) -> Result<String, Failure> {
    fs::read_to_string(path).map_err(|error| Failure::file(path, "read", error))
}
