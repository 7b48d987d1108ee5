//! The operation table: what it says of own documents, that nothing it refers to is missing, and that no argument is.

#![allow(clippy::unwrap_used, reason = "a panic is how a test fails")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use oas_codegen::{
    ArgumentPlace, ArgumentStyle, ContentForm, CredentialKind, ErrorKind, Limits, ListBy,
    OperationTable, Safety, Settings, Source, TableOperation, TableResponse, operation_table,
    structure,
};
use serde_json::{Map, Value, json};

const SHOP: &str = r##"
openapi: 3.0.3
info: {title: Shop, version: "7"}
servers: [{url: "https://{region}.shop.test", variables: {region: {default: eu}}}]
security: [{key: []}, {user: [], key: []}]
paths:
  /items/{id}:
    parameters: [{$ref: "#/components/parameters/Trace"}, {name: id, in: path, required: true, schema: {type: integer, minimum: 0, exclusiveMinimum: true}}]
    get:
      tags: [Items]
      operationId: showItem
      summary: Shows it.
      deprecated: true
      parameters:
        - {name: tags, in: query, explode: false, schema: {type: array, items: {$ref: "#/components/schemas/Tag"}}}
        - {name: filter, in: query, style: deepObject, schema: {type: object, properties: {"a/b %": {$ref: "#/components/schemas/odd~1name %25"}}}}
        - {name: sort, in: query, content: {application/json: {schema: {type: object}}}}
        - {name: raw, in: query, content: {text/plain: {schema: {type: integer}}}}
        - {name: flavour, in: cookie, schema: {type: string, nullable: true}}
        - {name: Accept, in: header, schema: {type: string}}
      responses: {"200": {description: It., content: {application/json: {schema: {$ref: "#/components/schemas/Item"}}, text/csv: {schema: {type: string}}}}}
    put: {security: [], requestBody: {required: true, content: {application/json: {schema: {$ref: "#/components/schemas/Item"}}}}, responses: {"204": {description: Kept.}}}
    post: {x-idempotent: true, responses: {"204": {description: Done.}}}
    delete: {x-idempotent: false, responses: {"204": {description: Gone.}}}
  /items:
    get:
      parameters: [{name: cursor, in: query, schema: {type: string}}]
      responses: {"200": {description: All., content: {application/json: {schema: {type: object, properties: {next: {type: string}, rows: {type: array, items: {$ref: "#/components/schemas/Item"}}}}}}}}
    post:
      parameters: [{name: Idempotency-Key, in: header, schema: {type: string}}]
      requestBody:
        description: What to make.
        content:
          application/json: {schema: {$ref: "#/components/schemas/Item"}}
          multipart/form-data: {schema: {type: object, properties: {photo: {type: string, format: binary}}}}
      responses: {"201": {description: Made.}}
  /events: {get: {security: [{}, {key: []}], servers: [{url: "https://events.shop.test"}], responses: {"200": {description: They., content: {text/event-stream: {}}}}}}
components:
  securitySchemes: {key: {type: apiKey, in: header, name: X-Key}, user: {type: http, scheme: basic}}
  parameters: {Trace: {name: X-Trace, in: header, description: For support., schema: {type: string}}}
  schemas:
    Tag: {type: string, enum: [new, old], nullable: true}
    Round: {$ref: "#/components/schemas/About"}
    About: {$ref: "#/components/schemas/Round"}
    "odd/name %": {type: string}
    Item:
      type: object
      required: [id]
      properties:
        id: {type: integer}
        $ref: {type: string}
        tag: {$ref: "#/components/schemas/Tag"}
        parent: {$ref: "#/components/schemas/Item"}
        round: {$ref: "#/components/schemas/Round"}
        lost: {$ref: "#/components/schemas/Lost"}
        first: {$ref: "#/components/schemas/Item/properties/id"}
      example: {$ref: "#/none"}
"##;

const LISTS: &str = r#"{"lists": [{"by": "cursor", "parameter": ["cursor"], "next": ["/next"], "items": ["/rows"]}]}"#;

fn shop() -> OperationTable {
    let settings = Settings::from_json(LISTS).unwrap();
    operation_table(&Source::new("shop.yaml", SHOP), &settings).unwrap()
}

