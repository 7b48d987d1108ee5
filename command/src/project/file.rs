//! The settings of a project as they are written. `schema/oas.schema.json` describes them for editors: it is made of these types and their
//! comments, and a test says how.

use std::collections::BTreeMap;
use std::path::PathBuf;

use oas_codegen::Settings;
use serde::{Deserialize, Deserializer, de};
use toml::{Table, Value};

/// What `cargo oas` looks after in a project. Paths are relative to the folder of the file.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(title = "oas.toml", extend("required" = ["documents"])))]
#[serde(deny_unknown_fields)]
pub(super) struct Project {
    /// The OpenAPI documents of the project, by names of its own choice.
    #[serde(default)]
    pub(super) documents: BTreeMap<String, Document>,
}

/// A document, where it comes from, and what is made of it.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(super) struct Document {
    /// The document: OpenAPI 3.0, 3.1 or 3.2, JSON or YAML.
    pub(super) path: PathBuf,
    /// Where it is published: an https URL, or http on loopback.
    pub(super) source: Option<String>,
    /// The environment variable with the bearer token that the source asks for. It is sent to the source's host and to no other.
    pub(super) credential: Option<String>,
    /// The folder that files named by a `$ref` are read from, and none outside of it. Without it, that of the document.
    pub(super) root: Option<PathBuf>,
    /// Overlays (OpenAPI Overlay 1.0 or 1.1) that are applied to the document, in their order.
    #[serde(default)]
    pub(super) overlays: Vec<PathBuf>,
    /// The folder of the crate that `generate` writes, and `refresh` with the document.
    pub(super) output: Option<PathBuf>,
    /// A source file with the client, that `generate` and `refresh` write: for a module of a crate without a build script.
    pub(super) module: Option<PathBuf>,
    /// The file of accepted changes. Without it, that beside the document whose name ends in `.accepted.json`, if there is one.
    pub(super) accepted: Option<PathBuf>,
    /// Settings of the generator: a JSON file, or the same as a table.
    pub(super) generate: Option<Generate>,
}

/// Settings of the generator.
#[derive(Clone, Debug)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(untagged))]
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

    const PUBLISHED: &str =
        "https://github.com/neoagent/neoagent-rs/raw/main/command/schema/oas.schema.json";

    /// The schema that the types have.
    fn schema() -> Value {
        let mut schema = schemars::schema_for!(Project);
        schema.insert("$id".to_owned(), PUBLISHED.into());
        schema.to_value()
    }

    /// `UPDATE_SCHEMA=1 cargo test -p cargo-oas --lib schema` writes it.
    #[test]
    fn the_published_schema_is_that_of_the_types() {
        let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("schema/oas.schema.json");
        let text = serde_json::to_string_pretty(&schema()).unwrap() + "\n";
        if std::env::var_os("UPDATE_SCHEMA").is_some() {
            std::fs::write(&path, &text).unwrap();
        }
        assert_eq!(std::fs::read_to_string(path).unwrap(), text);
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
        assert_eq!(names("/$defs/Document/properties"), known("[documents.a]\nx = 1"));
        let settings = "[documents.a]\npath = \"a\"\n[documents.a.generate]\nx = 1";
        assert_eq!(names("/$defs/Settings/properties"), known(settings));
    }

    #[test]
    fn what_the_schema_takes_is_read_and_what_it_refuses_is_not() {
        let validator = jsonschema::validator_for(&schema()).unwrap();
        for (document, taken) in [
            (json!({"path": "a.yaml"}), true),
            (json!({"path": "a.yaml", "generate": {"path_prefix": "/v1"}}), true),
            (json!({"path": "a.yaml", "generate": "generate.json", "output": "client"}), true),
            (json!({"path": "a.yaml", "generate": {"lists": [{"by": "link"}]}}), true),
            (
                json!({"path": "a.yaml", "generate": {"paging": {"cursor": ["after"], "page": "page"}}}),
                true,
            ),
            (json!({"path": "a.yaml", "generate": {"derives": ["Eq", "Default"]}}), true),
            (json!({"path": "a.yaml", "generate": {"derives": ["Copy"]}}), false),
            (json!({"path": "a.yaml", "generate": {"lists": [{"by": "magic"}]}}), false),
            (json!({"path": "a.yaml", "generate": {"path_prefixes": "/v1"}}), false),
            (json!({"path": "a.yaml", "generate": {"integers": "large"}}), false),
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
