//! The scratch workspace: for each crate of the corpus the client as anybody would generate it, and a program that decodes
//! and encodes with its types.

use std::collections::BTreeSet;
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};

use oas_codegen::Report;
use quote::ToTokens;

use oas_command::failure::{Failure, Kind};
use oas_command::generate;

/// A folder with a workspace in it.
pub(super) struct Project<'a> {
    pub(super) folder: PathBuf,
    /// The workspace whose lock and runtime are used.
    root: &'a Path,
    members: Vec<String>,
}

/// One document's part of a crate.
pub(super) struct Module {
    pub(super) name: String,
    pub(super) source: String,
    /// The type of each schema that instances are known of, by JSON pointer.
    pub(super) types: Vec<(String, String)>,
}

/// Versions and features are those that `cargo xtask generate` asks for, without TLS, which takes long to compile and
/// has nothing to do with what is generated.
const DEPENDENCIES: &str = r#"
reqwest = { version = "0.13.4", default-features = false, features = ["json", "query", "stream"] }
serde = "1.0.220"
serde_json = { version = "1.0.145", features = ["float_roundtrip"] }
"#;

/// A warning is an error, unless the generated crate allows it on purpose.
const LINTS: &str = "\n[lints.rust]\nwarnings = \"deny\"\n";

impl<'a> Project<'a> {
    pub(super) fn new(folder: PathBuf, root: &'a Path) -> Self {
        Self { folder, root, members: Vec::new() }
    }

    /// The crate that is checked.
    pub(super) fn library(&mut self, krate: &str, modules: &[Module]) -> Result<(), Failure> {
        let name = library(krate);
        let mut root = String::from("//! Generated clients of the corpus.\n\n");
        for module in modules {
            let ident = ident(&module.name);
            writeln!(root, "{}\npub mod {ident};", generate::ALLOWED).ok();
            self.write(&format!("{name}/src/{ident}.rs"), &module.source)?;
        }
        self.write(&format!("{name}/src/lib.rs"), &root)?;
        self.member(name)
    }

    /// The program that reads instances and writes what becomes of them.
    pub(super) fn program(&mut self, krate: &str, modules: &[Module]) -> Result<(), Failure> {
        let name = program(krate);
        let mut root = String::from(PROGRAM);
        let mut tables = String::new();
        for module in modules.iter().filter(|module| !module.types.is_empty()) {
            let ident = ident(&module.name);
            writeln!(root, "#[allow(deprecated)]\nmod {ident};").ok();
            writeln!(tables, "        {ident}::table::TABLE,").ok();
            self.write(&format!("{name}/src/{ident}.rs"), &types_alone(module)?)?;
        }
        writeln!(root, "\nfn tables() -> &'static [Table] {{\n    &[\n{tables}    ]\n}}").ok();
        self.write(&format!("{name}/src/main.rs"), &root)?;
        self.member(name)
    }

    /// The workspace around the crates.
    pub(super) fn finish(&self) -> Result<(), Failure> {
        let members: BTreeSet<&String> = self.members.iter().collect();
        let mut manifest = String::from("[workspace]\nresolver = \"3\"\nmembers = [\n");
        for member in members {
            writeln!(manifest, "    \"{member}\",").ok();
        }
        manifest.push_str("]\n\n[profile.dev]\ndebug = false\nincremental = false\n");
        self.write("Cargo.toml", &manifest)?;
        // The versions that the workspace is tested with.
        let lock = self.folder.join("Cargo.lock");
        if !lock.exists() {
            let own = self.root.join("Cargo.lock");
            fs::copy(&own, &lock).map_err(|error| Failure::file(&own, "copy", error))?;
        }
        Ok(())
    }

    fn member(&mut self, name: String) -> Result<(), Failure> {
        let runtime = std::path::absolute(self.root.join("runtime"))
            .map_err(|error| Failure::file(Path::new("runtime"), "find", error))?;
        let runtime = serde_json::Value::from(runtime.to_string_lossy());
        let manifest = format!(
            "[package]\nname = \"{name}\"\nversion = \"0.0.0\"\nedition = \"2024\"\nrust-version = \"1.88\"\npublish = false\n\n[dependencies]\noas-runtime = {{ path = {runtime}, features = [\"xml\"] }}{DEPENDENCIES}{LINTS}"
        );
        self.write(&format!("{name}/Cargo.toml"), &manifest)?;
        self.members.push(name);
        Ok(())
    }

