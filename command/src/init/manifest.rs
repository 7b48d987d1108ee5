//! What a package's `Cargo.toml` gets; the rest stays as it was written.

use std::path::Path;

use oas_codegen::Report;
use toml_edit::{Array, DocumentMut, InlineTable, Item, Table, Value};

use super::Client;
use crate::failure::Failure;

const PATH: &str = "Cargo.toml";
const DEPENDENCIES: &str = "dependencies";
const BUILD: &str = "build-dependencies";

fn unfit(why: impl std::fmt::Display) -> Failure {
    Failure::file(Path::new(PATH), "use", why)
}

fn parsed(text: &str) -> Result<DocumentMut, Failure> {
    text.parse().map_err(|error: toml_edit::TomlError| unfit(error.message()))
}

/// Whether a client can go to the package of this manifest.
///
/// # Errors
/// There is no package in it, or it has the settings of a project already.
pub(super) fn check(text: &str) -> Result<(), Failure> {
    let manifest = parsed(text)?;
    let Some(package) = manifest.get("package") else {
        return Err(unfit("it has no [package]; run the command in the folder of a package"));
    };
    if package.get("metadata").and_then(|it| it.get("oas")).is_some() {
        return Err(unfit("it has documents already, under package.metadata.oas"));
    }
    if package.get("build").is_some_and(|build| build.as_bool() != Some(true)) {
        return Err(unfit(
            "it names a build script of its own, or that there is none; give --client macro or crate, or remove `build`",
        ));
    }
    Ok(())
}

/// A dependency that the client needs.
struct Needed<'a> {
    name: &'a str,
    version: &'a str,
    plain: bool,
    features: &'a [&'a str],
}

/// The manifest with what the client needs, and what that is.
pub(super) fn with(
    text: &str,
    client: Client,
    name: &str,
    report: &Report,
) -> Result<(String, String), Failure> {
    let mut manifest = parsed(text)?;
    let own = env!("CARGO_PKG_VERSION");
    let counts = |rule: &str| report.rules.contains_key(rule);
    let numbers: &[&str] = match counts(oas_codegen::DECIMAL) {
        true => &["arbitrary_precision", "float_roundtrip"],
        false => &["float_roundtrip"],
    };
    let runtime: &[&str] = if counts(oas_codegen::XML) { &["rustls", "xml"] } else { &["rustls"] };
    let of = |name, version, features| Needed { name, version, plain: true, features };
    let linked = [
        of("oas-runtime", own, runtime),
        Needed { plain: false, ..of("reqwest", "0.13.4", &["json", "query", "stream"]) },
        of("serde", "1.0.220", &[]),
        of("serde_json", "1.0.145", numbers),
    ];
    let mut added = Vec::new();
    match client {
        Client::Crate => {
            let mut crate_ = InlineTable::new();
            crate_.insert("path", "client".into());
            let dependencies = table(&mut manifest, DEPENDENCIES)?;
            if dependencies.contains_key(name) {
                return Err(unfit(format!(
                    "it has a dependency {name} already, which the client would be called"
                )));
            }
            dependencies.insert(name, Item::Value(Value::InlineTable(crate_)));
            added.push(name.to_owned());
            exclude(&mut manifest)?;
        }
        Client::Build => {
            need(table(&mut manifest, BUILD)?, &of("oas-codegen", own, &[]), &mut added)?;
        }
        Client::Macro => {
            need(table(&mut manifest, DEPENDENCIES)?, &of("oas-macros", own, &[]), &mut added)?;
        }
    }
    if client != Client::Crate {
        for needed in &linked {
            need(table(&mut manifest, DEPENDENCIES)?, needed, &mut added)?;
        }
    }
    let what = match added.as_slice() {
        [] => "nothing, it has all that is needed".to_owned(),
        added => format!("the dependencies {}", added.join(", ")),
    };
    Ok((manifest.to_string(), what))
}

fn table<'m>(manifest: &'m mut DocumentMut, name: &str) -> Result<&'m mut Table, Failure> {
    let item = manifest.entry(name).or_insert_with(|| Item::Table(Table::new()));
    item.as_table_mut().ok_or_else(|| unfit(format!("[{name}] is no table")))
}

/// Adds a dependency, or the features that one lacks.
fn need(table: &mut Table, needed: &Needed<'_>, added: &mut Vec<String>) -> Result<(), Failure> {
    let Some(item) = table.get_mut(needed.name) else {
        let mut value = InlineTable::new();
        value.insert("version", needed.version.into());
        if !needed.plain {
            value.insert("default-features", false.into());
        }
        if !needed.features.is_empty() {
            value.insert("features", Value::Array(needed.features.iter().copied().collect()));
        }
        let item = match value.len() {
            1 => Value::from(needed.version),
            _ => Value::InlineTable(value),
        };
        table.insert(needed.name, Item::Value(item));
        added.push(needed.name.to_owned());
        return Ok(());
    };
    if needed.features.is_empty() {
        return Ok(());
    }
    if let Some(version) = item.as_str().map(str::to_owned) {
        let mut value = InlineTable::new();
        value.insert("version", version.into());
        *item = Item::Value(Value::InlineTable(value));
    }
    let wrong = || unfit(format!("the dependency {} is in no form that is known", needed.name));
    let like = item.as_table_like_mut().ok_or_else(wrong)?;
    let features =
        like.entry("features").or_insert_with(|| Item::Value(Value::Array(Array::new())));
    let features = features.as_array_mut().ok_or_else(wrong)?;
    for feature in needed.features {
        if !features.iter().any(|there| there.as_str() == Some(feature)) {
            features.push(*feature);
            added.push(format!("{}/{feature}", needed.name));
        }
    }
    Ok(())
}

/// The crate is a workspace of its own, which is in no other.
fn exclude(manifest: &mut DocumentMut) -> Result<(), Failure> {
    let Some(workspace) = manifest.get_mut("workspace") else { return Ok(()) };
    let wrong = || unfit("`workspace.exclude` is no list");
    let workspace = workspace.as_table_like_mut().ok_or_else(wrong)?;
    let list =
        workspace.entry("exclude").or_insert_with(|| Item::Value(Value::Array(Array::new())));
    list.as_array_mut().ok_or_else(wrong)?.push("client");
    Ok(())
}
