//! Documents that no client can be made from, and those that only look so.

#![cfg(feature = "client")]
#![allow(clippy::disallowed_methods, reason = "a test watches the time it takes")]

mod support;

use std::fmt::Write;
use std::time::Instant;

use oas_codegen::{ErrorKind, Limits, Settings, generate};
use support::{refused, run, with_paths, with_schemas};

/// Whether the text contains the message. `*` in it is a column, which depends on the features that other crates of a
/// build ask of the parsers.
fn says(text: &str, message: &str) -> bool {
    let Some((place, rest)) = message.split_once('*') else {
        return text.contains(message);
    };
    text.split_once(place).is_some_and(|(_, after)| {
        after.trim_start_matches(|digit: char| digit.is_ascii_digit()).starts_with(rest)
    })
}

#[test]
fn an_error_says_what_where_and_what_to_do() {
    let deep = format!("{}{}", "[".repeat(10_000), "]".repeat(10_000));
    let cases = [
        (String::new(), ErrorKind::Syntax, "openapi.json: the document is empty"),
        (
            "not: [a".to_owned(),
            ErrorKind::Syntax,
            "openapi.json:1:*: the document is neither JSON nor valid YAML",
        ),
        (
            "{\"openapi\": \"3.1.0\", \"paths\": {".to_owned(),
            ErrorKind::Syntax,
            "openapi.json:1:*: the document ends too early",
        ),
        (
            "{\"openapi\": \"3.1.0\",\n \"paths\": nope}".to_owned(),
            ErrorKind::Syntax,
            "openapi.json:2:*: the document is not valid JSON",
        ),
        ("[1, 2]".to_owned(), ErrorKind::Version, "openapi.json: the document is not an object"),
        (
            "{\"swagger\": \"2.0\"}".to_owned(),
            ErrorKind::Version,
            "openapi.json:1:13: this is a Swagger 2.0 document (at /swagger); convert it",
        ),
        (
            "{\"openapi\": \"4.0.0\"}".to_owned(),
            ErrorKind::Version,
            "openapi.json:1:13: the version \"4.0.0\" is not known (at /openapi); OpenAPI 3.0, 3.1 and 3.2 are supported",
        ),
        (
            "{\"openapi\": true}".to_owned(),
            ErrorKind::Version,
            "openapi.json:1:13: `openapi` is not a string",
        ),
        (
            "{\"info\": {}}".to_owned(),
            ErrorKind::Version,
            "openapi.json: the document has no `openapi` member",
        ),
        (
            "{\"a\": 1,\n\"a\": 2}".to_owned(),
            ErrorKind::Syntax,
            "openapi.json:2:1: duplicate key \"a\", first in line 1",
        ),
        ("openapi: 3.1.0\na: 1\na: 2".to_owned(), ErrorKind::Syntax, "duplicate key \"a\""),
        (
            format!("{{\"openapi\": {deep}}}"),
            ErrorKind::TooLarge,
            "openapi.json:1:*: the document is nested deeper than 127 levels",
        ),
        (format!("openapi: {deep}"), ErrorKind::TooLarge, "nested deeper than"),
        (
            with_schemas(r##"{"A":{"$ref":"other.json#/X"}}"##),
            ErrorKind::Reference,
            "the `$ref` \"other.json#/X\" leads out of the document (at /components/schemas/A/$ref); bundle",
        ),
        (
            with_schemas(r##"{"A":{"$ref":"#/components/schemas/B"}}"##),
            ErrorKind::Reference,
            "leads to nothing (at /components/schemas/A/$ref)",
        ),
        (
            with_schemas(
                r##"{"A":{"$ref":"#/components/schemas/B"},"B":{"$ref":"#/components/schemas/A"}}"##,
            ),
            ErrorKind::Reference,
            "circular `$ref`",
        ),
        (
            with_schemas(r#"{"A":{"type":"object","properties":5}}"#),
            ErrorKind::Invalid,
            "`properties` is not an object (at /components/schemas/A/properties)",
        ),
        (
            with_paths(r#"{"/a":{"get":5}}"#),
            ErrorKind::Invalid,
            "an object was expected here (at /paths/~1a/get)",
        ),
        (
            with_paths(r#"{"/a/{b":{"get":{}}}"#),
            ErrorKind::Invalid,
            "the path opens a brace and does not close it",
        ),
        (
            with_paths(r#"{"/a":{"get":{"parameters":[{"in":"query"}]}}}"#),
            ErrorKind::Invalid,
            "a parameter has no `name` (at /paths/~1a/get/parameters/0)",
        ),
        (
            with_paths(
                r#"{"/a":{"get":{"parameters":[{"in":"header","name":"a b","schema":{}}]}}}"#,
            ),
            ErrorKind::Invalid,
            "\"a b\" is not the name of an HTTP header",
        ),
    ];
    for (text, kind, message) in cases {
        let error = refused(&text);
        assert_eq!(error.kind(), kind, "{error}");
        assert!(says(&error.to_string(), message), "{error}\n  lacks\n{message}");
        assert!(!error.to_string().contains('\n'), "one paragraph: {error}");
    }
}

#[test]
fn positions_are_those_of_the_text() {
    let text = with_schemas(
        "{\n \"A\": {\n  \"type\": \"object\",\n  \"properties\": {\n   \"b\": { \"$ref\": \"#/x\" }\n  }\n }\n}",
    );
    let error = refused(&text);
    assert_eq!(error.pointer(), Some("/components/schemas/A/properties/b/$ref"));
    assert_eq!(error.line_and_column(), Some((5, 19)));
    let yaml =
        "openapi: 3.1.0\ncomponents:\n  schemas:\n    A:\n      - wrong\n    B: { $ref: '#/y' }\n";
    assert_eq!(refused(yaml).line_and_column(), Some((6, 16)));
}

#[test]
fn settings_that_do_not_fit_are_errors() {
    let text = with_paths(r#"{"/a":{"get":{"responses":{}}}}"#);
    let with = |settings: &str| {
        let settings = Settings::from_json(settings)?;
        generate(&text, "openapi.json", &settings)
    };
    let message =
        |settings: &str| with(settings).err().map(|error| error.to_string()).unwrap_or_default();
    assert!(with(r#"{"names":{"GET /a":"fetch"}}"#).is_ok());
    assert!(
        message(r#"{"names":{"GET /b":"fetch"}}"#)
            .contains("`names` has \"GET /b\", which no operation is")
    );
    assert!(
        message(r#"{"names":{"GET /a":"not a name"}}"#).contains("is no name for the operation")
    );
    assert!(message(r#"{"names":{"GET /a":"new"}}"#).contains("is no name for the operation"));
    let several = message(
        r#"{"names":{"GET /b":"b","GET /c":"c"},"contract":[{"operation":"GET /d","by":"x"}]}"#,
    );
    for part in ["3 things", "\"GET /b\"", "\"GET /c\"", "\"GET /d\""] {
        assert!(several.contains(part), "{several}");
    }
    assert!(message(r#"{"unknown":1}"#).contains("unknown field `unknown`"));
    let missing = message(r#"{"contract":[{"operation":"GET /b","by":"the poller"}]}"#);
    assert!(
        missing.contains("the poller relies on \"GET /b\", but the document has no such operation"),
        "{missing}"
    );
}

#[test]
fn older_and_newer_versions_are_taken() {
    for version in ["3.0.0", "3.0.4", "3.1.0", "3.1.1", "3.2.0", "3.0", "3.1", "3.2"] {
        assert!(run(&format!(r#"{{"openapi":"{version}","paths":{{}}}}"#)).is_ok(), "{version}");
    }
    assert!(run("\u{feff}openapi: 3.1.0\n").is_ok());
    for version in ["3.0", "3.1", "3.2"] {
        assert!(run(&format!("openapi: {version}\npaths: {{}}\n")).is_ok(), "unquoted {version}");
    }
}

#[test]
fn limits_hold() {
    let mut settings = Settings::default();
    settings.limits = Limits { bytes: 100, ..Limits::default() };
    let error = generate(&with_schemas("{}").repeat(3), "x", &settings).unwrap_err();
    assert!(error.to_string().contains("larger than 100 bytes"), "{error}");
    settings.limits = Limits { nodes: 10, ..Limits::default() };
    let error =
        generate(&with_schemas(r#"{"A":{"enum":[1,2,3,4,5,6,7]}}"#), "x", &settings).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::TooLarge, "{error}");
    // A few hundred bytes of YAML that stand for a billion nodes.
    let mut bomb = "openapi: 3.1.0\nx0: &x0 [a, a, a, a, a, a, a, a, a, a]\n".to_owned();
    for level in 1..10 {
        let aliases = vec![format!("*x{}", level - 1); 10].join(", ");
        writeln!(bomb, "x{level}: &x{level} [{aliases}]").unwrap();
    }
    let start = Instant::now();
    assert_eq!(refused(&bomb).kind(), ErrorKind::TooLarge);
    assert!(start.elapsed().as_secs() < 60, "a bomb must not go off");
}

#[test]
fn large_shapes_end() {
    // A chain, a circle, a doubling and a union, each of a size that recursion or blow-up would not survive.
    let chain: Vec<String> = (0..3000).map(|n| format!(r##""C{n}":{{"type":"object","properties":{{"n":{{"$ref":"#/components/schemas/C{}"}}}}}}"##, n + 1)).collect();
    let chain = with_schemas(&format!(r#"{{{},"C3000":{{"type":"string"}}}}"#, chain.join(",")));
    assert!(run(&chain).is_ok());
    let circle: Vec<String> = (0..400).map(|n| format!(r##""C{n}":{{"type":"object","properties":{{"n":{{"$ref":"#/components/schemas/C{}"}}}}}}"##, (n + 1) % 400)).collect();
    assert!(run(&with_schemas(&format!("{{{}}}", circle.join(",")))).is_ok());
    let longer: Vec<String> = (0..5000).map(|n| format!(r##""C{n}":{{"type":"object","properties":{{"n":{{"$ref":"#/components/schemas/C{}"}}}}}}"##, (n + 1) % 5000)).collect();
    assert!(run(&with_schemas(&format!("{{{}}}", longer.join(",")))).is_ok());
    let doubling: Vec<String> = (0..60).map(|n| format!(r##""D{n}":{{"allOf":[{{"$ref":"#/components/schemas/D{0}"}},{{"$ref":"#/components/schemas/D{0}"}}]}}"##, n + 1)).collect();
    let doubling = with_schemas(&format!(
        r#"{{{},"D60":{{"type":"object","properties":{{"a":{{"type":"string"}}}}}}}}"#,
        doubling.join(",")
    ));
    assert!(run(&doubling).is_ok());
    let branches: Vec<String> = (0..10_000).map(|n| format!(r#"{{"type":"object","required":["f{n}"],"properties":{{"f{n}":{{"type":"string"}}}}}}"#)).collect();
    let union =
        run(&with_schemas(&format!(r#"{{"U":{{"anyOf":[{}]}}}}"#, branches.join(",")))).unwrap();
    assert!(union.report.untyped.iter().any(|untyped| untyped.reason.contains("1,000 branches")));
}

#[test]
fn a_reference_to_nothing_may_be_any_value() {
    let text = with_schemas(
        r##"{"A":{"$ref":"other.json#/X"},"B":{"$ref":"#/components/schemas/C"},"C":{"$ref":"#/components/schemas/B"},
        "D":{"type":"object","properties":{"b":{"$ref":"#/components/schemas/B"},"x":{"$ref":"#/nowhere"}}}}"##,
    );
    let settings = Settings::from_json(r#"{"foreign_refs":"untyped"}"#).unwrap();
    let report = generate(&text, "openapi.json", &settings).unwrap().report;
    let reasons: Vec<&str> = report.untyped.iter().map(|place| place.reason.as_str()).collect();
    assert_eq!(
        reasons.iter().filter(|reason| reason.contains("circular")).count(),
        2,
        "{reasons:?}"
    );
    assert_eq!(
        reasons.iter().filter(|reason| reason.contains("leads out")).count(),
        2,
        "{reasons:?}"
    );
    for name in ["A", "B", "C"] {
        assert_eq!(report.places[&format!("/components/schemas/{name}")], ":: serde_json :: Value");
    }
}

#[test]
fn references_mean_what_they_mean_in_their_resource() {
    let text = with_schemas(
        r##"{"Tree":{"$id":"https://example.com/tree","type":"object","properties":{
            "size":{"$ref":"#/$defs/size"},"next":{"$ref":"#"},"leaf":{"$ref":"#leaf"}},
            "$defs":{"size":{"type":"integer"},"leaf":{"$anchor":"leaf","type":"boolean"}}},
        "Forest":{"type":"array","items":{"$ref":"https://example.com/tree"}}}"##,
    );
    let report = run(&text).unwrap().report;
    let place = |pointer: &str| report.places[&format!("/components/schemas/{pointer}")].as_str();
    assert_eq!(place("Tree/properties/size"), "super :: support :: Integer < i64 >");
    assert_eq!(place("Tree/properties/leaf"), "bool");
    assert_eq!(place("Tree/properties/next"), "super :: types :: Tree");
    assert_eq!(place("Forest"), ":: std :: vec :: Vec < super :: types :: Tree >");
}

#[test]
fn names_that_meet_are_told_apart() {
    let text = with_paths(
        r#"{"/a-b":{"get":{"operationId":"first"}},"/a_b":{"get":{"operationId":"aB2"}},"/a.b":{"get":{"operationId":"first"}},
        "/":{"get":{},"post":{}}}"#,
    );
    let report = run(&text).unwrap().report;
    let names: Vec<(&str, &str)> =
        report.operations.iter().map(|it| (it.path.as_str(), it.rust.as_str())).collect();
    assert_eq!(
        names[..4],
        [("/", "get_root"), ("/", "post_root"), ("/a-b", "get_a_b"), ("/a.b", "first")]
    );
    assert_eq!(names[4], ("/a_b", "a_b2"));
    assert_eq!(report.rules["renamed-operation"], 2);
    // A name that is chosen comes first, and two of them that are one are an error.
    let settings = Settings::from_json(r#"{"names":{"GET /a_b":"get_a_b"}}"#).unwrap();
    let report = generate(&text, "openapi.json", &settings).unwrap().report;
    assert!(report.operations.iter().any(|it| it.path == "/a_b" && it.rust == "get_a_b"));
    let settings = r#"{"names":{"GET /a_b":"x","GET /a-b":"x"}}"#;
    let settings = Settings::from_json(settings).unwrap();
    let error = generate(&text, "openapi.json", &settings).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Name);
    assert!(error.to_string().contains("would be called \"x\", as another is"), "{error}");
}

/// OpenAPI 3.2's name of the document: references and servers go by it.
#[test]
fn a_document_has_a_name_of_its_own() {
    let with = |own: &str| {
        run(&format!(
            r#"{{"openapi":"3.2.0","$self":"https://depot.example/docs/openapi","servers":[{{"url":"/v1"}},{{"url":"//other.example"}},{{"url":"v2"}}],
            "info":{{"title":"T","version":"1"}},"paths":{{}},"components":{{"schemas":{{
                "A":{{"type":"object","properties":{{"b":{{"$ref":"{own}#/components/schemas/B"}}}}}},"B":{{"type":"integer"}}}}}}}}"#
        ))
        .unwrap()
    };
    let own = with("https://depot.example/docs/openapi");
    assert!(own.report.lossy.is_empty(), "{:?}", own.report.lossy);
    for url in ["\"https://depot.example/v1\"", "\"//other.example\"", "\"v2\""] {
        assert!(own.source.contains(url), "{url}");
    }
    let other = with("https://depot.example/docs/other");
    assert_eq!(other.report.lossy[0].rule, "foreign-reference");
}

/// A fragment tells operations of one path apart, and is not sent; a placeholder may have the sign in its name.
#[test]
fn placeholders_are_those_before_the_fragment() {
    let parameter = |name: &str| {
        format!(r#"{{"name":"{name}","in":"path","required":true,"schema":{{"type":"string"}}}}"#)
    };
    let both = [parameter("x#y"), parameter("z")].join(",");
    let operation = format!(r#"{{"get":{{"parameters":[{both}],"responses":{{"204":{{}}}}}}}}"#);
    let source = |path: &str| run(&with_paths(&format!(r#"{{"{path}":{operation}}}"#)));
    let sent = source("/a/{x#y}/b/{z}/c#{rest}").unwrap().source;
    assert_eq!(sent.matches("request.segment(self.").count(), 2);
    let error = source("/a/{x#y}/b/{z#rest").unwrap_err().to_string();
    assert!(error.contains("the path opens a brace and does not close it"), "{error}");
}
