//! Overlays: what their actions do, where what they bring stands, and what is refused.

#![allow(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    reason = "a test watches the time it takes"
)]

use std::time::{Duration, Instant};

use oas_source::{Document, Error, ErrorKind, Limits, Node, Overlay, Source, pointer};
use serde_json::{Value, json};

const PETS: &str = "openapi: 3.1.0
info: {title: Pets, version: '1'}
tags: [{name: a}, {name: b}]
paths:
  /pets:
    get:
      tags: [a, dummy]
      parameters:
      - {name: limit, in: query}
      - {name: q, in: query}
      responses: {}
  /pets/{id}:
    get: {tags: [b], responses: {}}
components:
  schemas:
    Pet: &pet {type: object, properties: {name: {type: string, maxLength: 5}}}
    Dog: *pet
";

fn overlay(actions: &str) -> String {
    format!("overlay: 1.1.0\ninfo: {{title: Ours, version: '1'}}\nactions:\n{actions}")
}

fn overlaid_within(document: &str, actions: &str, limits: &Limits) -> Result<Document, Error> {
    let overlay = Overlay::new("ours.yaml", &overlay(actions), limits)?;
    Source::new("pets.yaml", document).overlaid(overlay).read(limits)
}

fn overlaid(actions: &str) -> Result<Document, Error> {
    overlaid_within(PETS, actions, &Limits::default())
}

/// What is at a place once the actions are done.
fn value(actions: &str, place: &str) -> Value {
    let document = overlaid(actions).unwrap();
    let at = pointer::resolve(document.root(), place);
    at.map_or(json!("nothing"), Node::to_value)
}

#[test]
fn values_are_merged() {
    let update = |target: &str, update: Value, place: &str| {
        value(&format!("- target: {target}\n  update: {update}\n"), place)
    };
    assert_eq!(
        update("$.info", json!({"title": "Dogs", "contact": {"name": "K"}}), "/info"),
        json!({"title": "Dogs", "version": "1", "contact": {"name": "K"}})
    );
    let get = "/paths/~1pets/get";
    assert_eq!(
        update("$.paths['/pets'].get", json!({"tags": ["c"]}), &format!("{get}/tags")),
        json!(["a", "dummy", "c"])
    );
    assert_eq!(
        update("$.paths.*.get.tags", json!("c"), "/paths/~1pets~1{id}/get/tags"),
        json!(["b", "c"])
    );
    assert_eq!(
        update("$.paths.*.get.tags", json!(["c", "d"]), &format!("{get}/tags")),
        json!(["a", "dummy", "c", "d"])
    );
    assert_eq!(update("$.info.title", json!(null), "/info/title"), json!(null));
    assert_eq!(update("$.tags[1].name", json!(5), "/tags/1/name"), json!(5));
    assert_eq!(
        update("$..tags[?@ == 'dummy']", json!("c"), &format!("{get}/tags")),
        json!(["a", "c"])
    );
}

#[test]
fn values_are_removed() {
    let remove = |target: &str, place: &str| {
        value(&format!("- {{target: \"{target}\", remove: true, update: {{x: 1}}}}\n"), place)
    };
    assert_eq!(remove("$.paths.*.get.tags[?@ == 'dummy']", "/paths/~1pets/get/tags"), json!(["a"]));
    assert_eq!(
        remove("$.paths['/pets'].get.parameters[*]", "/paths/~1pets/get/parameters"),
        json!([])
    );
    assert_eq!(remove("$..['get', 'get']", "/paths"), json!({"/pets": {}, "/pets/{id}": {}}));
    assert_eq!(remove("$.info..*", "/info"), json!({}));
}

#[test]
fn values_are_copied_as_they_were() {
    let copy = |target: &str, from: &str, place: &str| {
        value(&format!("- {{target: \"{target}\", copy: \"{from}\"}}\n"), place)
    };
    assert_eq!(
        copy("$.paths['/pets/{id}'].get", "$.info", "/paths/~1pets~1{id}/get/title"),
        "Pets"
    );
    assert_eq!(
        copy("$.tags", "$.tags", "/tags"),
        json!([{"name": "a"}, {"name": "b"}, {"name": "a"}, {"name": "b"}])
    );
    assert_eq!(copy("$.paths", "$.paths['/pets'].get", "/paths/tags"), json!(["a", "dummy"]));
    // Into a part of itself, once.
    let within =
        copy("$.components.schemas.Pet", "$.components", "/components/schemas/Pet/schemas/Pet");
    assert_eq!(
        within,
        json!({"type": "object", "properties": {"name": {"type": "string", "maxLength": 5}}})
    );
    let moved = "- {target: $.paths, update: {/animals: {}}}\n- {target: \"$.paths['/animals']\", copy: \"$.paths['/pets']\"}\n\
        - {target: \"$.paths['/pets']\", remove: true}\n";
    assert_eq!(value(moved, "/paths/~1animals/get/tags"), json!(["a", "dummy"]));
    assert_eq!(value(moved, "/paths/~1pets"), "nothing");
}

