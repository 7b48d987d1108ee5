//! The settings of a project as they are written; `schema/oas.schema.json` describes the same for editors.

use std::collections::BTreeMap;
use std::path::PathBuf;

use oas_codegen::Settings;
use serde::{Deserialize, Deserializer, de};
use toml::{Table, Value};

/// All of it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Project {
    #[serde(default)]
    pub(super) documents: BTreeMap<String, Document>,
}

/// A document. Paths are relative to the folder of the file.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Document {
    pub(super) path: PathBuf,
    pub(super) source: Option<String>,
    pub(super) credential: Option<String>,
    pub(super) root: Option<PathBuf>,
    #[serde(default)]
    pub(super) overlays: Vec<PathBuf>,
    pub(super) output: Option<PathBuf>,
    pub(super) module: Option<PathBuf>,
    pub(super) accepted: Option<PathBuf>,
    pub(super) generate: Option<Generate>,
}

/// Settings of the generator.
#[derive(Clone, Debug)]
pub(super) enum Generate {
    File(PathBuf),
    InPlace(Box<Settings>),
}

impl<'de> Deserialize<'de> for Generate {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        match Value::deserialize(from)? {
            Value::String(path) => Ok(Self::File(path.into())),
            Value::Table(table) => {
                table.try_into().map(|settings| Self::InPlace(Box::new(settings))).map_err(
                    |error: toml::de::Error| {
                        // One line, without the place that a table of its own does not have.
                        de::Error::custom(error.message())
                    },
                )
            }
            _ => Err(de::Error::custom("`generate` is a file or a table of settings")),
        }
    }
}

impl Project {
    /// `oas.toml`.
    pub(super) fn of_file(text: &str) -> Result<Self, String> {
        toml::from_str(text).map_err(|error| error.to_string())
    }

    /// A `Cargo.toml`, which need not have it.
    pub(super) fn of_manifest(text: &str) -> Result<Option<Self>, String> {
        let manifest: Table = text.parse().map_err(|error: toml::de::Error| error.to_string())?;
        let found = ["package", "workspace"]
            .iter()
            .find_map(|part| manifest.get(*part)?.get("metadata")?.get("oas"));
        found.cloned().map(Value::try_into).transpose().map_err(|error| error.message().to_owned())
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use serde_json::{Value, json};

    use super::*;

    fn schema() -> Value {
        serde_json::from_str(include_str!("../../schema/oas.schema.json")).unwrap()
    }

    /// A message about an unknown member lists those that are known.
    fn known(text: &str) -> BTreeSet<String> {
        let error = Project::of_file(text).unwrap_err();
        let (_, names) = error.split_once(", expected ").expect("a list");
        names.split('`').skip(1).step_by(2).map(str::to_owned).collect()
    }

    #[test]
    fn the_schema_has_what_is_read_and_nothing_else() {
        let schema = schema();
        let names = |pointer: &str| -> BTreeSet<String> {
            schema.pointer(pointer).unwrap().as_object().unwrap().keys().cloned().collect()
        };
        assert_eq!(names("/properties"), known("x = 1"));
        assert_eq!(names("/$defs/document/properties"), known("[documents.a]\nx = 1"));
    }

    #[test]
    fn what_the_schema_takes_is_read_and_what_it_refuses_is_not() {
        let validator = jsonschema::validator_for(&schema()).unwrap();
        for (document, taken) in [
            (json!({"path": "a.yaml"}), true),
            (json!({"path": "a.yaml", "generate": {"path_prefix": "/v1"}}), true),
            (json!({"path": "a.yaml", "generate": "generate.json", "output": "client"}), true),
            (json!({"path": "a.yaml", "generate": 1}), false),
            (json!({"path": "a.yaml", "paths": 1}), false),
            (json!({"source": "https://a.example.test"}), false),
        ] {
            let whole = json!({"documents": {"a": document}});
            assert_eq!(validator.is_valid(&whole), taken, "{whole}");
            let text = toml::to_string(&whole).unwrap();
            assert_eq!(Project::of_file(&text).is_ok(), taken, "{text}");
        }
    }
}
