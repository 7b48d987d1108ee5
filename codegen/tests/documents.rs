//! Documents that no client can be made from, and those that only look so.

#![cfg(feature = "client")]
#![allow(clippy::disallowed_methods, reason = "a test watches the time it takes")]

use std::fmt::Write;
use std::time::Instant;

use oas_codegen::{
    Error, ErrorKind, ForeignRefs, Generated, Limits, Misfits, Setting, Settings, Status, generate,
    generate_document, of_openapi_3_0,
};

fn run(text: &str) -> Result<Generated, Error> {
    generate(text, "openapi.json", &Settings::default())
}

fn refused(text: &str) -> Error {
    // Else a reference to nothing is any value.
    let mut strict = Settings::default();
    strict.foreign_refs = ForeignRefs::Refuse;
    let refused = generate(text, "openapi.json", &strict).err();
    refused.unwrap_or_else(|| panic!("this was taken: {}", &text[..text.len().min(200)]))
}

/// A document with these component schemas.
fn with_schemas(schemas: &str) -> String {
    format!(
        r#"{{"openapi":"3.1.0","info":{{"title":"T","version":"1"}},"paths":{{}},"components":{{"schemas":{schemas}}}}}"#
    )
}

fn with_paths(paths: &str) -> String {
    format!(r#"{{"openapi":"3.1.0","info":{{"title":"T","version":"1"}},"paths":{paths}}}"#)
}

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
fn what_does_not_fit_can_be_reported_instead() {
    let text = with_paths(
        r#"{"/a":{"get":{"responses":{}}},"/runs/{id}":{"get":{"parameters":[{"name":"id","in":"path","required":true,"schema":{"type":"string"}}],"responses":{}}}}"#,
    );
    let mut settings = Settings::from_json(
        r#"{"path_prefix":"/api",
            "names":{"GET /b":"b","GET /api/runs/{run_id}":"get_run"},
            "passing_names":{"GET /a":"fetch","GET /c":"c"},
            "contract":[{"operation":"GET /d","by":"x"},{"operation":"GET /api/a/","by":"y","part":"parameters","fields":["q"]}]}"#,
    )
    .expect("settings");
    let message = |result: Result<Generated, Error>| result.expect_err("refused").to_string();
    let refused = message(generate(&text, "openapi.json", &settings));
    assert!(refused.contains("3 things") && !refused.contains("GET /c"), "{refused}");
    settings.misfits = Misfits::Report;
    let made = generate(&text, "openapi.json", &settings).expect("a client");
    let names: Vec<_> = made
        .report
        .operations
        .iter()
        .map(|operation| (operation.rust.as_str(), operation.named.as_deref()))
        .collect();
    assert_eq!(
        names,
        [("fetch", Some("GET /a")), ("get_run", Some("GET /api/runs/{run_id}"))],
        "the prefix may be in the address of the server"
    );
    let misfits: Vec<_> = made
        .report
        .misfits
        .iter()
        .map(|misfit| (misfit.setting, misfit.operation.as_str(), misfit.pointer.as_deref()))
        .collect();
    assert_eq!(
        misfits,
        [
            (Setting::Names, "GET /b", None),
            (Setting::Contract, "GET /d", Some("/paths")),
            (Setting::Contract, "GET /api/a/", Some("/paths/~1a/get")),
        ]
    );
    // A document that is read already gives the same.
    let document = oas_source::Document::parse(&text, "openapi.json").expect("a document");
    assert_eq!(generate_document(&document, &settings).expect("a client"), made);
    settings.misfits = Misfits::Refuse;
    let read = message(generate_document(&document, &settings));
    assert_eq!(read, message(generate(&text, "openapi.json", &settings)));
}