#[test]
fn an_operation_has_its_names_and_arguments() {
    let table = shop();
    assert_eq!((table.format, &*table.title, &*table.version), (1, "Shop", "7"));
    assert_eq!(table.servers[0].variables["region"].as_deref(), Some("eu"));
    let keys = table.operations.iter().map(|one| format!("{} {}", one.method, one.path));
    assert_eq!(
        Vec::from_iter(keys),
        [
            "GET /events",
            "GET /items",
            "POST /items",
            "GET /items/{id}",
            "PUT /items/{id}",
            "POST /items/{id}",
            "DELETE /items/{id}"
        ]
    );
    let shown = table.operation("showItem").unwrap();
    assert_eq!(shown, table.operation("get_items_by_id").unwrap());
    assert_eq!(shown, table.operation("GET /items/{id}").unwrap());
    assert_eq!(table.operation("showitem"), None);
    assert_eq!((&*shown.summary, shown.deprecated), ("Shows it.", true));
    assert_eq!(shown.tags, ["Items"]);
    let arguments = shown.arguments.iter().map(|one| {
        (&*one.name, one.place, one.required, one.style, one.explode, one.schema.clone())
    });
    use ArgumentPlace::{Cookie, Header, Path, Query};
    let filter =
        json!({"type": "object", "properties": {"a/b %": {"$ref": "#/$defs/odd~1name%20%25"}}});
    assert_eq!(
        Vec::from_iter(arguments),
        [
            (
                "id",
                Path,
                true,
                ArgumentStyle::Simple,
                false,
                json!({"type": "integer", "exclusiveMinimum": 0})
            ),
            ("filter", Query, false, ArgumentStyle::DeepObject, false, filter),
            ("raw", Query, false, ArgumentStyle::Form, false, json!({"type": "string"})),
            ("sort", Query, false, ArgumentStyle::Json, false, json!({"type": "object"})),
            (
                "tags",
                Query,
                false,
                ArgumentStyle::Form,
                false,
                json!({"type": "array", "items": {"$ref": "#/$defs/Tag"}})
            ),
            ("X-Trace", Header, false, ArgumentStyle::Simple, false, json!({"type": "string"})),
            (
                "flavour",
                Cookie,
                false,
                ArgumentStyle::Form,
                true,
                json!({"type": ["string", "null"]})
            ),
        ]
    );
    let trace = shown.arguments.iter().find(|one| one.name == "X-Trace").unwrap();
    assert_eq!((&*trace.setter, &*trace.description), ("x_trace", "For support."));
}

#[test]
fn bodies_and_answers_are_ways_of_one_operation() {
    let table = shop();
    let shown = table.operation("showItem").unwrap();
    let answers = shown.answers.iter().map(|one| (one.form, one.name.as_str()));
    assert_eq!(
        Vec::from_iter(answers),
        [(ContentForm::Json, "get_items_by_id"), (ContentForm::Text, "get_items_by_id_as_csv")]
    );
    let body = table.operation("POST /items").unwrap().body.as_ref().unwrap();
    assert_eq!((body.required, &*body.description), (false, "What to make."));
    let content = body.content.iter().map(|one| (&*one.media_type, one.form, &*one.name));
    assert_eq!(
        Vec::from_iter(content),
        [
            ("application/json", ContentForm::Json, "post_items"),
            ("multipart/form-data", ContentForm::Multipart, "post_items_with_multipart"),
        ]
    );
    assert_eq!(body.content[0].schema, json!({"$ref": "#/$defs/Item"}));
    assert!(table.operation("PUT /items/{id}").unwrap().body.as_ref().unwrap().required);
    assert_eq!(table.operation("GET /events").unwrap().answers[0].form, ContentForm::Events);
    assert_eq!(table.operation("POST /items").unwrap().answers[0].form, ContentForm::Empty);
}

const ANSWERS: &str = r##"
openapi: 3.1.0
info: {title: Answers, version: "1"}
paths:
  /notes/{id}:
    get:
      responses:
        "404": {$ref: "#/components/responses/Missing"}
        default: {description: Anything else.}
        "200":
          description: A note.
          headers:
            Content-Type: {schema: {type: string}}
            ETag: {required: true, description: Its state., schema: {type: string, maxLength: 40}}
            Trace: {$ref: "#/components/headers/Trace"}
            Odd: {content: {text/plain: {}}}
          content:
            text/plain: {}
            application/json: {schema: {$ref: "#/components/schemas/Note"}, example: {text: x}}
        5XX: {description: Broken.}
  /lost: {get: {parameters: [{$ref: "#/nowhere"}], responses: {"204": {description: Done.}}}}
