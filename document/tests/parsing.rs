//! Reading: places, errors with line and column, limits.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use oas_source::{Document, ErrorKind, Kind as NodeKind, Limits, Version};

fn parse(text: &str, name: &str) -> Document {
    Document::parse(text, name).unwrap_or_else(|error| panic!("{error}"))
}

fn error(text: &str, name: &str) -> (ErrorKind, u32, u32, String) {
    let error = Document::parse(text, name).expect_err("an error");
    (error.kind(), error.line().unwrap_or(1), error.column().unwrap_or(1), error.to_string())
}

#[test]
fn every_node_knows_its_place() {
    let json = parse(
        "{\n  \"openapi\": \"3.1.0\",\n  \"info\": {\"title\": \"é\", \"version\": \"1\"},\n  \"tags\": [\n    {\"name\": \"a\"}\n  ]\n}",
        "a.json",
    );
    let yaml =
        parse("openapi: 3.1.0\ninfo:\n  title: é\n  version: '1'\ntags:\n- name: a\n", "a.yaml");
    let place = |document: &Document, path: &[&str]| {
        let node = path.iter().fold(document.root(), |node, key| {
            node.get(key).or_else(|| node.items().next()).unwrap()
        });
        (node.line(), node.column(), node.pointer())
    };
    assert_eq!(place(&json, &["info", "version"]), (3, 26, "/info/version".to_owned()));
    assert_eq!(place(&json, &["tags", "0", "name"]), (5, 6, "/tags/0/name".to_owned()));
    assert_eq!(place(&yaml, &["info", "title"]), (3, 3, "/info/title".to_owned()));
    // A value that begins a line later is found at its key.
    assert_eq!(place(&yaml, &["tags"]), (5, 1, "/tags".to_owned()));
    assert_eq!(place(&yaml, &["tags", "0"]), (6, 3, "/tags/0".to_owned()));
}

#[test]
fn json_and_yaml_of_the_same_document_are_equal() {
    let json = parse(
        r#"{"openapi": "3.1.0", "x-a": [1, 1.5, true, null, "1", "no", 18446744073709551615, 1e2], "x-b": {"200": {}, "e": "\u00e9\ud83d\ude00\n"}}"#,
        "a",
    );
    let yaml = parse(
        "openapi: 3.1.0\nx-a: [1, 1.50, true, ~, '1', no, 18446744073709551615, 100]\nx-b:\n  200: {}\n  e: \"é😀\\n\"\n",
        "b",
    );
    assert!(json.root().same(yaml.root()));
}