#[test]
fn a_change_of_an_alias_is_none_of_its_anchor() {
    let actions = "- {target: $.components.schemas.Dog, update: {title: Dog}}\n";
    assert_eq!(value(actions, "/components/schemas/Dog/title"), "Dog");
    assert_eq!(value(actions, "/components/schemas/Pet/title"), "nothing");
}

#[test]
fn what_an_overlay_brings_stands_in_its_file() {
    let actions = "- target: $.info\n  update:\n    title: Dogs\n    contact: {name: K}\n- {target: $.tags, copy: '$.tags[0]'}\n";
    let document = overlaid(actions).unwrap();
    let place = |at: &str| {
        let node = pointer::resolve(document.root(), at).unwrap();
        assert_eq!(node.pointer(), at);
        (node.file(), node.line())
    };
    assert_eq!(place("/info/title"), ("ours.yaml", 6));
    assert_eq!(place("/info/contact/name"), ("ours.yaml", 7));
    assert_eq!(place("/info"), ("pets.yaml", 2));
    assert_eq!(place("/info/version"), ("pets.yaml", 2));
    // A copy, where its original is written.
    assert_eq!(place("/tags/2/name"), ("pets.yaml", 3));
    assert_eq!(document.files().collect::<Vec<_>>(), ["pets.yaml", "ours.yaml"]);
    let written = document.root().to_json();
    assert!(Document::parse(&written, "d.json").unwrap().root().same(document.root()));
}

#[test]
fn the_document_says_what_each_action_did() {
    let actions = "- target: $.paths.*.get\n  update: {x-a: 1}\n- {target: $.tags, copy: '$.tags[0]'}\n- {target: '$.tags[0,1]', remove: true}\n\
        - {target: $.info.title, update: Dogs}\n- {target: $.info}\n";
    let document = overlaid(actions).unwrap();
    let said: Vec<String> = document.applied().iter().map(ToString::to_string).collect();
    assert_eq!(
        said,
        [
            "ours.yaml:4: action 1 updated 2 objects at \"$.paths.*.get\"",
            "ours.yaml:6: action 2 copied to 1 list at \"$.tags\"",
            "ours.yaml:7: action 3 removed 2 values at \"$.tags[0,1]\"",
            "ours.yaml:8: action 4 updated 1 value at \"$.info.title\"",
            "ours.yaml:9: action 5 found 1 value, and changes nothing, at \"$.info\"",
        ]
    );
}

#[test]
fn overlays_are_applied_one_after_the_other() {
    let limits = Limits::default();
    let read = |name: &str, actions: &str| Overlay::new(name, &overlay(actions), &limits).unwrap();
    let document = Source::new("pets.yaml", PETS)
        .overlaid(read("a.yaml", "- {target: $, update: {x-a: {b: 1}}}\n"))
        .overlaid(read(
            "b.yaml",
            "- {target: \"$['x-a']\", update: {b: 2}}\n- {target: \"$['x-a']\", update: {c: 1.50}}\n",
        ))
        .read(&limits)
        .unwrap();
    assert_eq!(document.root().get("x-a").unwrap().to_json(), "{\n  \"b\": 2,\n  \"c\": 1.50\n}\n");
    assert_eq!(document.applied()[2].overlay, "b.yaml");
}

#[test]
fn the_document_is_read_again_once_it_is_changed() {
    let actions = "- {target: $.components.schemas.Pet, update: {$anchor: pet, description: Of a keeper.}}\n- {target: $.openapi, update: 3.0.3}\n";
    let document = overlaid(actions).unwrap();
    assert_eq!(document.version(), oas_source::Version::V3_0);
    let target = document.target(document.root(), "#pet").unwrap();
    assert_eq!(target.pointer(), "/components/schemas/Pet");
    let old = Document::parse(PETS, "pets.yaml").unwrap();
    assert!(!old.root().same(document.root()));
    let same = overlaid("- {target: $.info.title, update: Pets}\n").unwrap();
    assert!(old.root().same(same.root()));
    assert_eq!(old.root().hash(), same.root().hash());
}