components:
  headers: {Trace: {schema: {type: integer}}}
  responses: {Missing: {description: None such., content: {application/json: {schema: {type: object, properties: {note: {$ref: "#/components/schemas/Note"}}}}}}}
  schemas: {Note: {type: object, properties: {text: {type: string}}}}
"##;

#[test]
fn an_operation_has_every_answer_of_the_document() {
    let settings = Settings::default();
    let table = operation_table(&Source::new("answers.yaml", ANSWERS), &settings).unwrap();
    let responses = &table.operation("GET /notes/{id}").unwrap().responses;
    let statuses = responses.iter().map(|one| (&*one.status, &*one.description));
    assert_eq!(
        Vec::from_iter(statuses),
        [
            ("200", "A note."),
            ("404", "None such."),
            ("5XX", "Broken."),
            ("default", "Anything else.")
        ]
    );
    let [json, text] = &responses[0].content[..] else { panic!("{responses:?}") };
    assert_eq!((&*json.media_type, &*text.media_type), ("application/json", "text/plain"));
    assert_eq!(json.schema, Some(json!({"$ref": "#/$defs/Note"})));
    assert_eq!(text.schema, None);
    let root: Value = Source::new("answers.yaml", ANSWERS)
        .read(&Limits::default())
        .map(|document| document.to_value_with_pointers())
        .unwrap();
    assert_eq!(root.pointer(&json.at).unwrap()["example"]["text"], "x");
    assert_eq!(
        responses[1].content[0].at,
        "/components/responses/Missing/content/application~1json"
    );
    let headers = responses[0].headers.iter().map(|one| {
        (&*one.name, one.required, &*one.description, one.schema.clone(), one.at.is_some())
    });
    assert_eq!(
        Vec::from_iter(headers),
        [
            ("ETag", true, "Its state.", json!({"type": "string", "maxLength": 40}), true),
            ("Odd", false, "", json!({"type": "string"}), false),
            ("Trace", false, "", json!({"type": "integer"}), true),
        ]
    );
    assert!(table.definitions.contains_key("Note"));
    let [skipped] = &table.skipped[..] else { panic!("{:?}", table.skipped) };
    assert_eq!((&*skipped.method, &*skipped.path), ("GET", "/lost"));
    assert!(
        skipped.reasons[0].contains("`#/nowhere`") || skipped.reasons[0].contains("\"#/nowhere\""),
        "{skipped:?}"
    );
}

#[test]
fn credentials_safety_and_paging_are_those_of_the_client() {
    let table = shop();
    let of = |key: &str| table.operation(key).unwrap();
    assert_eq!(table.credentials["key"].kind, CredentialKind::Header);
    assert_eq!(table.credentials["key"].name.as_deref(), Some("X-Key"));
    assert_eq!(table.credentials["user"].kind, CredentialKind::Basic);
    assert_eq!(of("GET /items").credentials, [vec!["key"], vec!["key", "user"]]);
    assert!(of("GET /items").needs_credential());
    assert!(of("PUT /items/{id}").credentials.is_empty());
    assert!(!of("PUT /items/{id}").needs_credential() && !of("GET /events").needs_credential());
    assert_eq!(of("GET /events").servers[0].url, "https://events.shop.test");
    assert_eq!(of("GET /items").safety, Safety::Safe);
    assert_eq!(of("PUT /items/{id}").safety, Safety::Repeatable);
    assert_eq!(of("POST /items/{id}").safety, Safety::Repeatable);
    assert_eq!(of("DELETE /items/{id}").safety, Safety::Once);
    assert_eq!(of("POST /items").safety, Safety::RepeatableByKey("Idempotency-Key".to_owned()));
    let paging = of("GET /items").paging.as_ref().unwrap();
    assert_eq!(paging.by, ListBy::Cursor);
    assert_eq!(
        (paging.parameter.as_deref(), paging.next.as_deref()),
        (Some("cursor"), Some("/next"))
    );
    assert_eq!(paging.items, "/rows");
    assert!(table.operations.iter().filter(|one| one.paging.is_some()).count() == 1);
}