    /// A file that has not changed keeps its time, so that cargo does not compile it again.
    fn write(&self, path: &str, text: &str) -> Result<(), Failure> {
        let path = self.folder.join(path);
        if fs::read_to_string(&path).is_ok_and(|known| known == text) {
            return Ok(());
        }
        let folder = path.parent().unwrap_or(Path::new(""));
        fs::create_dir_all(folder).map_err(|error| Failure::file(folder, "make", error))?;
        fs::write(&path, text).map_err(|error| Failure::file(&path, "write", error))
    }
}

pub(super) fn library(krate: &str) -> String {
    format!("corpus-{krate}")
}

pub(super) fn program(krate: &str) -> String {
    format!("roundtrip-{krate}")
}

/// A document's name as that of a module.
pub(super) fn ident(name: &str) -> String {
    name.chars()
        .map(|c| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '_' })
        .collect()
}

/// The instances' types in the report of a generation.
pub(super) fn types<'i>(
    report: &Report,
    schemas: impl Iterator<Item = &'i str>,
) -> Vec<(String, String)> {
    let wanted: BTreeSet<&str> = schemas.collect();
    let types = wanted
        .into_iter()
        .filter_map(|schema| Some((schema.to_owned(), report.places.get(schema)?.clone())));
    types.collect()
}

/// The types of a client, without its operations: most of a client is builders, which have nothing to decode.
fn types_alone(module: &Module) -> Result<String, Failure> {
    let file = syn::parse_file(&module.source).map_err(|error| {
        Failure::new(
            Kind::Document,
            format!("the generated code of {} does not parse: {error}", module.name),
        )
    })?;
    let mut text = String::from("use ::oas_runtime::generated as support;\n");
    for item in file.items {
        if let syn::Item::Mod(found) = &item
            && found.ident == "types"
        {
            let tokens = item.to_token_stream();
            writeln!(text, "#[allow(dead_code, unused)]\n{tokens}").ok();
        }
    }
    text.push_str(TABLE);
    for (schema, ty) in &module.types {
        writeln!(text, "        // {}\n        run::<{ty}>,", schema.escape_debug()).ok();
    }
    text.push_str("    ];\n}\n");
    Ok(text)
}

/// Decodes as the client decodes a response, and encodes.
const TABLE: &str = r#"
pub(crate) mod table {
    use super::support::{Json, json_body};

    fn run<T: Json + serde::Serialize>(text: &str) -> Result<String, String> {
        let value: T = json_body(text.as_bytes()).map_err(|error| error.to_string())?;
        serde_json::to_string(&value).map_err(|error| error.to_string())
    }

    pub(crate) const TABLE: crate::Table = &[
"#;

/// Reads a type's number and an instance a line, with a tab between, and answers each with `ok` and JSON, or `refused` and why. Nothing is compared here, so
/// that each type costs the compiler two functions.
const PROGRAM: &str = r#"//! Decodes and encodes the instances of the corpus.

use std::io::{BufRead, Write};

type Run = fn(&str) -> Result<String, String>;
type Table = &'static [Run];

fn main() -> std::io::Result<()> {
    let table: Vec<Run> = tables().concat();
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    for line in std::io::stdin().lock().lines() {
        let line = line?;
        let answer = match line.split_once('\t').map(|(index, text)| (index.parse::<usize>(), text)) {
            Some((Ok(index), text)) if index < table.len() => table[index](text),
            _ => Err("this schema has no type".to_owned()),
        };
        match answer {
            Ok(text) => writeln!(out, "ok\t{text}")?,
            Err(error) => writeln!(out, "refused\t{}", error.replace('\n', " "))?,
        }
    }
    out.flush()
}

"#;
