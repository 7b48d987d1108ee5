//! A client of a document of several files.
#![cfg(feature = "client")]
#![allow(clippy::unwrap_used, reason = "a panic is how a test fails")]

use std::fs;

use oas_codegen::{
    ErrorKind, Limits, Overlay, Settings, Source, generate, generate_file, generate_source,
};
use tempfile::TempDir;

const ROOT: &str = "openapi: 3.1.0
info: {title: t, version: '1'}
paths:
  /pets:
    $ref: paths/pets.yaml
";
const PETS: &str = "get:
  responses:
    '200':
      description: Pets.
      content:
        application/json:
          schema: {type: array, items: {$ref: ../schemas.yaml#/Pet}}
";
const SCHEMAS: &str = "Pet:
  type: object
  required: [name, owner]
  properties:
    name: {type: string}
    owner: {$ref: '#/Owner'}
Owner:
  type: object
  properties:
    pets: {type: array, items: {$ref: '#/Pet'}}
";

fn folder(files: &[(&str, &str)]) -> TempDir {
    let folder = TempDir::new().unwrap();
    for (name, text) in files {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    folder
}

#[test]
fn several_files_give_the_client_of_the_one_document_that_they_are() {
    let folder = folder(&[("o.yaml", ROOT), ("paths/pets.yaml", PETS), ("schemas.yaml", SCHEMAS)]);
    let generated = generate_file(&folder.path().join("o.yaml"), &Settings::default()).unwrap();
    let one = "openapi: 3.1.0
info: {title: t, version: '1'}
paths:
  /pets:
    get:
      responses:
        '200':
          description: Pets.
          content:
            application/json:
              schema: {type: array, items: {$ref: '#/components/schemas/Pet'}}
components:
  schemas:
    Pet:
      type: object
      required: [name, owner]
      properties:
        name: {type: string}
        owner: {$ref: '#/components/schemas/Owner'}
    Owner:
      type: object
      properties:
        pets: {type: array, items: {$ref: '#/components/schemas/Pet'}}
";
    let single = generate(one, "one.yaml", &Settings::default()).unwrap();
    assert_eq!(generated.source, single.source);
    assert_eq!(generated.report, single.report);
    let prefix = format!("{}/", folder.path().display());
    let files: Vec<&str> =
        generated.files.iter().map(|file| file.strip_prefix(&prefix).unwrap()).collect();
    assert_eq!(files, ["o.yaml", "paths/pets.yaml", "schemas.yaml"]);
    assert_eq!(single.files, ["one.yaml"]);
}

const OVERLAY: &str = "overlay: 1.1.0
info: {title: Ours, version: '1'}
actions:
- target: $.components.schemas.Pet.properties
  update:
    weight: {type: number}
- target: $.components.schemas.Owner.properties.pets
  remove: true
";

/// The overlay speaks of what the files are together, and the client depends on it.
#[test]
fn overlays_are_applied_before_anything_else() {
    let folder = folder(&[
        ("o.yaml", ROOT),
        ("paths/pets.yaml", PETS),
        ("schemas.yaml", SCHEMAS),
        ("ours.yaml", OVERLAY),
        ("wrong.yaml", &OVERLAY.replace("{type: number}", "{properties: 5}")),
    ]);
    let source = |overlay: &str| {
        let limits = Limits::default();
        let overlay = Overlay::open(&folder.path().join(overlay), &limits).unwrap();
        Source::open(&folder.path().join("o.yaml"), &limits).unwrap().overlaid(overlay)
    };
    let generated = generate_source(&source("ours.yaml"), &Settings::default()).unwrap();
    assert!(generated.source.contains("pub weight: "));
    assert!(!generated.source.contains("pub pets: "));
    assert!(generated.files.last().unwrap().ends_with("ours.yaml"));
    let said: Vec<String> = generated.report.overlays.iter().map(ToString::to_string).collect();
    assert!(
        said[0].ends_with(
            "ours.yaml:4: action 1 updated 1 object at \"$.components.schemas.Pet.properties\""
        ),
        "{said:?}"
    );
    assert_eq!((generated.report.overlays[1].did.as_str(), said.len()), ("removed 1 value", 2));
    let error = generate_source(&source("wrong.yaml"), &Settings::default()).unwrap_err();
    assert!(
        error.to_string().contains("wrong.yaml:6:26: `properties` is not an object"),
        "{error}"
    );
}

#[test]
fn an_error_in_another_file_is_placed_there() {
    let pets = PETS.replace("responses:", "parameters: [{name: 1, in: query}]\n  responses:");
    let folder = folder(&[("o.yaml", ROOT), ("paths/pets.yaml", &pets), ("schemas.yaml", SCHEMAS)]);
    let settings = Settings::from_json(
        r#"{"contract": [{"operation": "GET /pets", "by": "a test", "part": "parameters", "fields": ["none"]}]}"#,
    )
    .unwrap();
    let error = generate_file(&folder.path().join("o.yaml"), &settings).unwrap_err();
    assert!(error.to_string().contains("paths/pets.yaml:"), "{error}");
}

#[test]
fn references_to_nothing_are_reported_or_refused_all_at_once() {
    let schemas = SCHEMAS.replace("'#/Pet'", "'#/None'").replace("type: string", "$ref: none.yaml");
    let folder = folder(&[("o.yaml", ROOT), ("paths/pets.yaml", PETS), ("schemas.yaml", &schemas)]);
    let path = folder.path().join("o.yaml");
    let generated = generate_file(&path, &Settings::default()).unwrap();
    let faults = &generated.report.faults;
    assert_eq!(faults.len(), 2, "{faults:?}");
    assert!(
        faults[1].contains("schemas.yaml:10:33: the `$ref` \"#/None\" leads to nothing"),
        "{faults:?}"
    );
    assert_eq!(generated.report.rules["foreign-reference"], 2);
    assert!(generated.source.contains("pub struct Pet"), "the rest of the document is there");
    let strict = Settings::from_json(r#"{"foreign_refs": "refuse"}"#).unwrap();
    let error = generate_file(&path, &strict).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Reference);
    assert_eq!(error.to_string().lines().count(), 2, "{error}");
}

#[test]
fn a_folder_above_has_to_be_named() {
    let root = ROOT.replace("paths/pets", "../paths/pets");
    let folder =
        folder(&[("api/o.yaml", &root), ("paths/pets.yaml", PETS), ("schemas.yaml", SCHEMAS)]);
    let path = folder.path().join("api/o.yaml");
    let settings = Settings::default();
    let error = generate_file(&path, &settings).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Reference, "{error}");
    let source = Source::open(&path, &settings.limits).unwrap().within(folder.path()).unwrap();
    assert!(generate_source(&source, &settings).unwrap().source.contains("pub struct Owner"));
    let none = generate_file(&folder.path().join("none.yaml"), &settings).unwrap_err();
    assert_eq!(none.kind(), ErrorKind::File);
}