#[test]
fn schemas_stand_alone() {
    let table = shop();
    let item = &table.definitions["Item"];
    // A property may be called as a keyword is, and an example may look like a schema.
    assert_eq!(item["properties"]["$ref"], json!({"type": "string"}));
    assert_eq!(item["example"], json!({"$ref": "#/none"}));
    assert_eq!(item["properties"]["lost"], json!({}));
    assert_eq!(item["properties"]["parent"], json!({"$ref": "#/$defs/Item"}));
    let first = item["properties"]["first"]["$ref"].as_str().unwrap();
    assert_eq!(first, "#/$defs/~1components~1schemas~1Item~1properties~1id");
    assert_eq!(
        table.definitions["/components/schemas/Item/properties/id"],
        json!({"type": "integer"})
    );
    let tag = json!({"anyOf": [{"type": "string", "enum": ["new", "old"]}, {"type": "null"}]});
    assert_eq!(table.definitions["Tag"], tag);
    // Following a circle of references would never end.
    let circle = ["About", "Round"].map(|name| table.definitions[name].get("$ref").is_some());
    assert_eq!(circle.iter().filter(|refers| **refers).count(), 1);

    let body = table.operation("POST /items").unwrap().body.as_ref().unwrap();
    let bundled = table.bundled(&body.content[0].schema);
    let names = bundled["$defs"].as_object().unwrap().keys();
    let id = "/components/schemas/Item/properties/id";
    assert_eq!(
        BTreeSet::from_iter(names.map(String::as_str)),
        BTreeSet::from(["About", "Item", "Round", "Tag", id])
    );
    let validator = jsonschema::validator_for(&bundled).unwrap();
    assert!(
        validator
            .is_valid(&json!({"id": 1, "tag": null, "parent": {"id": 2}, "round": [], "lost": 0}))
    );
    assert!(!validator.is_valid(&json!({"id": 1, "parent": {"id": "2"}})));
    let filter = &table.operation("showItem").unwrap().arguments[1].schema;
    let validator = jsonschema::validator_for(&table.bundled(filter)).unwrap();
    assert!(
        validator.is_valid(&json!({"a/b %": "x"})) && !validator.is_valid(&json!({"a/b %": 1}))
    );
    assert_eq!(table.bundled(&json!({"type": "string"})), json!({"type": "string"}));
}

#[test]
fn a_table_is_the_same_again_and_reads_back() {
    let text = serde_json::to_string(&shop()).unwrap();
    assert_eq!(text, serde_json::to_string(&shop()).unwrap());
    let read: OperationTable = serde_json::from_str(&text).unwrap();
    assert_eq!(read, shop());
}

#[test]
fn a_document_that_is_none_is_refused_with_its_place() {
    let source = Source::new(
        "d.json",
        "{\"openapi\": \"3.1.0\", \"info\": {},\n \"paths\": {\"/a\": {\"get\": 5}}}",
    );
    let error = operation_table(&source, &Settings::default()).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Invalid);
    assert!(error.to_string().starts_with("d.json:2:"), "{error}");
}

/// Sharing keeps a table in proportion to its document, however many operations share a schema.
#[test]
fn what_is_shared_is_not_copied() {
    let many: Map<String, Value> = (0..100)
        .map(|n| {
            (
                format!("/p{n}"),
                json!({"get": {"parameters": [{"$ref": "#/components/parameters/Wide"}]}}),
            )
        })
        .collect();
    let wide: Map<String, Value> =
        (0..100).map(|n| (format!("m{n}"), json!({"type": "string"}))).collect();
    let wide =
        json!({"name": "wide", "in": "query", "schema": {"type": "object", "properties": wide}});
    let document = json!({"openapi": "3.1.0", "info": {"title": "T", "version": "1"}, "paths": many, "components": {"parameters": {"Wide": wide}}});
    let text = document.to_string();
    let table = operation_table(&Source::new("d.json", &text), &Settings::default()).unwrap();
    assert_eq!(table.operations.len(), 100);
    assert_eq!(table.definitions.len(), 1);
    assert!(serde_json::to_string(&table).unwrap().len() < 5 * text.len());
}

