//! Documents of several files.
#![allow(clippy::unwrap_used, reason = "a panic is how a test fails")]

use std::fs;
use std::path::Path;

use oas_source::pointer::resolve;
use oas_source::{Document, Error, ErrorKind, Limits, Source};
use serde_json::{Value, json};
use tempfile::TempDir;

/// A folder with these files.
fn folder(files: &[(&str, &str)]) -> TempDir {
    let folder = TempDir::new().unwrap();
    for (name, text) in files {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    folder
}

fn read_in(folder: &Path, name: &str) -> Result<Document, Error> {
    let limits = Limits::default();
    Source::open(&folder.join(name), &limits)?.read(&limits)
}

fn read(files: &[(&str, &str)]) -> Document {
    let folder = folder(files);
    read_in(folder.path(), files[0].0).unwrap_or_else(|error| panic!("{error}"))
}

fn value(files: &[(&str, &str)]) -> Value {
    let document = read(files);
    assert!(document.faults().is_empty(), "{:?}", document.faults());
    document.to_value_with_pointers()
}

fn refused(files: &[(&str, &str)]) -> Error {
    let folder = folder(files);
    read_in(folder.path(), files[0].0).unwrap_err()
}

const HEAD: &str = "openapi: 3.1.0\ninfo: {title: t, version: '1'}\n";

fn head(rest: &str) -> String {
    format!("{HEAD}{rest}")
}

#[test]
fn what_is_in_other_files_becomes_components() {
    let root = head(
        "paths:\n  /pets:\n    $ref: paths/pets.yaml\n  /dogs:\n    $ref: 'paths/pets.yaml'\ncomponents:\n  schemas:\n    Pet:\n      $ref: schemas/pet.json\n",
    );
    let found = value(&[
        ("openapi.yaml", &root),
        (
            "paths/pets.yaml",
            "get:\n  parameters:\n  - $ref: ../common.yaml#/parameters/limit\n  responses:\n    '200':\n      $ref: '../common.yaml#/answers/pets'\n",
        ),
        (
            "common.yaml",
            "parameters:\n  limit: {name: limit, in: query, schema: {$ref: '#/numbers/small'}}\nnumbers:\n  small: {type: integer}\nanswers:\n  pets:\n    description: Pets.\n    content:\n      application/json:\n        schema: {type: array, items: {$ref: './schemas/../schemas/pet.json'}}\n",
        ),
        (
            "schemas/pet.json",
            r##"{"type": "object", "properties": {"owner": {"$ref": "owner.yaml"}, "tag": {"$ref": "#/$defs/tag"}}, "$defs": {"tag": {"type": "string"}}}"##,
        ),
        ("schemas/owner.yaml", "properties:\n  pet: {$ref: pet.json}\n  again: {$ref: '#'}\n"),
    ]);
    let components = &found["components"];
    assert_eq!(
        found["paths"]["/dogs"]["get"]["parameters"][0]["$ref"],
        "#/components/parameters/limit"
    );
    assert_eq!(found["paths"]["/pets"], json!({"$ref": "#/paths/~1dogs"}));
    assert_eq!(
        found["paths"]["/dogs"]["get"]["responses"]["200"]["$ref"],
        "#/components/responses/pets"
    );
    assert_eq!(components["parameters"]["limit"]["schema"]["$ref"], "#/components/schemas/small");
    assert_eq!(components["schemas"]["small"], json!({"type": "integer"}));
    let answer = &components["responses"]["pets"]["content"]["application/json"]["schema"];
    assert_eq!(answer["items"]["$ref"], "#/components/schemas/Pet");
    assert_eq!(
        components["schemas"]["Pet"]["properties"]["owner"]["$ref"],
        "#/components/schemas/owner"
    );
    assert_eq!(
        components["schemas"]["Pet"]["properties"]["tag"]["$ref"],
        "#/components/schemas/tag"
    );
    // Across files in a circle, and to itself.
    assert_eq!(
        components["schemas"]["owner"]["properties"]["pet"]["$ref"],
        "#/components/schemas/Pet"
    );
    assert_eq!(
        components["schemas"]["owner"]["properties"]["again"]["$ref"],
        "#/components/schemas/owner"
    );
    let names: Vec<&String> = components["schemas"].as_object().unwrap().keys().collect();
    assert_eq!(names, ["Pet", "owner", "small", "tag"]);
}

#[test]
fn every_place_names_its_file() {
    let folder = folder(&[
        ("api.yaml", &head("components:\n  schemas:\n    A: {$ref: 'a/b.yaml#/B'}\n    C: {}\n")),
        ("a/b.yaml", "\n\nB:\n  properties:\n    x: {type: string}\n"),
    ]);
    let document = read_in(folder.path(), "api.yaml").unwrap();
    let at = |pointer: &str| {
        let node = resolve(document.root(), pointer).unwrap();
        let file = Path::new(node.file()).strip_prefix(folder.path()).unwrap();
        (file.display().to_string(), node.line(), node.column(), node.pointer())
    };
    let pointer = "/components/schemas/A/properties/x";
    assert_eq!(at(pointer), ("a/b.yaml".to_owned(), 5, 5, pointer.to_owned()));
    let pointer = "/components/schemas/C";
    assert_eq!(at(pointer), ("api.yaml".to_owned(), 6, 5, pointer.to_owned()));
    let files: Vec<&str> = document.files().map(|it| it.rsplit('/').next().unwrap()).collect();
    assert_eq!(files, ["api.yaml", "b.yaml"]);
}

#[test]
fn a_document_of_files_equals_the_one_of_one_file() {
    let one = value(&[(
        "a.yaml",
        &head(
            "components:\n  schemas:\n    A: {properties: {b: {$ref: '#/components/schemas/b'}}}\n    b: {enum: [1]}\n",
        ),
    )]);
    let files = [
        ("a.yaml", head("components: {schemas: {A: {$ref: x/a.yaml}}}\n")),
        ("x/a.yaml", "properties: {b: {$ref: b.yaml}}\n".to_owned()),
        ("x/b.yaml", "{enum: [1]}\n".to_owned()),
    ];
    let files: Vec<(&str, &str)> =
        files.iter().map(|(name, text)| (*name, text.as_str())).collect();
    assert_eq!(value(&files), one);
    // The hashes too: the differ trusts them.
    let single = Document::parse(&one.to_string(), "one.json").unwrap();
    assert!(read(&files).root().same(single.root()));
}

#[test]
fn names_that_meet_are_told_apart() {
    let schemas = |names: &[&str]| {
        let references = names.iter().enumerate();
        let list: Vec<String> =
            references.map(|(at, name)| format!("    p{at}: {{$ref: '{name}'}}\n")).collect();
        head(&format!(
            "components:\n  schemas:\n   Pet: {{}}\n   All:\n    properties:\n{}",
            list.concat().replace("    p", "     p")
        ))
    };
    let root = schemas(&[
        "a/pet.yaml#/Pet",
        "b/pet.yaml#/Pet",
        "b/pet.yaml#/Other",
        "c/index.yaml",
        "a/pet.yaml#/x~1y/items",
        "a/pet.yaml#/list/0",
    ]);
    let pets = "Pet: {title: p}\nOther: {}\nx/y: {items: {}}\nlist: [{}]\n";
    let found = value(&[
        ("o.yaml", &root),
        ("a/pet.yaml", pets),
        ("b/pet.yaml", pets),
        ("c/index.yaml", "{}"),
    ]);
    let properties = &found["components"]["schemas"]["All"]["properties"];
    let names: Vec<&str> =
        properties.as_object().unwrap().values().map(|it| it["$ref"].as_str().unwrap()).collect();
    assert_eq!(
        names,
        ["Pet_pet", "Pet_2", "Other", "c", "pet_x_y_items", "pet_list_0"]
            .map(|name| format!("#/components/schemas/{name}"))
    );
}

#[test]
fn files_are_named_by_what_they_call_themselves() {
    let root = head(
        "$self: https://example.com/v1/openapi.yaml\ncomponents:\n  schemas:\n    A: {$ref: 'https://example.com/v1/schemas/a.yaml'}\n    B: {$ref: schemas/a.yaml#there}\n    C: {$ref: 'https://example.com/v1/openapi.yaml#/components/schemas/A'}\n    D: {$ref: 'https://example.org/d'}\n    E: {$ref: 'https://example.org/e'}\n",
    );
    let found = value(&[
        ("openapi.yaml", &root),
        (
            "schemas/a.yaml",
            "$id: https://example.com/v1/schemas/a.yaml\nproperties:\n  d: {$ref: d.yaml}\n$defs:\n  x: {$anchor: there, type: string}\n",
        ),
        ("schemas/d.yaml", "$id: https://example.org/d\ntitle: d\n"),
    ]);
    let schemas = &found["components"]["schemas"];
    assert_eq!(schemas["A"]["properties"]["d"]["$ref"], "#/components/schemas/D");
    assert_eq!(schemas["B"], json!({"$anchor": "there", "type": "string"}));
    assert_eq!(schemas["C"]["$ref"], "#/components/schemas/A");
    assert_eq!(schemas["D"]["title"], "d");
    assert_eq!(schemas["E"]["$ref"], "https://example.org/e");
}

#[test]
fn mappings_and_callbacks_lead_into_files_too() {
    let root = head(
        "paths:\n  /a:\n    post:\n      requestBody: {$ref: body.yaml}\n      callbacks:\n        done:\n          '{$request.body#/url}': {$ref: called.yaml}\n      responses: {'200': {$ref: ok.yaml}}\n",
    );
    let found = value(&[
        ("a.yaml", &root),
        ("called.yaml", "post: {responses: {}}\n"),
        ("ok.yaml", "description: ok\nheaders: {h: {$ref: h.yaml}}\n"),
        ("h.yaml", "schema: {type: string}\n"),
        (
            "body.yaml",
            "content:\n  application/json:\n    schema:\n      oneOf: [{$ref: dog.yaml}]\n      discriminator: {propertyName: kind, mapping: {dog: dog.yaml, cat: Cat}}\n",
        ),
        ("dog.yaml", "type: object\n"),
    ]);
    let components = &found["components"];
    let sections: Vec<(&String, Vec<&String>)> = components
        .as_object()
        .unwrap()
        .iter()
        .map(|(section, named)| (section, named.as_object().unwrap().keys().collect()))
        .collect();
    let expected = [
        ("headers", "h"),
        ("pathItems", "called"),
        ("requestBodies", "body"),
        ("responses", "ok"),
        ("schemas", "dog"),
    ];
    let shown: Vec<(&str, &str)> =
        sections.iter().map(|(section, named)| (section.as_str(), named[0].as_str())).collect();
    assert_eq!(shown, expected);
    let schema = &components["requestBodies"]["body"]["content"]["application/json"]["schema"];
    assert_eq!(
        schema["discriminator"]["mapping"],
        json!({"dog": "#/components/schemas/dog", "cat": "Cat"})
    );
}

#[test]
fn nothing_outside_of_the_folder_is_read() {
    for reference in
        ["../secret.yaml", "x/../../secret.yaml", "%2e%2e/secret.yaml", "/../secret.yaml"]
    {
        let root = head(&format!("components:\n  schemas:\n    A: {{$ref: '{reference}'}}\n"));
        let folder = folder(&[("api/openapi.yaml", &root), ("secret.yaml", "title: secret\n")]);
        let error = read_in(folder.path(), "api/openapi.yaml").unwrap_err();
        assert_eq!((error.kind(), error.line()), (ErrorKind::Reference, Some(5)), "{error}");
        let said = error.to_string();
        assert!(said.contains(&format!("\"{reference}\" leads out of the folder")), "{said}");
        assert!(!said.contains("title"), "{said}");
    }
    // A folder above may be named, and then it is that one.
    let root = head("components:\n  schemas:\n    A: {$ref: '../secret.yaml'}\n");
    let folder = folder(&[("api/openapi.yaml", &root), ("secret.yaml", "title: secret\n")]);
    let limits = Limits::default();
    let source = Source::open(&folder.path().join("api/openapi.yaml"), &limits).unwrap();
    let document = source.clone().within(folder.path()).unwrap().read(&limits).unwrap();
    assert_eq!(document.root().to_value()["components"]["schemas"]["A"]["title"], "secret");
    assert_eq!(source.within(&folder.path().join("none")).unwrap_err().kind(), ErrorKind::File);
}

#[cfg(unix)]
#[test]
fn links_that_lead_out_are_refused_and_those_inside_are_one_file() {
    use std::os::unix::fs::symlink;
    let root =
        head("components:\n  schemas:\n    A: {$ref: link.yaml}\n    B: {$ref: real.yaml}\n");
    let folder = folder(&[
        ("api/openapi.yaml", &root),
        ("api/real.yaml", "title: real\n"),
        ("secret.yaml", "title: secret\n"),
    ]);
    let link = folder.path().join("api/link.yaml");
    symlink("real.yaml", &link).unwrap();
    let document = read_in(folder.path(), "api/openapi.yaml").unwrap();
    assert_eq!(document.files().len(), 2);
    assert_eq!(
        document.root().to_value()["components"]["schemas"]["B"]["$ref"],
        "#/components/schemas/A"
    );
    for elsewhere in ["../secret.yaml", "/dev/zero", "/etc/passwd"] {
        fs::remove_file(&link).unwrap();
        symlink(elsewhere, &link).unwrap();
        let error = read_in(folder.path(), "api/openapi.yaml").unwrap_err();
        assert!(error.to_string().contains("leads out of the folder"), "{error}");
    }
    fs::remove_file(&link).unwrap();
    fs::create_dir(&link).unwrap();
    let error = read_in(folder.path(), "api/openapi.yaml").unwrap_err();
    assert!(error.to_string().contains("no file"), "{error}");
}

#[test]
fn what_leads_nowhere_stays_and_is_told() {
    let folder = folder(&[
        (
            "a.yaml",
            &head(
                "components:\n  schemas:\n    A: {$ref: none.yaml}\n    B: {$ref: 'b.yaml#/None'}\n    C: {$ref: 'b.yaml#/B'}\n    D: {$ref: 'https://example.com/d'}\n    E: {$ref: 'file:///etc/passwd'}\n",
            ),
        ),
        (
            "b.yaml",
            "B:\n  properties:\n    x: {$ref: '#/components/schemas/A'}\n    y: {$ref: 'more/none.yaml#/y'}\n",
        ),
    ]);
    let document = read_in(folder.path(), "a.yaml").unwrap();
    let told: Vec<String> = document
        .faults()
        .iter()
        .map(|fault| fault.to_string().replace(&format!("{}/", folder.path().display()), ""))
        .collect();
    assert_eq!(
        told,
        [
            "a.yaml:5:9: the `$ref` \"none.yaml\" names a file that is not there (at /components/schemas/A/$ref); correct it, or add the file",
            "a.yaml:6:9: the `$ref` \"b.yaml#/None\" leads to nothing (at /components/schemas/B/$ref); correct it, or add what is missing in that file",
            "b.yaml:3:9: the `$ref` \"#/components/schemas/A\" leads to nothing (at /B/properties/x/$ref); it is looked for in its own file: put the name of another in front, or add what is missing",
            "b.yaml:4:9: the `$ref` \"more/none.yaml#/y\" names a file that is not there (at /B/properties/y/$ref); correct it, or add the file",
        ]
    );
    let schemas = &document.to_value_with_pointers()["components"]["schemas"];
    assert_eq!(schemas["C"]["properties"]["x"]["$ref"], "b.yaml#/components/schemas/A");
    assert_eq!(schemas["C"]["properties"]["y"]["$ref"], "more/none.yaml#/y");
    assert_eq!(schemas["E"]["$ref"], "file:///etc/passwd");
}

#[test]
fn circles_of_nothing_but_references_end() {
    let found = value(&[
        ("a.yaml", &head("components:\n  schemas:\n    A: {$ref: b.yaml}\n")),
        ("b.yaml", "$ref: c.yaml\n"),
        ("c.yaml", "$ref: './b.yaml'\n"),
    ]);
    let schemas = found["components"]["schemas"].as_object().unwrap();
    let mut at = "#/components/schemas/A".to_owned();
    for _ in 0..10 {
        let name = at.strip_prefix("#/components/schemas/").unwrap().to_owned();
        at = schemas[&name]["$ref"].as_str().unwrap().to_owned();
    }
    let own = value(&[
        ("a.yaml", &head("components:\n  schemas:\n    A: {$ref: b.yaml}\n")),
        ("b.yaml", "$ref: 'a.yaml#/components/schemas/A'\n"),
    ]);
    assert_eq!(own["components"]["schemas"]["A"]["$ref"], "#/components/schemas/A");
}

#[test]
fn errors_of_other_files_name_them_and_who_refers_to_them() {
    let error = refused(&[
        ("a.yaml", &head("components:\n  schemas:\n    A: {$ref: b.json}\n")),
        ("b.json", "{\n \"a\": tru}"),
    ]);
    assert!(error.name().ends_with("b.json"), "{error}");
    assert_eq!((error.kind(), error.line(), error.column()), (ErrorKind::Syntax, Some(2), Some(7)));
    assert!(error.to_string().contains("a.yaml:5:9"), "{error}");
}

#[test]
fn limits_are_for_all_files_together() {
    let root = head("components:\n  schemas:\n    A: {$ref: b.yaml}\n    B: {$ref: c.yaml}\n");
    let text = format!("title: {}\n", "x".repeat(100));
    let files = folder(&[("a.yaml", &root), ("b.yaml", &text), ("c.yaml", &text)]);
    let read = |limits: &Limits| {
        let source = Source::open(&files.path().join("a.yaml"), limits).unwrap();
        source
            .read(limits)
            .map(|document| document.files().len())
            .map_err(|error| (error.kind(), error.to_string()))
    };
    let limits = Limits::default();
    assert_eq!(read(&limits), Ok(3));
    assert_eq!(read(&Limits { files: 3, ..limits }), Ok(3));
    assert_eq!(read(&Limits { files: 2, ..limits }).unwrap_err().0, ErrorKind::Limit);
    let bytes = root.len() + 2 * text.len();
    assert_eq!(read(&Limits { bytes, ..limits }), Ok(3));
    let (kind, said) = read(&Limits { bytes: bytes - 1, ..limits }).unwrap_err();
    assert_eq!(kind, ErrorKind::Limit);
    assert!(said.contains("c.yaml"), "{said}");
    // The document has 11 values, each of the others 2.
    assert_eq!(read(&Limits { nodes: 14, ..limits }).unwrap_err().0, ErrorKind::Limit);
}

#[test]
fn a_text_from_memory_has_no_other_files() {
    let text = head("components:\n  schemas:\n    A: {$ref: b.yaml}\n");
    let document = Source::new("a.yaml", text).read(&Limits::default()).unwrap();
    assert!(document.faults().is_empty());
    assert_eq!(document.root().to_value()["components"]["schemas"]["A"]["$ref"], "b.yaml");
}

#[test]
fn thousands_of_files_and_long_chains_are_read() {
    const COUNT: usize = 3_000;
    // All of one name, each referring to the next and all to the first, in a circle.
    let files: Vec<(String, String)> = (0..COUNT)
        .map(|at| {
            let next = (at + 1) % COUNT;
            let text = format!(
                "Same: {{properties: {{next: {{$ref: '../d{next}/f.yaml#/Same'}}, first: {{$ref: '../d0/f.yaml#/Same'}}}}}}\n"
            );
            (format!("d{at}/f.yaml"), text)
        })
        .collect();
    let folder =
        folder(&[("o.yaml", &head("components: {schemas: {A: {$ref: 'd0/f.yaml#/Same'}}}\n"))]);
    for (name, text) in &files {
        let path = folder.path().join(name);
        fs::create_dir(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    let document = read_in(folder.path(), "o.yaml").unwrap();
    assert_eq!(document.files().len(), COUNT + 1);
    let schemas = document.root().get("components").unwrap().get("schemas").unwrap();
    assert_eq!(schemas.entries().len(), COUNT);
    // One file of as many names, and chains of nothing but references.
    let names: String =
        (0..COUNT).map(|at| format!("N{at}: {{$ref: '#/N{}'}}\n", at + 1)).collect();
    let folder = self::folder(&[
        ("o.yaml", &head("components: {schemas: {A: {$ref: 'n.yaml#/N0'}}}\n")),
        ("n.yaml", &names),
    ]);
    let document = read_in(folder.path(), "o.yaml").unwrap();
    assert_eq!(document.faults().len(), 1);
}

#[test]
fn names_do_not_depend_on_where_the_folder_is() {
    let root =
        head("components: {schemas: {All: {anyOf: [{$ref: index.yaml}, {$ref: x/index.yaml}]}}}\n");
    for above in ["", "api/", "a/b/"] {
        let folder = folder(&[
            (&format!("{above}o.yaml"), &root),
            (&format!("{above}index.yaml"), "title: a"),
            (&format!("{above}x/index.yaml"), "title: b"),
        ]);
        let document = read_in(folder.path(), &format!("{above}o.yaml")).unwrap();
        let schemas = &document.root().to_value()["components"]["schemas"];
        assert_eq!(
            (&schemas["index"]["title"], &schemas["x"]["title"]),
            (&json!("a"), &json!("b"))
        );
    }
}

#[test]
fn a_section_may_be_a_file() {
    let root = head(
        "paths: {$ref: paths.yaml}\ncomponents:\n  schemas: {$ref: s/_index.yaml}\n  headers: {$ref: none.yaml}\n  x-data: {$ref: none.yaml}\n",
    );
    let document = read(&[
        ("o.yaml", &root),
        (
            "paths.yaml",
            "/a: {get: {responses: {'200': {content: {a/b: {schema: {$ref: 's/_index.yaml#/Pet'}}}}}}}\n/b: {$ref: b.yaml}\n",
        ),
        (
            "b.yaml",
            "get: {responses: {'200': {content: {a/b: {schema: {$ref: 's/_index.yaml#/Owner'}}}}}}\n",
        ),
        ("s/_index.yaml", "Pet: {$ref: pet.yaml}\nOwner: {properties: {pet: {$ref: '#/Pet'}}}\n"),
        ("s/pet.yaml", "title: pet\n"),
    ]);
    let found = document.to_value_with_pointers();
    let schema = |path: &str| {
        &found["paths"][path]["get"]["responses"]["200"]["content"]["a/b"]["schema"]["$ref"]
    };
    assert_eq!(
        (schema("/a"), schema("/b")),
        (&json!("#/components/schemas/Pet"), &json!("#/components/schemas/Owner"))
    );
    assert_eq!(
        found["components"]["schemas"],
        json!({"Pet": {"title": "pet"}, "Owner": {"properties": {"pet": {"$ref": "#/components/schemas/Pet"}}}})
    );
    assert_eq!(document.faults().len(), 1, "{:?}", document.faults());
    assert!(document.faults()[0].to_string().contains("\"none.yaml\" names a file"));
}