#[test]
fn numbers_are_compared_by_value() {
    let document = parse(r#"{"openapi": "3.0.0", "x": [1.0, -0, 1e400, 0.1]}"#, "a");
    let kinds: Vec<_> =
        document.root().get("x").unwrap().items().map(oas_source::Node::kind).collect();
    assert_eq!(
        kinds,
        [NodeKind::Int(1), NodeKind::Int(0), NodeKind::Big("1e400"), NodeKind::Float(0.1)]
    );
    assert_eq!(document.version(), Version::V3_0);
}

#[test]
fn aliases_and_merge_keys_are_followed() {
    let text = "openapi: 3.1.0\nx-base: &base {a: 1, b: 2}\nx-copy: *base\nx-merged:\n  <<: *base\n  b: 3\n";
    let document = parse(text, "a.yaml");
    let value = document.root().to_value();
    assert_eq!(value["x-copy"], value["x-base"]);
    assert_eq!(value["x-merged"], serde_json::json!({"a": 1, "b": 3}));
}

#[test]
fn errors_say_where() {
    assert_eq!(
        error("{\"openapi\": \"3.1.0\",\n \"a\": 1,\n \"a\": 2}", "d.json").0,
        ErrorKind::DuplicateKey
    );
    let (kind, line, column, text) =
        error("{\"openapi\": \"3.1.0\",\n \"a\": 1,\n \"a\": 2}", "d.json");
    assert_eq!((kind, line, column), (ErrorKind::DuplicateKey, 3, 2));
    assert_eq!(text, "d.json:3:2: duplicate key \"a\", first in line 2");
    let (kind, line, ..) = error("openapi: 3.1.0\na: 1\na: 2\n", "d.yaml");
    assert_eq!((kind, line), (ErrorKind::DuplicateKey, 3));
    for (text, line, column) in [
        ("{\"openapi\" \"3.1.0\"}", 1, 12),
        ("{\"a\": tru}", 1, 7),
        ("{\"a\": 01}", 1, 9),
        ("{\"a\": \"\\ud800\"}", 1, 14),
        ("{\"a\": \"x", 1, 9),
        ("{\"a\": [1,]}", 1, 10),
        ("{\"a\": 1}\n}", 2, 1),
        ("{\"a\": \"\u{1}\"}", 1, 8),
    ] {
        let found = error(text, "d.json");
        assert_eq!(
            (found.0, found.1, found.2),
            (ErrorKind::Syntax, line, column),
            "{text}: {}",
            found.3
        );
    }
    assert_eq!(error("openapi: [3.1.0\n", "d.yaml").0, ErrorKind::Syntax);
    assert_eq!(error("a: *nowhere\n", "d.yaml").0, ErrorKind::Syntax);
    assert_eq!(error("", "d").0, ErrorKind::Syntax);
}

#[test]
fn other_documents_are_refused_by_name() {
    for text in ["{}", "[]", "openapi: 2.9\n", "swagger: '2.0'\n", "openapi: 4.0.0\n", "just text"]
    {
        assert_eq!(error(text, "d").0, ErrorKind::NotOpenApi, "{text}");
    }
    assert!(error("swagger: '2.0'\n", "d").3.contains("Swagger 2.0"));
}

#[test]
fn versions_are_read_quoted_and_unquoted() {
    for (written, version) in [
        ("3.0", Version::V3_0),
        ("3.0.4", Version::V3_0),
        ("3.1", Version::V3_1),
        ("3.1.1", Version::V3_1),
        ("3.2", Version::V3_2),
        ("3.2.0", Version::V3_2),
    ] {
        assert_eq!(parse(&format!("openapi: {written}\n"), "unquoted").version(), version);
        assert_eq!(parse(&format!("openapi: '{written}'\n"), "quoted").version(), version);
    }
    assert_eq!(
        error("openapi: 3.3.0\n", "d").3,
        "d:1:10: the version \"3.3.0\" is not known (at /openapi); OpenAPI 3.0, 3.1 and 3.2 are supported"
    );
}

#[test]
fn limits_hold() {
    let limit = |text: &str, limits: &Limits| {
        Document::parse_within(text, "d", limits).expect_err("a limit").kind()
    };
    let deep = format!(
        "{{\"openapi\": \"3.1.0\", \"x\": {}{}}}",
        "[".repeat(100_000),
        "]".repeat(100_000)
    );
    assert_eq!(limit(&deep, &Limits::default()), ErrorKind::Limit);
    let deep_yaml = format!("openapi: 3.1.0\nx: {}{}", "[".repeat(100_000), "]".repeat(100_000));
    assert!(matches!(limit(&deep_yaml, &Limits::default()), ErrorKind::Limit | ErrorKind::Syntax));
    let block: String = (0..5_000).map(|depth| format!("{}a:\n", " ".repeat(depth))).collect();
    assert!(matches!(
        limit(&format!("openapi: 3.1.0\nx:\n {}", block.replace('\n', "\n ")), &Limits::default()),
        ErrorKind::Limit | ErrorKind::Syntax
    ));
    assert_eq!(
        limit("{\"openapi\": \"3.1.0\"}", &Limits { bytes: 10, ..Limits::default() }),
        ErrorKind::Limit
    );
    assert_eq!(
        limit(
            "{\"openapi\": \"3.1.0\", \"a\": [1, 2, 3]}",
            &Limits { nodes: 4, ..Limits::default() }
        ),
        ErrorKind::Limit
    );
}

#[test]
fn aliases_nest_no_deeper_than_values() {
    let nested = |levels: usize, inside: &str| {
        format!("{}{inside}{}", "[".repeat(levels), "]".repeat(levels))
    };
    let chain = |levels: usize| {
        format!(
            "openapi: 3.1.0\nx: &x {}\ny: &y {}\nz: *y\n",
            nested(60, "1"),
            nested(levels, "*x ")
        )
    };
    // With the root that is as deep as may be.
    assert!(Document::parse(&chain(66), "deep.yaml").is_ok());
    assert_eq!(error(&chain(67), "deep.yaml").0, ErrorKind::Limit);
    let merged = format!(
        "openapi: 3.1.0\nx: &x {{a: {}}}\ny: {}\n",
        nested(60, "1"),
        nested(66, "{<<: *x}")
    );
    assert_eq!(error(&merged, "deep.yaml").0, ErrorKind::Limit);
    let mut many = format!("openapi: 3.1.0\nx0: &x0 {}\n", nested(100, "1"));
    for level in 1..300 {
        many.push_str(&format!(
            "x{level}: &x{level} {}\n",
            nested(100, &format!("*x{} ", level - 1))
        ));
    }
    assert_eq!(error(&many, "deep.yaml").0, ErrorKind::Limit);
}

#[test]
fn a_billion_laughs_are_not_laughed() {
    let mut text = String::from("openapi: 3.1.0\na0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
    for level in 1..12 {
        let below = format!("*a{}, ", level - 1).repeat(10);
        text.push_str(&format!("a{level}: &a{level} [{below}]\n"));
    }
    assert_eq!(error(&text, "bomb.yaml").0, ErrorKind::Limit);
}

#[test]
fn broken_text_never_panics() {
    let whole = include_str!("data/kennel.yaml").to_owned();
    let json = parse(&whole, "kennel.yaml").root().to_value().to_string();
    for text in [whole, json] {
        for at in (0..text.len()).filter(|at| text.is_char_boundary(*at)).step_by(7) {
            let _ = Document::parse(&text[..at], "cut");
            let mut damaged = text[..at].to_owned();
            damaged.push_str("\"{[\\\u{0}&*:- ");
            damaged.push_str(&text[at..]);
            let _ = Document::parse(&damaged, "damaged");
        }
    }
}

#[test]
fn numbers_keep_their_spelling() {
    let document = parse(
        "openapi: 3.1.0\nx: [1.0, 1e3, 0.10, +5, .5, 007, 1., -0, 0x1F, 0xFFFFFFFFFFFFFFFF, 18446744073709551616, 1e400]\n",
        "n.yaml",
    );
    let list = document.root().get("x").unwrap();
    let spelled: Vec<String> =
        list.items().map(|node| node.number_text().unwrap().into_owned()).collect();
    assert_eq!(
        spelled,
        [
            "1.0",
            "1e3",
            "0.10",
            "5",
            "0.5",
            "7",
            "1.0",
            "-0",
            "31",
            "18446744073709551615",
            "18446744073709551616",
            "1e400"
        ]
    );
    // As JSON: floats stay floats, 64 bits are exact, and what is beyond all keeps its digits.
    assert_eq!(
        list.to_value().to_string(),
        "[1.0,1000.0,0.1,5,0.5,7,1.0,0,31,18446744073709551615,1.8446744073709552e+19,\"1e400\"]"
    );
    let equal = |a: &str, b: &str| {
        let read = |number: &str| parse(&format!("openapi: 3.1.0\nx: {number}\n"), "n.yaml");
        read(a).root().same(read(b).root())
    };
    assert!(equal("1.0", "1") && equal("1e3", "1000") && equal("0.10", "0.1"));
    assert!(!equal("18446744073709551615", "18446744073709551616"));
}

#[test]
fn a_version_that_is_a_number_is_a_string_in_the_tree() {
    for (unquoted, quoted) in [("3.0", "'3.0'"), ("3.1", "'3.1'"), ("3.20e0", "'3.20e0'")] {
        let read =
            |version: &str| Document::parse(&format!("openapi: {version}\nx: 3.1\n"), "v.yaml");
        match (read(unquoted), read(quoted)) {
            (Ok(one), Ok(other)) => {
                assert!(one.root().same(other.root()));
                assert_eq!(one.root().to_value(), other.root().to_value());
                assert_eq!(one.openapi(), other.openapi());
            }
            (Err(one), Err(other)) => assert_eq!(one.to_string(), other.to_string()),
            other => panic!("{other:?}"),
        }
    }
}

#[test]
fn what_has_an_alias_of_the_version_keeps_the_number() {
    let document = parse("openapi: &v 3.1\nx: [*v]\n", "v.yaml");
    assert_eq!(document.root().to_value(), serde_json::json!({"openapi": "3.1", "x": [3.1]}));
}

#[test]
fn a_key_may_be_an_alias() {
    let document = parse("openapi: 3.1.0\nx-a: &name title\nx-b: {*name : 1}\n", "a.yaml");
    assert_eq!(document.root().to_value()["x-b"], serde_json::json!({"title": 1}));
    assert_eq!(
        error("openapi: 3.1.0\nx-a: &n [1]\nx-b: {*n : 1}\n", "a.yaml").0,
        ErrorKind::Syntax
    );
}
