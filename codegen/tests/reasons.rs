//! What makes an operation other than exact, as reasons in the report.

#![cfg(feature = "client")]

mod support;

use oas_codegen::Status;
use support::{refused, run, with_paths};

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
    let xml = |second: &str| {
        let content = |kind: &str, ty: &str| {
            format!(
                r#""{kind}":{{"schema":{{"type":"object","properties":{{"a":{{"type":"{ty}"}}}}}}}}"#
            )
        };
        let all = [content("application/xml", "string"), content("text/xml", second)].join(",");
        reasons(&format!(r#"{{"responses":{{"204":{{}},"400":{{"content":{{{all}}}}}}}}}"#))
    };
    assert_eq!(xml("string"), [""; 0], "one schema in two media types");
    assert_eq!(xml("integer"), ["the error 400 as text/xml has no type: it is bytes"]);
    let headers = r#"{"responses":{"204":{"headers":{"X-A":{"schema":{"type":"integer"}},"Content-Type":{}}},"4XX":{"headers":{"X-A":{}}}}}"#;
    assert_eq!(reasons(headers), [""; 0], "headers of answers have types");
    let callback = r#"{"callbacks":{"done":{"{$url}":{"post":{"parameters":[{"name":"n","in":"query"}],"requestBody":{"content":{}}}}}}}"#;
    assert_eq!(reasons(callback), [""; 0], "what is sent to a callback is no part of the call");
    let report = run(&with_paths(&format!(r#"{{"/a":{{"post":{callback}}}}}"#))).unwrap().report;
    assert_eq!(report.lossy[0].rule, "webhook-parameters");
}

#[test]
fn two_credentials_of_one_header_are_a_reason() {
    let reasons = |first: &str, second: &str| {
        let text = format!(
            r#"{{"openapi":"3.1.0","info":{{"title":"T","version":"1"}},
                "components":{{"securitySchemes":{{"a":{first},"b":{second}}}}},
                "paths":{{"/a":{{"get":{{"security":[{{"a":[],"b":[]}}],"responses":{{"204":{{}}}}}}}}}}}}"#
        );
        run(&text).unwrap().report.operations[0].reasons.clone()
    };
    let http = |scheme: &str| format!(r#"{{"type":"http","scheme":"{scheme}"}}"#);
    let key = r#"{"type":"apiKey","in":"header","name":"X-Key"}"#;
    let both = ["two credentials of one call go into the header Authorization"];
    assert_eq!(reasons(&http("bearer"), &http("basic")), both);
    assert_eq!(reasons(&http("bearer"), &http("digest")), both);
    assert_eq!(reasons(&http("bearer"), key), [""; 0]);
}