#[test]
fn the_table_of_the_vendored_document_has_every_operation() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let settings = fs::read_to_string(root.join("generate.json")).unwrap();
    let settings = Settings::from_json(&settings).unwrap();
    let source = Source::open(&root.join("openapi.json"), &Limits::default()).unwrap();
    let table = operation_table(&source, &settings).unwrap();
    assert_eq!(compared(&source, &table), table.operations.len());
    // A refresh may have brought other parameters of a path, a slash at its end, or the prefix in the server's address. What it left as it
    // was has its name under the very key.
    let ours = fs::read_to_string(root.join("sandbox/tests/data/neo.json")).unwrap();
    let ours: Value = serde_json::from_str(&ours).unwrap();
    let same = |key: &str| structure(key, &settings.path_prefix);
    let names: BTreeMap<String, &String> =
        settings.names.iter().map(|(key, name)| (same(key), name)).collect();
    assert_eq!(names.len(), settings.names.len());
    for operation in &table.operations {
        let key = format!("{} {}", operation.method, operation.path);
        assert_eq!(names.get(&same(&key)), Some(&&operation.name), "{key}");
        if ours["paths"].get(&operation.path).is_some() {
            assert_eq!(settings.names.get(&key), Some(&operation.name), "{key}");
        }
        let schemas = operation.arguments.iter().map(|one| &one.schema);
        let bodies = operation.body.iter().flat_map(|body| &body.content).map(|one| &one.schema);
        for schema in schemas.chain(bodies) {
            jsonschema::validator_for(&table.bundled(schema)).unwrap();
        }
    }
    let envelope = table.envelope.as_ref().unwrap();
    assert_eq!((&*envelope.data, &*envelope.meta), ("data", "meta"));
    // How its lists are paged is another matter after a refresh.
    let settings = fs::read_to_string(root.join("fixtures/settings/neo.json")).unwrap();
    let source =
        Source::open(&root.join("sandbox/tests/data/neo.json"), &Limits::default()).unwrap();
    let table = operation_table(&source, &Settings::from_json(&settings).unwrap()).unwrap();
    let paged = table.operations.iter().filter_map(|one| {
        let paging = one.paging.as_ref()?;
        assert_eq!((&*paging.items, &paging.next), ("/data", &None));
        Some((&*one.name, paging.by, paging.parameter.as_deref()?))
    });
    let paged = Vec::from_iter(paged);
    assert!(paged.contains(&("list_executions", ListBy::Cursor, "cursor")), "{paged:?}");
    assert!(paged.contains(&("list_scheduled_work", ListBy::Number, "page")), "{paged:?}");
}

#[test]
fn documents_of_this_project_have_tables() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../fixtures/documents");
    let compared = documents(&folder).iter().filter_map(|path| table_of(path)).count();
    assert!(compared >= 5, "{compared}");
}

#[test]
fn documents_of_the_corpus_have_tables() {
    let Some(folder) = oas_corpus::find("specs") else { return };
    let compared = documents(&folder).iter().filter_map(|path| table_of(path)).count();
    assert!(compared >= 100, "{compared}");
}

fn documents(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut left = vec![folder.to_owned()];
    while let Some(path) = left.pop() {
        if path.is_dir() {
            left.extend(fs::read_dir(&path).unwrap().map(|entry| entry.unwrap().path()));
        } else if path.extension().is_some_and(|end| end == "json" || end == "yaml" || end == "yml")
        {
            found.push(path);
        }
    }
    found.sort();
    found
}

/// The number of arguments of a document's table, each compared; nothing where the document is none that a client is made of.
fn table_of(path: &Path) -> Option<usize> {
    let source = Source::open(path, &Limits::default()).ok()?;
    match operation_table(&source, &Settings::default()) {
        Ok(table) => Some(compared(&source, &table)),
        Err(error) => {
            assert_ne!(error.kind(), ErrorKind::Generator, "{}: {error}", path.display());
            None
        }
    }
}