/// The error, as one line.
fn refused(actions: &str) -> String {
    let error = overlaid(actions).unwrap_err();
    assert_eq!(error.to_string().lines().count(), 1, "{error}");
    error.to_string()
}

#[test]
fn an_action_that_cannot_be_done_is_an_error_with_its_place() {
    for (actions, message) in [
        (
            "- {target: $.info, update: {}}\n- target: $.none\n  update: {}\n",
            "ours.yaml:5:3: action 2 selects nothing by \"$.none\"; is it for another version of the document?",
        ),
        ("- {target: $, remove: true}\n", "ours.yaml:4:3: action 1 removes the whole document"),
        (
            "- target: $.info\n  update: [1]\n",
            "ours.yaml:4:3: action 1 cannot be done: a list cannot be merged with an object (the value at ours.yaml:5)",
        ),
        (
            "- target: $\n  update:\n    info:\n      title: {}\n",
            "ours.yaml:4:3: action 1 cannot be done: an object cannot be merged with a primitive value (the value at ours.yaml:7)",
        ),
        (
            "- {target: $.info.title, update: [1]}\n",
            "action 1 cannot be done: a list cannot be merged with a primitive value",
        ),
        (
            "- {target: '$[\"info\", \"tags\"]', update: {}}\n",
            "action 1 selects both an object and a list by \"$[\\\"info\\\", \\\"tags\\\"]\"; make an action for each",
        ),
        (
            "- {target: $.info, copy: '$.tags[*]'}\n",
            "action 1 copies what \"$.tags[*]\" selects, which is 2 values and has to be one",
        ),
        ("- {target: $.info, copy: $.none}\n", "which is 0 values and has to be one"),
        (
            "- {target: $.openapi, update: 4.0.0}\n",
            "ours.yaml:4:31: the version \"4.0.0\" is not known (at /openapi)",
        ),
        (
            "- {target: $.openapi, remove: true}\n",
            "pets.yaml: the document has no `openapi` member",
        ),
    ] {
        let said = refused(actions);
        assert!(said.contains(message), "{actions}{said}");
    }
    assert_eq!(
        overlaid("- {target: $.none, remove: true}\n").unwrap_err().kind(),
        ErrorKind::Overlay
    );
}

#[test]
fn what_is_no_overlay_is_refused() {
    let ours = overlay("- {target: $}\n");
    let action = |members: &str| overlay(&format!("- {{{members}}}\n"));
    for (text, message) in [
        ("[]".to_owned(), "the overlay is not an object"),
        (
            ours.replace("1.1.0", "1.2.0"),
            "ours.yaml:1:10: the version \"1.2.0\" is not known (at /overlay); Overlay 1.0 and 1.1 are supported",
        ),
        (ours.replace("1.1.0", "'1.1'"), "the version \"1.1\" is not known"),
        (ours.replace("1.1.0", "1.1.x"), "the version \"1.1.x\" is not known"),
        (ours.replace("overlay: 1.1.0\n", ""), "the overlay has no `overlay`"),
        (ours.replace("title: Ours, ", ""), "`info` has no `title`"),
        (ours.replace("'1'", "1"), "`version` of `info` is not a string"),
        (ours.replace("- {target: $}", "  - {}"), "action 1 has no `target`"),
        (ours.replace("\n- {target: $}", " []"), "`actions` is no list of actions"),
        (format!("{ours}extends: 1\n"), "`extends` of the overlay is not a string"),
        (
            format!("{ours}other: 1\n"),
            "the overlay has no member \"other\" (at /other); it may have overlay, info, extends, actions",
        ),
        (action("target: $, updates: 1"), "action 1 has no member \"updates\""),
        (action("target: $, remove: 'true'"), "`remove` of action 1 is neither true nor false"),
        (action("target: $, copy: 1"), "`copy` of action 1 is not a string"),
        (
            action("target: $, copy: $, update: {}"),
            "action 1 has both `update` and `copy` (at /actions/0); make two actions of it",
        ),
        (
            action("target: paths"),
            "ours.yaml:4:12: `target` of action 1 is no JSONPath (RFC 9535): at character 1 stands 'p' where '$' is due",
        ),
        (
            action("target: $, copy: '$['"),
            "`copy` of action 1 is no JSONPath (RFC 9535): it ends where a selector is due",
        ),
        (overlay("- {target: $}\n- {target: $}\n"), "action 2 is action 1 again"),
        (format!("{ours}{ours}"), "duplicate key"),
    ] {
        let error = Overlay::new("ours.yaml", &text, &Limits::default()).unwrap_err().to_string();
        assert!(error.contains(message), "{text}{error}");
        assert_eq!(error.lines().count(), 1);
    }
    let known = Overlay::new(
        "ours.yaml",
        &format!("{ours}extends: pets.yaml\nx-more: 1\n"),
        &Limits::default(),
    );
    assert_eq!(known.unwrap().extends(), Some("pets.yaml"));
}