#[test]
fn a_contract_is_checked_field_by_field() {
    let text = |schema: &str| {
        with_paths(&format!(
            r#"{{"/run":{{"get":{{"parameters":[{{"name":"q","in":"query","schema":{{"type":"string"}}}}],
            "responses":{{"200":{{"description":"","content":{{"application/json":{{"schema":{schema}}}}}}}}}}}}}}}"#
        ))
    };
    let with = |schema: &str, contract: &str| {
        let settings = Settings::from_json(&format!(
            r#"{{"contract":[{{"operation":"GET /run","by":"polling",{contract}}}]}}"#
        ))?;
        generate(&text(schema), "openapi.json", &settings)
    };
    let object = r#"{"type":"object","properties":{"status":{"type":"string"}}}"#;
    let generated = with(object, r#""fields":["status"],"alias":"Run""#).unwrap();
    assert!(generated.source.contains("pub type Run = super::types::GetRunResponse;"));
    for open in ["{}", r#"{"type":"object"}"#] {
        assert!(with(open, r#""fields":["status"]"#).is_ok());
    }
    let error =
        with(r#"{"type":"object","properties":{"a":{}}}"#, r#""fields":["status"]"#).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Contract);
    assert!(
        error.to_string().contains(
            "polling relies on \"GET /run\", but it has no member \"status\" (at /paths/~1run/get)"
        ),
        "{error}"
    );
    assert!(with(object, r#""part":"parameters","fields":["q"]"#).is_ok());
    assert!(with(object, r#""part":"parameters","fields":["p"]"#).is_err());
    assert!(with(object, r#""part":"body""#).unwrap_err().to_string().contains("no request body"));
}

#[test]
fn a_contract_can_ask_for_a_list() {
    let with = |data: &str, parameter: &str| {
        let text = with_paths(&format!(
            r#"{{"/runs":{{"get":{{"parameters":[{{"name":"{parameter}","in":"query","schema":{{"type":"string"}}}}],
            "responses":{{"200":{{"description":"","content":{{"application/json":{{"schema":
            {{"type":"object","required":["data","meta"],"properties":{{"data":{data},"meta":{{}}}}}}}}}}}}}}}}}}}}"#
        ));
        let settings = r#"{"envelope":{"data":"data","meta":"meta"},"paging":{"cursor":"cursor","page":"page"},
            "contract":[{"operation":"GET /runs","by":"the history","part":"list"}]}"#;
        generate(&text, "openapi.json", &Settings::from_json(settings)?)
    };
    let array = r#"{"type":"array","items":{}}"#;
    for (data, parameter) in [(array, "cursor"), (array, "q"), ("{}", "cursor")] {
        assert!(with(data, parameter).is_ok(), "{data}");
    }
    let wrapped = format!(r#"{{"type":"object","properties":{{"items":{array}}}}}"#);
    for (data, parameter) in [(wrapped.as_str(), "cursor"), ("{}", "q")] {
        let error = with(data, parameter).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Contract);
        let said = error.to_string();
        assert!(
            said.contains(r#"the history relies on "GET /runs", but its answer is no list"#),
            "{said}"
        );
    }
}

#[test]
fn a_cursor_is_a_text_or_an_integer_in_query_or_header() {
    let paged = |place: &str, name: &str, schema: &str| {
        let text = with_paths(&format!(
            r#"{{"/runs":{{"get":{{"parameters":[{{"name":"{name}","in":"{place}","schema":{schema}}}],
            "responses":{{"200":{{"description":"","content":{{"application/json":{{"schema":
            {{"type":"object","required":["data","meta"],"properties":{{"data":{{"type":"array","items":{{}}}},"meta":{{}}}}}}}}}}}}}}}}}}}}"#
        ));
        let settings = r#"{"envelope":{"data":"data","meta":"meta"},"paging":{"cursor":["cursor","X-Cursor"],"page":"page"}}"#;
        let generated =
            generate(&text, "openapi.json", &Settings::from_json(settings).unwrap()).unwrap();
        let is_whole = generated.source.contains("Paging = super::support::Paging::Whole;");
        assert_ne!(is_whole, generated.source.contains("Paging = super::support::Paging::Cursor;"));
        generated.report.words.get("GET /runs paging").cloned().unwrap_or_default()
    };
    let (text, integer) = (r#"{"type":"string"}"#, r#"{"type":"integer","format":"int64"}"#);
    let nullable = r#"{"anyOf":[{"type":"string"},{"type":"null"}]}"#;
    for schema in [text, integer, nullable] {
        assert_eq!(paged("query", "cursor", schema), ["cursor"], "{schema}");
        assert_eq!(paged("header", "x-cursor", schema), ["x-cursor"], "{schema}");
    }
    for (place, name, schema) in [
        ("query", "X-CURSOR", text),
        ("cookie", "cursor", text),
        ("query", "cursor", r#"{"type":"boolean"}"#),
    ] {
        assert!(paged(place, name, schema).is_empty(), "{place} {name} {schema}");
    }
}

#[test]
fn of_several_words_those_count_that_the_document_has() {
    let with = |schema: &str, parameter: &str, words: &str| {
        let text = with_paths(&format!(
            r#"{{"/runs":{{"get":{{"parameters":[{{"name":"{parameter}","in":"query","schema":{{"type":"string"}}}}],
            "responses":{{"200":{{"description":"","content":{{"application/json":{{"schema":
            {{"type":"object","required":["data","meta"],"properties":{{"data":{schema},"meta":{{}}}}}}}}}}}}}}}}}}}}"#
        ));
        let settings = format!(
            r#"{{"envelope":{{"data":"data","meta":"meta"}},"paging":{{"cursor":["cursor","after"],"page":"page"}},
            "contract":[{{"operation":"GET /runs","by":"polling","one_of":{{"{words}":["status","state"]}}}}]}}"#
        );
        generate(&text, "openapi.json", &Settings::from_json(&settings)?)
    };
    let object = |member: &str| format!(r#"{{"type":"object","properties":{{"{member}":{{}}}}}}"#);
    let paged = "impl super::support::Paged for super::builder::GetRuns<'_>";
    for (schema, words, is_paged) in [
        (object("state"), vec!["state"], false),
        (object("status"), vec!["status"], false),
        ("{}".to_owned(), vec!["status", "state"], true),
    ] {
        let generated = with(&schema, "after", "RUN_STATUS").unwrap();
        assert_eq!(generated.report.words["GET /runs RUN_STATUS"], words, "{schema}");
        let constant = format!("pub const RUN_STATUS: &[&str] = &{words:?};");
        assert!(generated.source.contains(&constant), "{schema}: {constant}");
        assert_eq!(generated.source.contains(paged), is_paged, "{schema}");
        let taken = is_paged.then(|| vec!["after".to_owned()]);
        assert_eq!(generated.report.words.get("GET /runs paging"), taken.as_ref(), "{schema}");
    }
    let single = with("{}", "id", "RUN_STATUS").unwrap();
    assert!(!single.source.contains(paged), "an open payload that takes no page is no list");
    let error = with(&object("phase"), "after", "RUN_STATUS").unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Contract);
    assert!(error.to_string().contains(r#"it has no member "status" or "state""#), "{error}");
    for name in ["status", "", "A B", "_A", "FN!"] {
        assert_eq!(with("{}", "after", name).unwrap_err().kind(), ErrorKind::Settings, "{name}");
    }
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
fn integers_are_those_of_rust_where_the_settings_say_so() {
    let text = with_schemas(
        r#"{"A":{"type":"object","properties":{"n":{"type":"integer"},"many":{"type":"array","items":{"type":"integer","format":"uint8"}},
            "either":{"oneOf":[{"type":"integer"},{"type":"string"}]}}}}"#,
    );
    let settings = Settings::from_json(r#"{"integers":"primitive"}"#).unwrap();
    let source = generate(&text, "openapi.json", &settings).unwrap().source;
    for field in ["pub n: ::std::option::Option<i64>", "Vec<u8>>", "Integer(i64)"] {
        assert!(source.contains(field), "{field}: {source}");
    }
    assert!(!source.contains("support::Integer"), "{source}");
}

