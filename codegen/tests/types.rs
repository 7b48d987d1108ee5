//! Which Rust types schemas become, and what they derive.

#![cfg(feature = "client")]

mod support;

use oas_codegen::{ErrorKind, Generated, Settings, Status, generate, of_openapi_3_0};
use support::{run, with_paths, with_schemas};

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

#[test]
fn an_enum_has_some_thousand_values_at_most() {
    let with = |count: usize| {
        let values: Vec<String> = (0..count).map(|n| format!("\"v{n}\"")).collect();
        let schema = format!(r#"{{"A":{{"type":"string","enum":[{}]}}}}"#, values.join(","));
        run(&with_schemas(&schema)).unwrap().source.contains("V1999")
    };
    assert!(with(2_000) && !with(2_001));
}

/// A header that not every answer has is not always there.
#[test]
fn a_header_is_required_where_all_answers_require_it() {
    let field = |second: &str| {
        let header = |required| {
            format!(
                r#"{{"headers":{{"X-A":{{"required":{required},"schema":{{"type":"string"}}}}}}}}"#
            )
        };
        let second = second.parse().map_or("{}".to_owned(), |required: bool| header(required));
        let paths = format!(
            r#"{{"/a":{{"get":{{"responses":{{"200":{},"201":{second}}}}}}}}}"#,
            header(true)
        );
        let source = run(&with_paths(&paths)).unwrap().source;
        let (_, rest) = source.split_once("pub x_a:").unwrap();
        rest.split_whitespace().collect::<String>().contains("Option<::std::string::String>")
    };
    let optional = ["true", "false", "none"].map(field);
    assert_eq!(optional, [false, true, true]);
}

/// Constants with a title each are an enum, whatever type stands beside them.
#[test]
fn titled_constants_are_the_values_of_an_enum() {
    let of = |beside: &str| {
        let schema = format!(
            r#"{{"A":{{{beside}"oneOf":[{{"const":"1","title":"First of all"}},{{"const":"2","title":"Second"}}]}}}}"#
        );
        let source = run(&with_schemas(&schema)).unwrap().source;
        source.lines().filter(|line| !line.contains("JSON schema")).collect::<Vec<_>>().join("\n")
    };
    let alone = of("");
    assert!(alone.contains("A { FirstOfAll = \"1\", Second = \"2\" }"), "{alone}");
    assert_eq!(of(r#""type":"string","#), alone);
    assert!(of(r#""nullable":true,"#).contains("FirstOfAll = \"1\", Second = \"2\""));
}