/// The time is for a build without optimisation on a busy machine.
fn in_time<T>(run: impl FnOnce() -> T) -> T {
    let start = Instant::now();
    let result = run();
    assert!(start.elapsed() < Duration::from_secs(90), "{:?}", start.elapsed());
    result
}

#[test]
fn copies_that_grow_without_end_are_refused() {
    let limits = Limits { nodes: 50_000, ..Limits::default() };
    let double = |target: &str| format!("- {{target: {target}, copy: $.x}}\n");
    let start = "- {target: $, update: {x: {a: {}}}}\n";
    let all: String = (0..64)
        .map(|at| {
            format!(
                "- {{target: $.x, update: {{n{at}: {{}}}}}}\n- {{target: $.x.n{at}, copy: $.x}}\n"
            )
        })
        .collect();
    let error = in_time(|| overlaid_within(PETS, &format!("{start}{all}"), &limits)).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Limit);
    assert!(error.message().ends_with("makes more than 50000 values of the document"), "{error}");
    // Each into the deepest of the ones before.
    let deep: String = (0..200).map(|at| double(&format!("$.x{}", ".a".repeat(at + 1)))).collect();
    let error = in_time(|| overlaid_within(PETS, &format!("{start}{deep}"), &Limits::default()));
    let error = error.unwrap_err().to_string();
    assert!(error.contains("nests the document deeper than 127 levels"), "{error}");
}

#[test]
fn hostile_overlays_end_in_time_with_one_sentence() {
    let wide = format!("tags: [{}]", "{name: a}, ".repeat(20_000));
    let wide = PETS.replace("tags: [{name: a}, {name: b}]", &wide);
    let too_much = |result: Result<Document, Error>| {
        let error = result.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Limit, "{error}");
        assert!(error.message().ends_with("takes too much time"), "{error}");
    };
    let run = |actions: &str| in_time(|| overlaid_within(&wide, actions, &Limits::default()));
    too_much(run("- {target: '$..[?$..zz]', remove: true}\n"));
    too_much(run("- {target: '$..[?$.tags == @ || $..*]', remove: true}\n"));
    // A list of which each value is put in its place by itself.
    let list = format!("x-list: [{}]\n{PETS}", "1, ".repeat(40_000));
    too_much(in_time(|| {
        overlaid_within(&list, "- {target: \"$['x-list'][*]\", update: 2}\n", &Limits::default())
    }));
    let deep = format!("- {{target: '$[?{}@.a{}]'}}\n", "@[?".repeat(5000), "]".repeat(5000));
    let error = in_time(|| overlaid(&deep)).unwrap_err().to_string();
    assert!(
        error.contains("no JSONPath (RFC 9535): it is nested deeper than 32 levels"),
        "{error}"
    );
    // What is rewritten again and again is made up.
    let many: String =
        (0..400).map(|at| format!("- {{target: '$.tags', update: {at}}}\n")).collect();
    assert_eq!(run(&many).unwrap().root().get("tags").unwrap().items().len(), 20_400);
    let patterns = format!(
        "- {{target: '$..[?search(@.name, \"{}\")]', remove: true}}\n",
        "(a{50}){50}".repeat(4)
    );
    assert!(run(&patterns).unwrap_err().message().contains("selects nothing"));
}

#[test]
fn overlays_count_against_the_limits() {
    let large = overlay(&format!("- {{target: $, description: \"{}\"}}\n", "x".repeat(2000)));
    let limits = Limits { bytes: 1000, ..Limits::default() };
    assert_eq!(Overlay::new("ours.yaml", &large, &limits).unwrap_err().kind(), ErrorKind::Limit);
    let read = Overlay::new("ours.yaml", &large, &Limits::default()).unwrap();
    let source = || Source::new("pets.yaml", PETS).overlaid(read.clone());
    for limits in [
        Limits { bytes: 2000, ..Limits::default() },
        Limits { files: 1, ..Limits::default() },
        Limits { nodes: 50, ..Limits::default() },
    ] {
        let error = source().read(&limits).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Limit, "{error}");
    }
    assert!(source().read(&Limits { files: 2, ..Limits::default() }).is_ok());
}
