//! The documents of the corpus.

use std::path::{Path, PathBuf};

use oas_codegen::Settings;
use oas_command::failure::Failure;
use oas_command::input;
use serde_json::Value;

use super::instance::{self, Instance};
use super::suite;
use crate::Workspace;

/// A document and what is known to be valid of it.
#[derive(Debug)]
pub(super) struct Document {
    /// Unique, and a name that a crate can have.
    pub(super) name: String,
    /// The crate that it becomes a part of: small documents share one.
    pub(super) krate: String,
    pub(super) path: PathBuf,
    pub(super) text: String,
    pub(super) settings: Settings,
    pub(super) root: Value,
    pub(super) instances: Vec<Instance>,
}

/// A file that is in the corpus and is no document of a version that is known.
#[derive(Debug)]
pub(super) struct Unread {
    pub(super) name: String,
    pub(super) reason: String,
}

/// The workspace's own document, with its instances in the corpus.
pub(super) fn own(workspace: &Workspace, specs: &Path) -> Result<Document, Failure> {
    let settings = input::settings(Some(&workspace.root.join("generate.json")))?;
    let path = workspace.root.join("openapi.json");
    let lines = specs.join("instances/neo.jsonl");
    read("neo".to_owned(), "neo".to_owned(), path, settings, &lines)
}

/// The documents of a folder: those in it, those below `edge`, and JSON Schema's tests.
pub(super) fn folder(
    folder: &Path,
    wanted: &dyn Fn(&str) -> bool,
) -> Result<(Vec<Document>, Vec<Unread>), Failure> {
    let (mut documents, mut unread) = (Vec::new(), Vec::new());
    for path in files(folder, &["json", "yaml", "yml"])? {
        let name = stem(&path);
        if wanted(&name) {
            let lines = folder.join("instances").join(format!("{name}.jsonl"));
            documents.push(read(name.clone(), name, path, lenient(), &lines)?);
        }
    }
    let edge = folder.join("edge");
    for path in below(&edge)? {
        let relative = path.strip_prefix(&edge).unwrap_or(&path).with_extension("");
        let name = format!("edge/{}", relative.to_string_lossy().replace('\\', "/"));
        if !wanted(&name) {
            continue;
        }
        let shown = path.clone();
        match read(name.clone(), "edge".to_owned(), path, lenient(), Path::new("")) {
            Ok(document) => documents.push(document),
            Err(failure) => {
                unread.push(Unread { name, reason: without_path(failure.message(), &shown) });
            }
        }
    }
    let tests = folder.join("json-schema-2020-12");
    if tests.is_dir() && wanted("json-schema") {
        let (root, instances) = suite::read(&tests)?;
        let mut settings = lenient();
        // What a keyword for objects says of a value that is none, the suite tests.
        settings.without_type = oas_codegen::WithoutType::Untyped;
        documents.push(Document {
            name: "json-schema".to_owned(),
            krate: "json-schema".to_owned(),
            path: tests,
            text: root.to_string(),
            settings,
            root,
            instances,
        });
    }
    Ok((documents, unread))
}

/// References that lead out of a document are any value: what they lead to is not in the corpus.
fn lenient() -> Settings {
    let mut settings = Settings::default();
    settings.foreign_refs = oas_codegen::ForeignRefs::Untyped;
    settings
}

fn read(
    name: String,
    krate: String,
    path: PathBuf,
    settings: Settings,
    lines: &Path,
) -> Result<Document, Failure> {
    let input = input::document(&path, &settings.limits)?;
    let root = oas_source::Document::parse_within(input.text(), input.name(), &settings.limits)?;
    let root = root.root().to_value();
    let mut instances = if lines.is_file() { instance::from_lines(lines)? } else { Vec::new() };
    instances.extend(instance::examples(&root));
    Ok(Document { name, krate, path, text: input.text().to_owned(), settings, root, instances })
}

/// A message without the path of the document in front: it is read where the documents have another.
pub(super) fn without_path(message: &str, path: &Path) -> String {
    let rest = message.strip_prefix(&path.display().to_string());
    let rest = rest.map(|rest| rest.trim_start_matches(|c: char| c == ':' || c.is_ascii_digit()));
    rest.unwrap_or(message).trim_start().to_owned()
}

fn stem(path: &Path) -> String {
    path.file_stem().unwrap_or_default().to_string_lossy().into_owned()
}

/// The files of a folder with one of these extensions, sorted.
pub(super) fn files(folder: &Path, extensions: &[&str]) -> Result<Vec<PathBuf>, Failure> {
    let unreadable = |error| Failure::file(folder, "read", error);
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(unreadable)? {
        let path = entry.map_err(unreadable)?.path();
        let extension = path.extension().unwrap_or_default().to_string_lossy().into_owned();
        if path.is_file() && extensions.contains(&extension.as_str()) {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}

/// The documents of a folder and of all folders in it, sorted.
pub(super) fn below(folder: &Path) -> Result<Vec<PathBuf>, Failure> {
    if !folder.is_dir() {
        return Ok(Vec::new());
    }
    let mut found = files(folder, &["json", "yaml", "yml"])?;
    let unreadable = |error| Failure::file(folder, "read", error);
    for entry in std::fs::read_dir(folder).map_err(unreadable)? {
        let path = entry.map_err(unreadable)?.path();
        if path.is_dir() {
            found.extend(below(&path)?);
        }
    }
    found.sort();
    Ok(found)
}
