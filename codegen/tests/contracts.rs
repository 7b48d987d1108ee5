//! What a client relies on, and a document that does not have it.

#![cfg(feature = "client")]

mod support;

use oas_codegen::{
    Error, ErrorKind, Generated, Misfits, Setting, Settings, generate, generate_document,
};
use support::with_paths;

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
fn a_success_without_the_payload_is_refused_with_the_reason() {
    let said = |responses: &str, envelope: &str| {
        let text = with_paths(&format!(r#"{{"/run":{{"get":{{"responses":{responses}}}}}}}"#));
        let settings = Settings::from_json(&format!(
            r#"{{{envelope}"contract":[{{"operation":"GET /run","by":"polling","part":"data"}}]}}"#
        ));
        generate(&text, "openapi.json", &settings.unwrap()).map_err(|error| error.to_string())
    };
    let json = |schema: &str| {
        format!(r#"{{"description":"","content":{{"application/json":{{"schema":{schema}}}}}}}"#)
    };
    let empty = r#"{"description":""}"#;
    let text = r#"{"description":"","content":{"text/plain":{}}}"#;
    let (object, list) = (json(r#"{"type":"object"}"#), json(r#"{"type":"array"}"#));
    for (responses, reason) in [
        (format!(r#"{{"204":{empty}}}"#), "its success has no body"),
        (format!(r#"{{"200":{object},"204":{empty}}}"#), "its success may have no body"),
        (format!(r#"{{"200":{object},"201":{list}}}"#), "its successes differ by status"),
        (format!(r#"{{"200":{text}}}"#), "its success is not JSON"),
    ] {
        let expected =
            format!(r#"polling relies on "GET /run", but {reason} (at /paths/~1run/get)"#);
        let error = said(&responses, "").unwrap_err();
        assert!(error.contains(&expected), "{error}");
    }
    assert!(said(&format!(r#"{{"200":{object}}}"#), "").is_ok());

    let envelope = r#""envelope":{"data":"data","meta":"meta"},"#;
    let with = |required: &str| {
        json(&format!(
            r#"{{"type":"object","required":{required},"properties":{{"data":{{}},"meta":{{}}}}}}"#
        ))
    };
    let whole = with(r#"["data","meta"]"#);
    assert!(said(&format!(r#"{{"200":{whole}}}"#), envelope).is_ok());
    for other in [with(r#"["data"]"#), with("[]"), object, list] {
        let error = said(&format!(r#"{{"200":{other}}}"#), envelope).unwrap_err();
        assert!(
            error.contains(r#"but its success is no object that requires "data" and "meta""#),
            "{error}"
        );
    }
}

#[test]
fn what_a_request_requires_has_to_be_given() {
    let with = |body: &str, parameter: &str, contract: &str| {
        let text = with_paths(&format!(
            r#"{{"/run/{{id}}":{{"post":{{"parameters":[{{"name":"id","in":"path","required":true,"schema":{{"type":"string"}}}},{parameter}],
            "requestBody":{{"content":{{"application/json":{{"schema":{body}}}}}}},"responses":{{"204":{{"description":""}}}}}}}}}}"#
        ));
        let settings = Settings::from_json(&format!(r#"{{"contract":[{contract}]}}"#))?;
        generate(&text, "openapi.json", &settings)
    };
    let entry = |part: &str, names: &str| {
        format!(r#"{{"operation":"POST /run/{{run}}","by":"starting","part":"{part}",{names}}}"#)
    };
    let said = |body: &str, parameter: &str, contract: &str| {
        let error = with(body, parameter, contract).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Contract);
        error.to_string()
    };
    let query = r#"{"name":"q","in":"query","required":true,"schema":{"type":"string"}}"#;
    let header = r#"{"name":"X-Tenant","in":"header","required":true,"schema":{"type":"string"}}"#;
    let object = |required: &str| {
        format!(
            r#"{{"type":"object","properties":{{"a":{{}},"b":{{}},"c":{{}},"made":{{"type":"string","readOnly":true}}}},"required":{required}}}"#
        )
    };
    let (a, ab) = (object(r#"["a"]"#), object(r#"["a","b","made"]"#));
    let body = entry("body", r#""fields":["a"]"#);

    // Parameters are another part, and the answer another than the request.
    assert!(with(&a, query, &body).is_ok());
    assert!(
        with(&ab, query, &format!("{body},{}", entry("body", r#""one_of":{"B":["b","d"]}"#)))
            .is_ok()
    );
    let message = said(&ab, query, &body);
    let path = r#"starting relies on "POST /run/{run}", but it requires the "#;
    assert!(
        message.contains(&format!(r#"{path}member "b", which is not given (at "#)),
        "{message}"
    );
    // What other code gives counts for that.
    let others = entry("body", r#""fields":["b"]"#).replace("starting", "another");
    assert_eq!(
        said(&ab, query, &format!("{body},{others}")).matches("which is not given").count(),
        2
    );
    // Once, though two entries say so.
    let two = format!("{body},{}", entry("body", r#""fields":["c"]"#));
    assert_eq!(said(&ab, query, &two), message);
    let nullable = format!(r#"{{"anyOf":[{ab},{{"type":"null"}}]}}"#);
    assert_eq!(said(&nullable, query, &body), message);
    // Of a union, what each of its variants requires.
    let union = |other: &str| format!(r#"{{"anyOf":[{ab},{}]}}"#, object(other));
    assert_eq!(said(&union(r#"["b","c"]"#), query, &body), message);
    assert!(with(&union(r#"["a","c"]"#), query, &body).is_ok());
    for open in ["{}", r#"{"type":"object"}"#] {
        assert!(with(open, query, &body).is_ok());
    }

    let parameters = |names: &str| entry("parameters", &format!(r#""fields":[{names}]"#));
    assert!(with(&ab, query, &parameters(r#""q""#)).is_ok());
    assert!(with(&ab, header, &parameters(r#""x-tenant""#)).is_ok());
    for (parameters_of, named) in [
        (header.to_owned(), r#""X-Tenant""#),
        (format!("{query},{header}"), r#""q" and "X-Tenant""#),
    ] {
        let message = said(&ab, &parameters_of, &parameters(""));
        let expected = format!("{path}parameter {named}, which is not given (at ");
        assert!(message.contains(&expected), "{message}");
    }
}

#[test]
fn a_type_that_is_a_variant_of_itself_has_the_members_of_the_others() {
    let text = r##"{"openapi":"3.1.0","info":{"title":"T","version":"1"},
        "paths":{"/run":{"post":{"requestBody":{"content":{"application/json":{"schema":{"$ref":"#/components/schemas/Round"}}}},
            "responses":{"204":{"description":""}}}}},
        "components":{"schemas":{"Round":{"anyOf":[{"$ref":"#/components/schemas/Round"},{"$ref":"#/components/schemas/Other"}]},
            "Other":{"oneOf":[{"$ref":"#/components/schemas/Round"},{"type":"object","required":["a"],"properties":{"a":{"type":"string"}}}]}}}}"##;
    for field in ["a", "b"] {
        let settings = Settings::from_json(&format!(
            r#"{{"contract":[{{"operation":"POST /run","by":"starting","part":"body","fields":["{field}"]}}]}}"#
        ));
        let made = generate(text, "openapi.json", &settings.unwrap());
        assert_eq!(made.is_ok(), field == "a", "{:?}", made.err());
    }
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

/// What is chosen and is not there is named, also where it is two things.
#[test]
fn two_things_that_do_not_fit_are_both_named() {
    let document = with_paths(r#"{"/a":{"get":{"responses":{"204":{"description":""}}}}}"#);
    let settings = Settings::from_json(r#"{"only":{"paths":["/b","/c"]}}"#).unwrap();
    let error = generate(&document, "openapi.json", &settings).unwrap_err().to_string();
    assert!(error.contains("2 things do not fit"), "{error}");
    assert!(error.contains("\"/b\"") && error.contains("\"/c\""), "{error}");
}