#[test]
fn an_integer_has_the_size_that_format_and_bounds_say() {
    for (bounds, expected) in [
        ("", "i64"),
        (r#","minimum":0"#, "i64"),
        (r#","maximum":9223372036854775807"#, "i64"),
        (r#","minimum":0,"maximum":9223372036854775808"#, "u64"),
        (r#","minimum":0.0,"maximum":18446744073709551615"#, "u64"),
        (r#","minimum":0,"maximum":9223372036854776000"#, "u64"),
        (r#","maximum":9223372036854776000"#, "i64"),
        (r#","minimum":-9223372036854776000,"maximum":9223372036854776000"#, "i64"),
        (r#","minimum":-9223372036854775809"#, "i64"),
        (r#","minimum":0,"maximum":1e30"#, "i64"),
        (r#","format":"uint128""#, "i64"),
        (r#","format":"int32""#, "i32"),
        (r#","format":"int64","maximum":9223372036854776000"#, "i64"),
    ] {
        let schemas = format!(
            r#"{{"A":{{"type":"object","required":["n"],"properties":{{"n":{{"type":"integer"{bounds}}}}}}}}}"#
        );
        let Generated { source, report, .. } = run(&with_schemas(&schemas)).unwrap();
        let expected = format!("pub n: support::Integer<{expected}>,");
        assert!(source.contains(&expected), "{bounds}: {source}");
        // One that a double made of 64 bits is exact as it is.
        let digits = bounds.contains("1e30") || bounds.contains("128");
        assert_eq!(report.rules.contains_key(oas_codegen::DECIMAL), digits, "{bounds}");
        // The same in YAML, where the sign was lost once.
        let yaml = format!("openapi: 3.1.0\ncomponents: {{schemas: {schemas}}}\n");
        assert!(run(&yaml).unwrap().source.contains(&expected), "{yaml}");
    }
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

#[test]
fn a_reference_to_nothing_costs_its_place_alone() {
    let text = with_paths(
        r##"{"/a":{"get":{"parameters":[{"name":"p","in":"query","schema":{"$ref":"#/x"}}]},"put":{"parameters":[{"$ref":"#/y"}]},
        "delete":{}},"/b":{"$ref":"#/z"}}"##,
    );
    let report = run(&text).unwrap().report;
    let of = |method: &str| report.operations.iter().find(|it| it.method == method).unwrap();
    assert_eq!((of("PUT").status, of("PUT").rust.as_str()), (Status::Skipped, "put_a"));
    assert!(of("PUT").reasons[0].contains("\"#/y\" leads to nothing"), "{:?}", of("PUT").reasons);
    assert_eq!(of("GET").status, Status::Degraded);
    assert_eq!(of("DELETE").status, Status::Exact);
    assert_eq!(
        report.operations.iter().find(|it| it.path == "/b").unwrap().status,
        Status::Skipped
    );
}

/// An operation can be made without a header's type or an error's, and a client without a callback.
#[test]
fn what_an_operation_can_do_without_does_not_cost_it() {
    let text = with_paths(
        r##"{"/a":{"get":{"responses":{"200":{"description":"","headers":{"X-A":{"$ref":"#/x"}}}}},
        "put":{"responses":{"204":{"description":""},"404":{"$ref":"#/y"}}},
        "post":{"callbacks":{"gone":{"$ref":"#/z"},"half":{"{$url}":{"post":{"requestBody":{"$ref":"#/w"}}}}},"responses":{"204":{"description":""}}}}}"##,
    );
    let report = run(&text).unwrap().report;
    let states: Vec<(&str, Status)> =
        report.operations.iter().map(|it| (it.method.as_str(), it.status)).collect();
    assert_eq!(
        states,
        [("GET", Status::Degraded), ("PUT", Status::Degraded), ("POST", Status::Exact)]
    );
    let places: Vec<&str> = report.lossy.iter().map(|lossy| lossy.pointer.as_str()).collect();
    assert_eq!(
        places,
        [
            "/paths/~1a/get/responses/200/headers/X-A",
            "/paths/~1a/post/callbacks/gone",
            "/paths/~1a/post/callbacks/half/{$url}/post",
            "/paths/~1a/put/responses/404",
        ]
    );
    assert_eq!(report.rules["foreign-reference"], 4);
    assert_eq!(report.webhooks.len(), 1);
    // By a setting each of them is an error.
    assert!(refused(&text).to_string().contains("leads to nothing"));
}

#[test]
fn a_style_that_a_place_does_not_have_is_a_reason() {
    let places = [
        ("path", ["simple", "label", "matrix"].as_slice()),
        ("query", &["form", "spaceDelimited", "pipeDelimited", "deepObject"]),
        ("header", &["simple"]),
        ("cookie", &["form", "cookie"]),
    ];
    let all = places.iter().flat_map(|(_, styles)| *styles).copied();
    let all: Vec<_> =
        all.chain(["tabDelimited", "", "Form"]).map(serde_json::Value::from).collect();
    for (place, known) in places {
        for style in all.iter().chain([&serde_json::json!(null), &serde_json::json!(1)]) {
            let text = with_paths(&format!(
                r#"{{"/a/{{p}}":{{"get":{{"parameters":[{{"name":"p","in":"{place}","required":true,"style":{style},"schema":{{"type":"string"}}}}],
                "responses":{{"204":{{"description":""}}}}}}}}}}"#
            ));
            let report = run(&text).unwrap().report;
            let reason =
                "not all of it is typed: unknown-style at /paths/~1a~1{p}/get/parameters/0/style";
            let expected: &[&str] = match style.as_str() {
                Some(style) if known.contains(&style) => &[],
                _ => &[reason],
            };
            assert_eq!(report.operations[0].reasons, expected, "{place} {style}");
        }
    }
}

#[test]
fn a_keyword_of_the_style_that_is_not_obeyed_is_a_reason() {
    let schema = r#""schema":{"type":"string"}"#;
    let content = r#""content":{"application/json":{"schema":{"type":"string"}}}"#;
    for (version, place, said, unobeyed) in [
        ("3.1.0", "query", format!(r#""explode":true,"allowReserved":true,{schema}"#), None),
        ("3.1.0", "query", format!(r#""explode":"true",{schema}"#), Some("explode")),
        ("3.1.0", "query", format!(r#""allowReserved":1,{schema}"#), Some("allowReserved")),
        ("3.1.0", "path", format!(r#""allowReserved":true,{schema}"#), None),
        ("3.2.0", "path", format!(r#""allowReserved":true,{schema}"#), Some("allowReserved")),
        ("3.2.0", "path", format!(r#""allowReserved":false,{schema}"#), None),
        ("3.2.0", "cookie", format!(r#""allowReserved":true,{schema}"#), Some("allowReserved")),
        ("3.2.0", "cookie", format!(r#""style":"cookie","allowReserved":true,{schema}"#), None),
        ("3.1.0", "query", content.to_owned(), None),
        ("3.1.0", "query", format!(r#""style":"form",{content}"#), Some("style")),
        ("3.1.0", "query", format!(r#""explode":false,{content}"#), Some("explode")),
    ] {
        let text = with_paths(&format!(
            r#"{{"/a/{{p}}":{{"get":{{"parameters":[{{"name":"p","in":"{place}","required":true,{said}}}],
            "responses":{{"204":{{"description":""}}}}}}}}}}"#
        ));
        let text = text.replace("3.1.0", version);
        assert!(text.contains(version), "{text}");
        let reasons = &run(&text).unwrap().report.operations[0].reasons;
        let expected: Vec<String> = unobeyed
            .iter()
            .map(|key| format!("not all of it is typed: unknown-style at /paths/~1a~1{{p}}/get/parameters/0/{key}"))
            .collect();
        assert_eq!(*reasons, expected, "{version} {place} {said}");
    }
}

#[test]
fn a_style_that_a_form_does_not_have_is_a_reason() {
    for (style, reasons) in [
        (r#""form""#, &[][..]),
        (r#""pipeDelimited""#, &[]),
        (r#""tabDelimited""#, &["the member \"m\" is sent by the style form"]),
    ] {
        let text = with_paths(&format!(
            r#"{{"/a":{{"post":{{"requestBody":{{"content":{{"application/x-www-form-urlencoded":{{"encoding":{{"m":{{"style":{style}}}}},
            "schema":{{"type":"object","properties":{{"m":{{"type":"array","items":{{"type":"string"}}}}}}}}}}}}}},
            "responses":{{"204":{{"description":""}}}}}}}}}}"#
        ));
        assert_eq!(run(&text).unwrap().report.operations[0].reasons, reasons, "{style}");
    }
}

#[test]
fn a_security_requirement_that_is_no_object_is_a_reason() {
    let text =
        with_paths(r#"{"/a":{"get":{"security":[["x"]],"responses":{"204":{"description":""}}}}}"#);
    let reasons = &run(&text).unwrap().report.operations[0].reasons;
    assert_eq!(*reasons, ["a security requirement is not an object"]);
}

#[test]
fn a_status_that_is_none_is_a_reason() {
    for (status, is_known) in [
        ("404", true),
        ("4XX", true),
        ("x-note", true),
        ("099", false),
        ("600", false),
        ("2000", false),
        ("6XX", false),
        ("error", false),
    ] {
        let text = with_paths(&format!(
            r#"{{"/a":{{"get":{{"responses":{{"204":{{"description":""}},"{status}":{{"description":""}}}}}}}}}}"#
        ));
        let reasons = &run(&text).unwrap().report.operations[0].reasons;
        let said = format!("an answer has {status:?} for its status");
        let expected: &[String] = if is_known { &[] } else { &[said] };
        assert_eq!(*reasons, expected);
    }
}

#[test]
fn a_server_of_another_protocol_is_a_reason() {
    for (url, is_http) in [
        ("https://a.example", true),
        ("HTTP://a.example", true),
        ("{scheme}://a.example", true),
        ("//a.example", true),
        ("/v1?next=ftp://b", true),
        ("ftp://a.example", false),
        ("wss://a.example/events", false),
    ] {
        let text = with_paths(&format!(
            r#"{{"/a":{{"servers":[{{"url":"{url}"}}],"get":{{"responses":{{"204":{{"description":""}}}}}}}}}}"#
        ));
        let generated = run(&text).unwrap();
        let expected = "not all of it is typed: service-not-understood at /paths/~1a/servers/0";
        let expected: &[&str] = if is_http { &[] } else { &[expected] };
        assert_eq!(generated.report.operations[0].reasons, expected, "{url}");
        assert_eq!(generated.source.contains(url), is_http, "{url}");
    }
}

/// What is sent and read is exact only where all of it has a type.
#[test]
fn an_operation_is_exact_only_where_all_of_it_is_typed() {
    for (schema, rule) in [
        (
            r#"{"type":"object","properties":{"a":{}},"patternProperties":{"^x-":{"type":"integer"},"^y-":{"type":"string"}}}"#,
            "patterns-untyped",
        ),
        (
            r#"{"type":"object","properties":{"a":{}},"patternProperties":{"^x-":{"type":"integer"}},"additionalProperties":{"type":"string"}}"#,
            "patterns-untyped",
        ),
        (
            r#"{"type":"object","properties":{"a":{}},"then":{"properties":{"b":{"type":"string"}}}}"#,
            "types-in-conditions",
        ),
        (
            r#"{"type":"object","propertyNames":{"format":"date-time"},"additionalProperties":{"type":"string"}}"#,
            "types-in-conditions",
        ),
        (
            r#"{"type":"object","propertyNames":{"anyOf":[{"const":"a"},{"type":"string"}]},"properties":{"a":{"type":"string"}}}"#,
            "types-in-conditions",
        ),
        (
            r#"{"type":"object","properties":{"a":{"type":"string","contentSchema":{"type":"object"}}}}"#,
            "text-with-content",
        ),
        (
            r#"{"type":"object","properties":{"a":{"type":"string","contentMediaType":"application/json","contentEncoding":"base32","contentSchema":{"type":"object"}}}}"#,
            "text-with-content",
        ),
        (
            r#"{"oneOf":[{"type":"string","format":"date-time"},{"type":"string","contentMediaType":"application/json","contentSchema":{"type":"object"}}]}"#,
            "text-with-content",
        ),
    ] {
        let paths = format!(
            r#"{{"/a":{{"get":{{"responses":{{"200":{{"content":{{"application/json":{{"schema":{schema}}}}}}}}}}},"delete":{{}}}}}}"#
        );
        let report = run(&with_paths(&paths)).unwrap().report;
        assert_eq!(report.lossy[0].rule, rule, "{schema}");
        let status =
            |method: &str| report.operations.iter().find(|it| it.method == method).unwrap().status;
        assert_eq!(status("GET"), Status::Degraded, "{schema}");
        assert_eq!(status("DELETE"), Status::Exact, "{schema}");
    }
    for (schema, rust) in [
        (
            r#"{"type":"object","patternProperties":{"^x-":{"type":"integer"}},"additionalProperties":{"type":"integer","title":"T"}}"#,
            "BTreeMap<::std::string::String,support::Integer<i64>>",
        ),
        (
            r#"{"type":"object","patternProperties":{"^x-":{"type":"integer"}}}"#,
            "BTreeMap<::std::string::String,GetAResponseValue>",
        ),
        (
            r#"{"type":"object","properties":{"a":{}},"patternProperties":{"^x-":{"type":"integer"}}}"#,
            "BTreeMap<::std::string::String,GetAResponseValue>",
        ),
        (
            r#"{"type":"object","propertyNames":{"enum":["a"]},"additionalProperties":{"type":"string"}}"#,
            "BTreeMap<GetAResponseKey,::std::string::String>",
        ),
        (
            r#"{"type":"object","properties":{"a":{"type":"string","contentMediaType":"application/json","contentSchema":{"type":"integer"}}}}"#,
            "a:::std::option::Option<support::JsonText<support::Integer<i64>>>",
        ),
        (
            r#"{"type":"object","properties":{"a":{"contentMediaType":"application/json","contentEncoding":"Base64","contentSchema":{"type":"integer"}}}}"#,
            "a:::std::option::Option<support::JsonText<support::Integer<i64>,support::AsBase64>>",
        ),
        (
            r#"{"type":"object","propertyNames":{"enum":["a","b"]},"properties":{"a":{"type":"string"}},"additionalProperties":{"type":"boolean"}}"#,
            "pubb:::std::option::Option<bool>",
        ),
        (
            r#"{"type":"object","propertyNames":{"minLength":1,"enum":["a"]},"additionalProperties":{"type":"string"}}"#,
            "BTreeMap<GetAResponseKey,::std::string::String>",
        ),
    ] {
        let paths = format!(
            r#"{{"/a":{{"get":{{"responses":{{"200":{{"content":{{"application/json":{{"schema":{schema}}}}}}}}}}}}}}}"#
        );
        let generated = run(&with_paths(&paths)).unwrap();
        assert_eq!(generated.report.operations[0].status, Status::Exact, "{schema}");
        let source: String = generated.source.split_whitespace().collect();
        let source = source.replace("super::", "").replace("types::", "").replace(",>", ">");
        assert!(source.contains(rust), "{schema}: {}", generated.source);
    }
    let both = with_paths(
        r#"{"/a":{"post":{"requestBody":{"content":{"application/json":{"schema":{"type":"object","required":["id"],"properties":{"id":{"readOnly":true,"type":"string"}}}}}},
        "responses":{"200":{"content":{"application/json":{"schema":{"type":"object","required":["id"],"properties":{"id":{"readOnly":true,"type":"string"}}}}}}}}}}"#,
    );
    assert!(run(&both).unwrap().report.lossy.is_empty(), "two types");
    let other = |body: &str| {
        let paths = format!(r#"{{"/a":{{"put":{body}}}}}"#);
        run(&with_paths(&paths)).unwrap().report.operations[0].reasons.clone()
    };
    for (body, reason) in [
        (
            r#"{"responses":{"200":{"content":{"application/xml":{"schema":{"properties":{"a":{"oneOf":[{"type":"string"},{"type":"object"}]}}}}}}}}"#,
            "the answer as application/xml has no type: it is bytes (it is one of several types)",
        ),
        (
            r#"{"requestBody":{"content":{"application/xml":{"schema":{"type":"object"}}}}}"#,
            "the body as application/xml has no type: it is bytes (its element has no name)",
        ),
        (
            r#"{"requestBody":{"content":{"multipart/form-data":{"encoding":{"a":{"headers":{"X-A":{}}}},"schema":{"properties":{"a":{"type":"string"}}}}}}}"#,
            "the headers of the part \"a\" are not sent",
        ),
        (
            r#"{"requestBody":{"content":{"multipart/form-data":{"encoding":{"b":{"headers":{"X-A":{"schema":{"type":"string"}}}}},"schema":{"properties":{"a":{"type":"string"}}}}}}}"#,
            "the headers of the part \"b\" are not sent",
        ),
    ] {
        assert_eq!(other(body), [reason], "{body}");
    }
}

#[test]
fn formats_have_the_types_that_the_settings_say() {
    let document = r##"{"openapi":"3.1.0","info":{"title":"T","version":"1"},"components":{"schemas":{"A":{"type":"object","properties":{
        "id":{"type":"string","format":"uuid"},"at":{"type":"string","format":"date-time"},"raw":{"type":"string","contentEncoding":"BASE64"},
        "n":{"type":"integer","format":"uuid"}}}}},"paths":{"/a":{"get":{"responses":{"200":{"content":{"application/json":{"schema":{"$ref":"#/components/schemas/A"}}}}}}}}}"##;
    let fields = |settings: &str| {
        let settings = Settings::from_json(settings).unwrap();
        let generated = generate(document, "openapi.json", &settings).unwrap();
        assert_eq!(generated.report.operations[0].status, Status::Exact);
        let fields = ["at", "id", "n", "raw"].map(|name| {
            let start = format!("pub {name}: ::std::option::Option<");
            let (_, rest) = generated.source.split_once(&start).unwrap();
            rest.split_once(">,").unwrap().0.to_owned()
        });
        (fields, generated.report.crates)
    };
    let text = "::std::string::String";
    let (plain, crates) = fields("{}");
    assert_eq!(
        (plain, crates.len()),
        (["support::Timestamp", text, "support::Integer<i64>", text].map(str::to_owned), 0)
    );
    let (typed, crates) = fields(
        r#"{"formats":{"uuid":"::uuid::Uuid","date-time":"ours::At","byte":"base64","x":"other::X"}}"#,
    );
    let at =
        ["support::Parsed<::ours::At>", "support::Parsed<::uuid::Uuid>", "support::Integer<i64>"];
    let expected = at.into_iter().chain(["support::Parsed<support::Base64>"]).map(str::to_owned);
    assert_eq!(typed.to_vec(), expected.collect::<Vec<_>>());
    assert_eq!(crates.keys().collect::<Vec<_>>(), ["ours", "uuid"]);
    assert_eq!(crates["ours"], "\"*\"");
    for wrong in ["", "Uuid", "a::b<c>", "a::b; c", "base32", "&a::b", "a b::c"] {
        let settings = serde_json::json!({ "formats": { "uuid": wrong } }).to_string();
        let error = generate(document, "", &Settings::from_json(&settings).unwrap()).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Settings, "{wrong}");
        assert!(error.to_string().contains("for the format \"uuid\""), "{error}");
    }
}

#[test]
fn traits_are_derived_where_they_can_be() {
    let document = r#"{"openapi":"3.1.0","info":{"title":"T","version":"1"},"paths":{},"components":{"schemas":{
        "A":{"type":"object","properties":{"a":{"type":"integer"},"any":{}}},
        "B":{"type":"object","properties":{"b":{"type":"array","items":{"type":"number"}}}}}}}"#;
    let derived = |settings: &str| {
        let settings = Settings::from_json(settings).unwrap();
        let source = generate(document, "openapi.json", &settings).unwrap().source;
        ["A", "B"].map(|name| {
            let (before, _) = source.split_once(&format!("pub struct {name} {{")).unwrap();
            let (_, derived) = before.rsplit_once("#[derive(").unwrap();
            derived.split_once(')').unwrap().0.to_owned()
        })
    };
    assert_eq!(derived("{}"), ["Clone, Debug, PartialEq"; 2]);
    let all = derived(r#"{"derives":["Hash","Eq"]}"#);
    assert_eq!(all, ["Clone, Debug, PartialEq, Eq, Hash", "Clone, Debug, PartialEq"]);
    assert!(Settings::from_json(r#"{"derives":["Copy"]}"#).is_err());
}

/// The default is what `new` makes, with the constants in it.
#[test]
fn a_type_that_asks_nothing_has_one_default() {
    let paths = r##"{"/a":{"post":{"requestBody":{"content":{"application/json":{"schema":{"$ref":"#/components/schemas/A"}}}},
        "responses":{"204":{"description":""}}}}}"##;
    let schemas = r#"{"A":{"type":"object","required":["done"],"properties":{"done":{"type":"boolean","const":true}}}}"#;
    let document = with_paths(paths)
        .replace(r#""paths""#, &format!(r#""components":{{"schemas":{schemas}}},"paths""#));
    let settings = Settings::from_json(r#"{"derives":["Default"]}"#).unwrap();
    let source = generate(&document, "openapi.json", &settings).unwrap().source;
    let (before, _) = source.split_once("pub struct A {").unwrap();
    let (_, derived) = before.rsplit_once("#[derive(").unwrap();
    assert!(!derived.split_once(')').unwrap().0.contains("Default"), "{derived}");
    assert_eq!(source.matches("Default for A {").count(), 1, "{source}");
}

/// What is chosen and is not there is named, also where it is two things.
#[test]
fn two_things_that_do_not_fit_are_both_named() {
    let document = with_paths(r#"{"/a":{"get":{"responses":{"204":{"description":""}}}}}"#);
    let settings = Settings::from_json(r#"{"only":{"paths":["/b","/c"]}}"#).unwrap();
    let error = generate(&document, "openapi.json", &settings).unwrap_err().to_string();
    assert!(error.contains("2 things do not fit"), "{error}");
    assert!(error.contains("\"/b\"") && error.contains("\"/c\""), "{error}");
}

#[test]
fn json_itself_comes_before_what_is_written_as_json() {
    let schema = |member: &str| {
        format!(
            r#"{{"schema":{{"type":"object","properties":{{"{member}":{{"type":"string"}}}}}}}}"#
        )
    };
    let content = format!(
        r#"{{"application/a+json":{},"application/json":{}}}"#,
        schema("other"),
        schema("plain")
    );
    let paths = format!(
        r#"{{"/a":{{"post":{{"requestBody":{{"content":{content}}},"responses":{{"204":{{"description":""}}}}}}}}}}"#
    );
    let source = run(&with_paths(&paths)).unwrap().source;
    let (_, first) = source.split_once("pub struct PostABody {").unwrap();
    assert!(first.split_once("\n    }").unwrap().0.contains("plain"), "{source}");
}

#[test]
fn an_envelope_has_both_of_its_members_always() {
    let answer = |required: &str| {
        with_paths(&format!(
            r#"{{"/a":{{"get":{{"responses":{{"200":{{"description":"","content":{{"application/json":{{"schema":{{"type":"object",
            "required":{required},"properties":{{"data":{{"type":"string"}},"meta":{{"type":"object"}}}}}}}}}}}}}}}}}}}}"#
        ))
    };
    let settings = Settings::from_json(r#"{"envelope":{"data":"data","meta":"meta"}}"#).unwrap();
    for (required, expected) in
        [(r#"["data","meta"]"#, true), (r#"["data"]"#, false), (r#"["meta"]"#, false)]
    {
        let source = generate(&answer(required), "openapi.json", &settings).unwrap().source;
        assert_eq!(source.contains("Envelope for "), expected, "{required}");
    }
}

#[test]
fn inline_enums_of_the_same_values_are_one_by_a_setting() {
    let text = |values: &str| format!(r#"{{"type":"string","enum":[{values}]}}"#);
    let enums = |properties: &[(&str, String)], settings: &str| {
        let settings = Settings::from_json(settings).unwrap();
        let properties: Vec<String> =
            properties.iter().map(|(name, schema)| format!("{name:?}:{schema}")).collect();
        let document = format!(
            r#"{{"openapi":"3.1.0","info":{{"title":"T","version":"1"}},"paths":{{}},"components":{{"schemas":{{
            "Own":{},"A":{{"type":"object","properties":{{{}}}}}}}}}}}"#,
            text(r#""asc","desc""#),
            properties.join(",")
        );
        let generated = generate(&document, "openapi.json", &settings).unwrap();
        let enums = generated.source.split("pub enum ").skip(1);
        let mut enums: Vec<String> =
            enums.map(|rest| rest.split_once(' ').unwrap().0.to_owned()).collect();
        enums.sort();
        enums
    };
    let mut properties = vec![
        ("a", text(r#""asc","desc""#)),
        ("b", text(r#""desc","asc","asc""#)),
        ("c", r#"{"const":"x"}"#.to_owned()),
        ("d", text(r#""1","2","3","4""#)),
        ("e", r#"{"enum":["x",null],"description":"Other words."}"#.to_owned()),
        ("f", r#"{"enum":["x"],"x-enum-varnames":["Ex"]}"#.to_owned()),
        ("g", r#"{"enum":[1]}"#.to_owned()),
    ];
    assert_eq!(enums(&properties, "{}"), ["Aa", "Ab", "Ac", "Ad", "Ae", "Af", "Ag", "Own"]);
    let by_value = r#"{"inline_enums":"by_value"}"#;
    let shared = enums(&properties, by_value);
    assert_eq!(
        (&shared[0], &shared[1], &shared[2]),
        (&"Af".to_owned(), &"Ag".to_owned(), &"AscOrDesc".to_owned())
    );
    assert!(shared[3].starts_with("N1OrN2OrN3OrX"), "{shared:?}");
    assert_eq!(shared[4..], ["OnlyX", "Own"]);
    // Another place before and after all others changes no name.
    properties.insert(0, ("A0", text(r#""desc","asc""#)));
    properties.push(("z", text(r#""up","down""#)));
    let mut more = shared.clone();
    more.insert(3, "DownOrUp".to_owned());
    assert_eq!(enums(&properties, by_value), more);
}

#[test]
fn a_type_is_split_by_direction_only_where_that_is_asked_for() {
    let body = r##"{"content":{"application/json":{"schema":{"$ref":"#/components/schemas/A"}}}}"##;
    let document = format!(
        r#"{{"openapi":"3.1.0","info":{{"title":"T","version":"1"}},"components":{{"schemas":{{
        "A":{{"type":"object","required":["id"],"properties":{{"id":{{"type":"string","readOnly":true}}}}}},
        "AInput":{{"type":"object","properties":{{"a":{{"type":"string"}}}}}}}}}},
        "paths":{{"/a":{{"post":{{"requestBody":{body},"responses":{{"200":{body}}}}}}}}}}}"#
    );
    let made = |settings: &str| {
        let settings = Settings::from_json(settings).unwrap();
        generate(&document, "openapi.json", &settings).unwrap()
    };
    let one = made("{}");
    assert_eq!(one.report.lossy[0].rule, "required-one-way");
    assert_eq!(one.report.lossy[0].pointer, "/components/schemas/A/properties/id");
    assert!(!one.source.contains("pub struct AInputX"), "{}", one.source);
    let two = made(r#"{"split_read_write":true}"#);
    assert_eq!(two.report.rules["split-by-direction"], 1);
    assert!(two.report.lossy.is_empty(), "{:?}", two.report.lossy);
    let input = two.report.items.iter().filter(|(_, at)| *at == "/components/schemas/A");
    let input: Vec<&String> = input.map(|(name, _)| name).collect();
    assert!(
        matches!(input.as_slice(), [own, sent] if *own == "types::A" && sent.starts_with("types::AInputX"))
    );
    assert_eq!(two.report.types["#/components/schemas/A"], "types::A");
}

/// Also where it stands in a tuple.
#[test]
fn what_leads_to_a_type_that_is_split_is_split() {
    let content = r##"{"application/json":{"schema":{"$ref":"#/components/schemas/Pair"}}}"##;
    let paths = format!(
        r#"{{"/a":{{"put":{{"requestBody":{{"content":{content}}},"responses":{{"200":{{"description":"","content":{content}}}}}}}}}}}"#
    );
    let schemas = r##"{"User":{"type":"object","required":["id"],"properties":{"id":{"type":"string","readOnly":true}}},
        "Pair":{"type":"object","properties":{"both":{"type":"array","items":false,"minItems":2,
            "prefixItems":[{"$ref":"#/components/schemas/User"},{"type":"string"}]}}}}"##;
    let document = with_paths(&paths)
        .replace(r#""paths""#, &format!(r#""components":{{"schemas":{schemas}}},"paths""#));
    let settings = Settings::from_json(r#"{"split_read_write":true}"#).unwrap();
    let source = generate(&document, "openapi.json", &settings).unwrap().source;
    for (name, both) in [("Pair", "(User,"), ("PairInput", "(UserInput,")] {
        let (_, item) = source.split_once(&format!("pub struct {name} {{")).unwrap();
        let (item, _) = item.split_once("\n    }").unwrap();
        assert!(item.contains(both), "{item}");
    }
}

/// Errors count, and so does what is only reached over references.
#[test]
fn an_operation_is_exact_only_where_its_errors_are() {
    let text = r##"{"openapi":"3.1.0","info":{"title":"T","version":"1"},"paths":{
        "/a":{"get":{"responses":{"204":{},"400":{"$ref":"#/components/responses/Wrong"}}},
              "put":{"responses":{"204":{}},"callbacks":{"on":{"{$url}":{"post":{"requestBody":{"content":{"application/json":{"schema":{"$ref":"#/components/schemas/Text"}}}}}}}}}},
        "/b":{"parameters":[{"$ref":"#/components/parameters/Filter"}],"get":{},"additionalOperations":{"COPY":{}}},
        "/c":{"get":{"parameters":[{"name":"q","in":"query","schema":{"$ref":"#/components/schemas/Sound"}}]}}},
      "components":{
        "responses":{"Wrong":{"content":{"application/json":{"schema":{"type":"array","items":{"$ref":"#/components/schemas/Text"}}}}}},
        "parameters":{"Filter":{"name":"f","in":"query","content":{"text/csv":{"schema":{"type":"string"}}}}},
        "schemas":{"Text":{"type":"string","contentSchema":{"type":"object"}},"Sound":{"type":"string"}}}}"##;
    let report = run(text).unwrap().report;
    let reasons = |method: &str, path: &str| {
        let fits = |it: &&oas_codegen::OperationReport| it.method == method && it.path == path;
        report.operations.iter().find(fits).unwrap().reasons.clone()
    };
    let typed = "not all of it is typed:";
    assert_eq!(
        reasons("GET", "/a"),
        [format!("{typed} text-with-content at /components/schemas/Text")]
    );
    let filter = [format!("{typed} parameter-as-text at /components/parameters/Filter")];
    assert_eq!(reasons("GET", "/b"), filter);
    assert_eq!(reasons("COPY", "/b"), filter);
    assert_eq!(reasons("PUT", "/a"), [""; 0], "what is sent to a callback is no part of the call");
    assert_eq!(reasons("GET", "/c"), [""; 0]);

    let error = |content: &str| {
        let paths = format!(
            r#"{{"/a":{{"get":{{"responses":{{"204":{{}},"4XX":{{"content":{content}}}}}}}}}}}"#
        );
        let generated = run(&with_paths(&paths)).unwrap();
        let is_typed = !generated.source.contains("type Failure = ::std::convert::Infallible");
        (generated.report.operations[0].reasons.clone(), is_typed)
    };
    let object = r#"{"schema":{"type":"object"}}"#;
    for (content, reason, is_typed) in [
        (format!(r#"{{"application/json":{object}}}"#), None, true),
        (format!(r#"{{"*/*":{object}}}"#), None, true),
        (r#"{"text/html":{}}"#.to_owned(), None, false),
        (format!(r#"{{"application/xml":{object}}}"#), None, true),
        (
            r#"{"application/xml":{"schema":{"properties":{"a":{"items":{"items":{}}}}}}}"#
                .to_owned(),
            Some(
                "the error 4XX as application/xml has no type: it is bytes (a list of lists has no form)",
            ),
            false,
        ),
        (
            format!(
                r#"{{"application/json":{object},"application/xml":{{"schema":{{"type":"array"}}}}}}"#
            ),
            Some("the error 4XX as XML is read as application/json"),
            true,
        ),
        (
            r#"{"text/plain":{"schema":{"type":"string"}}}"#.to_owned(),
            Some("the error 4XX as text/plain has no type: it is bytes"),
            false,
        ),
        (
            format!(r#"{{"application/json":{object},"application/problem+json":{object}}}"#),
            None,
            true,
        ),
        (
            format!(
                r#"{{"application/json":{object},"application/problem+json":{{"schema":{{"type":"string"}}}}}}"#
            ),
            Some("the error 4XX as application/problem+json is read as application/json"),
            true,
        ),
    ] {
        let expected: Vec<String> = reason.into_iter().map(str::to_owned).collect();
        assert_eq!(error(&content), (expected, is_typed), "{content}");
    }
}

/// Where every operation reaches every place that is not typed, each names one of them: all would be their product.
#[test]
fn an_operation_names_one_place_a_rule() {
    let count = 40;
    let schema = |index: usize| {
        let next = (index + 1) % count;
        format!(
            r##""S{index:02}":{{"type":"object","properties":{{"n":{{"$ref":"#/components/schemas/S{next:02}"}},"t":{{"type":"string","contentSchema":{{}}}}}}}}"##
        )
    };
    let path = |index: usize| {
        format!(
            r##""/p{index}":{{"get":{{"responses":{{"200":{{"content":{{"application/json":{{"schema":{{"$ref":"#/components/schemas/S{index:02}"}}}}}}}}}}}}}}"##
        )
    };
    let list = |one: &dyn Fn(usize) -> String| (0..count).map(one).collect::<Vec<_>>().join(",");
    let text = format!(
        r#"{{"openapi":"3.1.0","info":{{"title":"T","version":"1"}},"components":{{"schemas":{{{}}}}},"paths":{{{}}}}}"#,
        list(&schema),
        list(&path)
    );
    let report = run(&text).unwrap().report;
    assert_eq!((report.lossy.len(), report.operations.len()), (count, count));
    let first = "not all of it is typed: text-with-content at /components/schemas/S00/properties/t";
    for operation in report.operations {
        assert_eq!(operation.reasons, [first], "{}", operation.path);
    }
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

/// What has no type of its own is said, beside the tests of each leaf.
#[test]
fn what_is_not_expressed_is_a_reason() {
    let reasons = |operation: &str| {
        let paths = format!(r#"{{"/a":{{"post":{operation}}}}}"#);
        run(&with_paths(&paths)).unwrap().report.operations[0].reasons.clone()
    };
    for (operation, expected) in [
        (
            r#"{"responses":{"204":{"headers":{"X-A":{"content":{"text/csv":{"schema":{"type":"array"}}}},"content-type":{}}}}}"#,
            "not all of it is typed: response-headers at /paths/~1a/post/responses/204/headers/X-A/content/text~1csv",
        ),
        (
            r#"{"responses":{"204":{},"4XX":{"headers":{"X-A":{"schema":{"type":"array","items":{"type":"array"}}}}}}}"#,
            "not all of it is typed: response-headers at /paths/~1a/post/responses/4XX/headers/X-A",
        ),
        (
            r#"{"responses":{"200":{"headers":{"X-A":{"schema":{"type":"integer"}}}},"201":{"headers":{"x-a":{"schema":{"type":"boolean"}}}}}}"#,
            "not all of it is typed: response-headers at /paths/~1a/post/responses/201/headers/x-a",
        ),
        (
            r#"{"responses":{"204":{"headers":{"X-A":7}}}}"#,
            "not all of it is typed: response-headers at /paths/~1a/post/responses/204/headers/X-A",
        ),
        (
            r#"{"requestBody":{"content":{"multipart/mixed":{"itemSchema":{"type":"object"}}}}}"#,
            "the body as multipart/mixed has no type: it is bytes",
        ),
        (
            r#"{"requestBody":{"content":{"multipart/form-data":{"encoding":{"a":{"style":"form"}},"schema":{"properties":{"a":{"type":"string"}}}}}}}"#,
            "`style` of the part \"a\" is not applied",
        ),
        (
            r#"{"requestBody":{"content":{"application/json":{"schema":{"type":"object","patternProperties":{"^a":{"type":"string"},"^b":{"type":"integer"}}}}}}}"#,
            "not all of it is typed: patterns-untyped at /paths/~1a/post/requestBody/content/application~1json/schema",
        ),
        (
            r#"{"requestBody":{"content":{"application/json":{"schema":{"oneOf":[{"type":"string"},{"type":"object","properties":{"a":{}}}],"discriminator":{"propertyName":"a","defaultMapping":"Nothing"}}}}}}"#,
            "not all of it is typed: default-mapping-unused at /paths/~1a/post/requestBody/content/application~1json/schema",
        ),
    ] {
        assert_eq!(reasons(operation), [expected], "{operation}");
    }
    let headers = r#"{"responses":{"204":{"headers":{"X-A":{"schema":{"type":"integer"}},"Content-Type":{}}},"4XX":{"headers":{"X-A":{}}}}}"#;
    assert_eq!(reasons(headers), [""; 0], "headers of answers have types");
    let callback = r#"{"callbacks":{"done":{"{$url}":{"post":{"parameters":[{"name":"n","in":"query"}],"requestBody":{"content":{}}}}}}}"#;
    assert_eq!(reasons(callback), [""; 0], "what is sent to a callback is no part of the call");
    let report = run(&with_paths(&format!(r#"{{"/a":{{"post":{callback}}}}}"#))).unwrap().report;
    assert_eq!(report.lossy[0].rule, "webhook-parameters");
}

#[test]
fn what_openapi_3_0_says_otherwise_is_said_as_json_schema_does() {
    let schema = |text: &str| serde_json::from_str(text).unwrap();
    for (text, expected) in [
        (r#"{"minimum":1,"exclusiveMinimum":true}"#, r#"{"exclusiveMinimum":1}"#),
        (r#"{"minimum":1,"exclusiveMinimum":false}"#, r#"{"minimum":1}"#),
        (r#"{"maximum":1,"exclusiveMaximum":false}"#, r#"{"maximum":1}"#),
        (r#"{"exclusiveMaximum":true}"#, "{}"),
        (r#"{"exclusiveMaximum":3}"#, r#"{"exclusiveMaximum":3}"#),
        (r#"{"type":"string","nullable":true}"#, r#"{"type":["string","null"]}"#),
        (r#"{"type":"string","nullable":false}"#, r#"{"type":"string"}"#),
    ] {
        let expected: serde_json::Value = serde_json::from_str(expected).unwrap();
        assert_eq!(of_openapi_3_0(schema(text)), expected, "{text}");
    }
}