/// Compares a table with its document, read another way; gives the number of operations.
fn compared(source: &Source, table: &OperationTable) -> usize {
    let name = source.name();
    let root = source.read(&Limits::default()).unwrap().to_value_with_pointers();
    for operation in &table.operations {
        let key = format!("{} {}", operation.method, operation.path);
        let Some(item) = followed(&root, root["paths"].get(&operation.path)) else { continue };
        let method = operation.method.to_ascii_lowercase();
        let own =
            item.get(&method).or_else(|| item.get("additionalOperations")?.get(&operation.method));
        let own = followed(&root, own).unwrap_or_else(|| panic!("{name}: {key}"));
        let mut expected = BTreeSet::new();
        for holder in [item, own] {
            for one in holder.get("parameters").and_then(Value::as_array).into_iter().flatten() {
                let one = followed(&root, Some(one)).unwrap();
                let (wire, place) = (one["name"].as_str().unwrap(), one["in"].as_str().unwrap());
                let ignored = ["accept", "content-type", "authorization"];
                let ignored =
                    place == "header" && ignored.contains(&wire.to_ascii_lowercase().as_str());
                let lost = place == "path" && !operation.path.contains(&format!("{{{wire}}}"));
                if !ignored && !lost {
                    expected.insert((place.to_owned(), wire.to_owned()));
                }
            }
        }
        let has = |argument: &oas_codegen::Argument| {
            let place = serde_json::to_value(argument.place).unwrap();
            (place.as_str().unwrap().to_owned(), argument.name.clone())
        };
        let had = BTreeSet::from_iter(operation.arguments.iter().map(has));
        assert_eq!(had.len(), operation.arguments.len(), "{name}: {key}");
        // A placeholder that the document does not describe is an argument, too.
        let undescribed = |one: &&(String, String)| one.0 == "path" && !expected.contains(*one);
        let described: BTreeSet<_> = had.iter().filter(|one| !undescribed(one)).cloned().collect();
        assert_eq!(described, expected, "{name}: {key}");
        let body = followed(&root, own.get("requestBody"));
        let content = body.and_then(|body| body.get("content")?.as_object());
        let has_body = content.is_some_and(|content| !content.is_empty());
        assert_eq!(operation.body.is_some(), has_body, "{name}: {key}");
        assert!(!operation.answers.is_empty(), "{name}: {key}");
        assert_eq!(answers_of(operation), described_answers(&root, own), "{name}: {key}");
    }
    let whole = serde_json::to_value(table).unwrap();
    no_reference_is_lost(&whole["$defs"], table, name);
    table.operations.len()
}

/// Each definition, bundled, has all that it refers to.
fn no_reference_is_lost(definitions: &Value, table: &OperationTable, name: &str) {
    let every = json!({ "allOf": definitions.as_object().unwrap().values().collect::<Vec<_>>() });
    let bundled = table.bundled(&every);
    let reached = bundled.get("$defs").and_then(Value::as_object).map_or(0, Map::len);
    assert!(reached <= table.definitions.len(), "{name}");
    let whole = json!({ "operations": &table.operations.iter().map(|one| json!([
        one.arguments.iter().map(|one| &one.schema).collect::<Vec<_>>(),
        one.body.iter().flat_map(|body| &body.content).map(|one| &one.schema).collect::<Vec<_>>(),
        one.responses.iter().flat_map(response_schemas).collect::<Vec<_>>(),
    ])).collect::<Vec<_>>() });
    let bundled = table.bundled(&whole);
    let reached = bundled.get("$defs").and_then(Value::as_object).map_or(0, Map::len);
    assert_eq!(reached, table.definitions.len(), "{name}: each definition is needed, and there");
}

fn response_schemas(response: &TableResponse) -> impl Iterator<Item = &Value> {
    let content = response.content.iter().flat_map(|one| one.schema.iter().chain(&one.item_schema));
    content.chain(response.headers.iter().map(|header| &header.schema))
}

/// The statuses of a table's operation, each with its media types and headers.
fn answers_of(operation: &TableOperation) -> Vec<(String, Vec<String>, Vec<String>)> {
    let described = operation.responses.iter().map(|one| {
        let mut types: Vec<_> = one.content.iter().map(|one| one.media_type.clone()).collect();
        types.sort();
        (one.status.clone(), types, one.headers.iter().map(|one| one.name.clone()).collect())
    });
    described.collect()
}

/// The same as the document has it.
fn described_answers(root: &Value, own: &Value) -> Vec<(String, Vec<String>, Vec<String>)> {
    let names = |value: Option<&Value>, key: &str| {
        let members = value.and_then(|value| value.get(key)?.as_object());
        let mut names = Vec::from_iter(members.into_iter().flat_map(Map::keys).cloned());
        names.sort();
        names
    };
    let statuses = names(Some(own), "responses").into_iter();
    let described = statuses.filter(|status| !status.starts_with("x-")).map(|status| {
        let answer = followed(root, Some(&own["responses"][&status]));
        let mut headers = names(answer, "headers");
        headers.retain(|name| !name.eq_ignore_ascii_case("content-type"));
        (status, names(answer, "content"), headers)
    });
    described.collect()
}

fn followed<'d>(root: &'d Value, value: Option<&'d Value>) -> Option<&'d Value> {
    let mut value = value?;
    for _ in 0..32 {
        let Some(reference) = value.get("$ref").and_then(Value::as_str) else { break };
        let pointer = oas_source::pointer::percent_decoded(reference.strip_prefix('#')?);
        value = root.pointer(&pointer)?;
    }
    Some(value)
}
