//! What a person or a program reads.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod support;

use oas_diff::report::{
    JSON_SCHEMA, Terminal, changelog, github, html, json, junit, markdown, terminal,
};
use oas_diff::{Class, Report, Rust, RustItem, Settings, diff};
use serde_json::Value;
use support::{compare, data, load, parse};

fn report() -> Report {
    let (old, new) = (parse(&data("old.yaml"), "old.yaml"), parse(&data("new.yaml"), "new.yaml"));
    diff(&old, &new, &Settings::default())
}

/// The report with what the generated clients would show.
fn with_items() -> Report {
    let mut report = report();
    let item = |path: &str, class, old: Option<&str>, new: Option<&str>| {
        let owned = |text: Option<&str>| text.map(str::to_owned);
        RustItem::new(path.to_owned(), class, owned(old), owned(new))
    };
    let mut items = vec![Vec::new(); report.changes.len()];
    items[1] = vec![
        item("types::Pet::weight", Rust::Major, Some("f64"), None),
        item("types::Pet::color", Rust::Minor, None, Some("Option<String>")),
        item("impl Default for types::Pet", Rust::Major, Some(""), None),
        item("types::Pet::new()", Rust::Major, Some("fn(A<B>)"), Some("fn(C)")),
    ];
    report.observe_items(items, vec![item("types::Lost", Rust::Major, Some(""), None)]);
    report
}

/// The report in each format, at its usual settings.
fn every_format(report: &Report) -> [String; 6] {
    [
        terminal(report, &Terminal::default()),
        markdown(report, 65_536),
        github(report),
        junit(report, Class::Safe),
        html(report),
        json(report).unwrap(),
    ]
}

#[test]
fn what_the_clients_show_stands_with_the_change() {
    let report = with_items();
    assert_eq!(report.changes[1].rust_class(), Rust::Major);
    assert_eq!(report.changes[0].rust_observed, Some(Rust::None));
    assert_eq!(report.summary.rust, Rust::Major, "what belongs to no change counts");
    let all = [
        terminal(&report, &Terminal::default().with_verbose(true)),
        markdown(&report, 65_536),
        junit(&report, Class::Safe),
        html(&report),
        json(&report).unwrap(),
    ];
    for text in all {
        assert!(text.contains("types::Pet::weight"), "{text}");
        assert!(
            !text.contains("A<B>") || text.starts_with('{') || text.starts_with("old"),
            "{text}"
        );
    }
}

#[test]
fn every_format_says_what_the_rust_classes_rest_on() {
    for (report, line, word) in [
        (report(), "predicted by the rules", "rules"),
        (with_items(), "proven by generating both clients", "proven"),
    ] {
        let all = [
            terminal(&report, &Terminal::default()),
            markdown(&report, 65_536),
            github(&report),
            junit(&report, Class::Safe),
            html(&report),
        ];
        for text in all {
            assert!(text.contains(line), "{text}");
        }
        let parsed: Value = serde_json::from_str(&json(&report).unwrap()).unwrap();
        assert_eq!(parsed["rust_basis"], word);
    }
}

#[test]
fn terminal_tells_what_matters() {
    insta::assert_snapshot!(terminal(&report(), &Terminal::default().with_width(80)));
}

#[test]
fn terminal_tells_all_when_asked() {
    insta::assert_snapshot!(terminal(&report(), &Terminal::default().with_verbose(true)));
}

#[test]
fn terminal_has_colours_only_when_asked_and_keeps_its_width() {
    let report = report();
    assert!(!terminal(&report, &Terminal::default()).contains('\u{1b}'));
    assert!(
        terminal(&report, &Terminal::default().with_color(true))
            .contains("\u{1b}[1;31mBREAKING\u{1b}[0m")
    );
    for line in terminal(&report, &Terminal::default().with_width(60)).lines().filter(|line| {
        !line.contains("  rust ")
            && !line.contains(" because ")
            && !line.contains("accept: ")
            && !line.starts_with("why: ")
    }) {
        // The line with rule and place is kept whole, so that the place can be clicked; the verdict as well.
        assert!(line.chars().count() <= 60 + " used by 99 operations".len(), "{line}");
    }
}

#[test]
fn every_format_has_the_entry_that_accepts_a_change_and_the_address_of_its_rule() {
    let report = report();
    let change = report.changes.iter().find(|it| it.rule == "parameter-added-required").unwrap();
    assert_eq!(
        change.accepted_entry(),
        r#"{"rule": "parameter-added-required", "pointer": "/paths/~1dogs/get/parameters/owner", "reason": ""}"#
    );
    let pointer = "/paths/~1dogs/get/parameters/owner";
    let address = "/blob/main/docs/rules.md#";
    for text in every_format(&report) {
        // Markdown escapes what would be markup.
        assert!(text.replace('\\', "").contains(pointer) && text.contains(address), "{text}");
    }
    let rules = json(&report).unwrap();
    let rules: Value = serde_json::from_str(&rules).unwrap();
    assert!(rules["rules"].as_str().unwrap().ends_with(address));
}

#[test]
fn the_pointer_to_accept_by_survives_insertions() {
    let document = |before: &str, ty: &str| {
        format!(
            r##"{{"openapi": "3.1.0", "paths": {{"/a": {{"get": {{"parameters": [{before}
            {{"name": "q", "in": "query", "schema": {{"type": "{ty}"}}}}, {{"name": "q", "in": "header", "schema": {{}}}}], "responses": {{}}}}}}}},
            "components": {{"schemas": {{"A": {{"anyOf": [{{"title": "T", "type": "object", "properties": {{"x": {{"type": "{ty}"}}}}}}, {{"type": "array"}}, {{"type": "array"}}]}}}}}}}}"##
        )
    };
    let accepts = |before: &str| {
        let report = compare(&document(before, "string"), &document(before, "integer"));
        report.changes.iter().map(|change| change.accept.clone()).collect::<Vec<_>>()
    };
    let expected = [
        "/paths/~1a/get/parameters/q.query/schema/type",
        "/components/schemas/A/anyOf/T/properties/x/type",
    ];
    assert_eq!(accepts(""), expected);
    assert_eq!(accepts(r#"{"name": "p", "in": "query", "schema": {}}, "#), expected);
    // What has no name of its own keeps its index, and so does a name that looks like one.
    let list = |kind: &str| {
        format!(
            r#"{{"openapi": "3.1.0", "paths": {{"/a": {{"get": {{"parameters": [{{"name": "0", "in": "query", "schema": {{}}}}, {{"name": "0", "in": "cookie", "schema": {{"type": "{kind}"}}}}], "responses": {{}}}}}}}}}}"#
        )
    };
    let report = compare(&list("string"), &list("integer"));
    assert_eq!(report.changes[0].accept, "/paths/~1a/get/parameters/0.cookie/schema/type");
}

#[test]
fn of_many_documents_that_were_not_compared_the_first_are_named() {
    for (others, said) in [(3, None), (4, Some("1 more document")), (9, Some("6 more documents"))] {
        let schemas: serde_json::Map<String, Value> = (0..others)
            .map(|at| (format!("S{at}"), serde_json::json!({"$ref": format!("other{at}.json")})))
            .collect();
        let document = serde_json::json!({"openapi": "3.1.0", "paths": {}, "components": {"schemas": schemas}}).to_string();
        let text = terminal(&compare(&document, &document), &Terminal::default());
        assert_eq!(text.matches("not compared: what").count(), 3, "{text}");
        assert_eq!(text.contains("more document"), said.is_some(), "{text}");
        assert!(
            said.is_none_or(|said| text.contains(&format!("not compared: {said} to which"))),
            "{text}"
        );
    }
}

#[test]
fn every_format_says_what_was_not_compared() {
    let document = |ty: &str| {
        serde_json::json!({"openapi": "3.1.0", "paths": {}, "components": {"schemas": {"A": {"$ref": "a<b.json#/A"}, "B": {"$ref": "other.json"}, "C": {"type": ty}}}}).to_string()
    };
    for report in [
        compare(&document("string"), &document("string")),
        compare(&document("string"), &document("integer")),
    ] {
        for text in every_format(&report) {
            assert!(text.contains("other.json"), "{text}");
            assert!(
                !(text.starts_with('<') || text.starts_with('#')) || !text.contains("a<b"),
                "{text}"
            );
        }
    }
}

#[test]
fn changelog_snapshot() {
    insta::assert_snapshot!(changelog(&report()));
}

#[test]
fn a_changelog_is_grouped_by_resource_and_leaves_out_what_nobody_notices() {
    let document = |ty: &str, names: [&str; 2], text: &str| {
        let answer = |name: &str| serde_json::json!({"get": {"description": text, "responses": {"200": {"description": "ok", "content": {"application/json": {"schema": {"$ref": format!("#/components/schemas/{name}")}}}}}}});
        let schema = serde_json::json!({"type": "object", "required": ["n"], "properties": {"n": {"type": ty}}});
        serde_json::json!({"openapi": "3.1.0", "info": {"title": "Zoo", "version": "2"},
            "paths": {"/public-api/v2/big-cats/{id}": answer(names[0]), "/v1/{id}/birds": answer(names[0]), "/birds": answer(names[1])},
            "components": {"schemas": {names[0]: schema, names[1]: schema, "Nobody": {"type": ty}}}}).to_string()
    };
    let old = document("string", ["Animal", "Bird"], "a");
    let text = changelog(&compare(&old, &document("integer", ["Animal", "Bird"], "b")));
    assert_eq!(
        text,
        "# Zoo 2\n\n## Birds\n\n- **Breaking:** <code>Bird.n</code> type string became integer.\n\n## Shared by several resources\n\n- **Breaking:** <code>Animal.n</code> type string became integer.\n"
    );
    let text = changelog(&compare(&old, &document("string", ["Animal", "Fowl"], "b")));
    assert_eq!(text, "# Zoo 2\n\nNothing that a caller can notice.\n");
}

#[test]
fn a_changelog_calls_a_resource_what_its_tag_is() {
    let document = |ty: &str, more: &str| {
        let schema = serde_json::json!({"type": "object", "required": ["n"], "properties": {"n": {"type": ty}}});
        let answer = |tags: &[&str]| serde_json::json!({"tags": tags, "responses": {"200": {"description": "ok", "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Issue"}}}}}});
        let mut document = serde_json::json!({"openapi": "3.1.0", "info": {"title": "Desk", "version": "2"},
            "paths": {"/rest/api/3/issue/{id}": {"get": answer(&["issues", "old"])}, "/rest/find": {"post": answer(&["issues"])}},
            "components": {"schemas": {"Issue": schema}}});
        if !more.is_empty() {
            document["paths"]["/rest/gone"] =
                serde_json::json!({"get": {"tags": [more], "responses": {}}});
            document["paths"]["/rest/plain"] = serde_json::json!({"get": {"responses": {}}});
        }
        document.to_string()
    };
    let text = changelog(&compare(
        &document("string", "night jobs\n# [x](javascript:a)"),
        &document("integer", ""),
    ));
    let headings: Vec<&str> = text.lines().filter(|line| line.starts_with('#')).collect();
    assert_eq!(headings.len(), 4, "{text}");
    assert_eq!(headings[1], "## Issues");
    assert!(headings[2].starts_with("## Night jobs"), "{text}");
    assert_eq!(headings[3], "## Rest");
    assert!(
        text.contains(
            "## Issues\n\n- **Breaking:** <code>Issue.n</code> type string became integer."
        ),
        "{text}"
    );
}

#[test]
fn the_verdict_has_its_cause_and_is_never_cut() {
    let schema = |ty: &str, more: &str| {
        format!(
            r##"{{"openapi": "3.1.0", "paths": {{"/a": {{"get": {{"responses": {{"200": {{"content": {{"application/json": {{"schema": {{"$ref": "#/components/schemas/Page"}}}}}}}}}}}}}}}}, "components": {{"schemas": {{"Page": {{"type": "object", "required": ["number"],
"properties": {{"number": {{"type": {ty}}}{more}}}}}}}}}}}"##
        )
    };
    let old = schema("\"integer\"", "");
    let report = compare(&old, &schema("[\"integer\", \"null\"]", ""));
    let text = terminal(&report, &Terminal::default().with_width(40));
    for line in [
        "published clients: breaking because `Page.number` became nullable, line 2",
        "next release of the crate: major because `Page.number` became nullable, line 2",
    ] {
        assert!(text.lines().any(|found| found == line), "{text}");
    }
    assert!(
        markdown(&report, 65_536)
            .contains("because <code>Page.number</code> became nullable, line 2")
    );
    // What is gone has its line in the older document; the others are counted.
    let report = compare(&schema("\"integer\"", r#", "a": {}, "b": {}"#), &old);
    let text = terminal(&report, &Terminal::default());
    assert!(
        text.contains("major because `Page` property `a` removed, line 2 of old, and 1 more"),
        "{text}"
    );
    assert!(text.find("published clients").unwrap() < text.find("RISKY").unwrap());
}

#[test]
fn one_cause_at_many_places_is_one_entry_with_its_places() {
    let document = |ty: &str| {
        let paths: serde_json::Map<String, Value> = (0..6)
            .map(|at| {
                let parameter =
                    serde_json::json!({"name": "q", "in": "query", "schema": {"type": ty}});
                (
                    format!("/a{at}"),
                    serde_json::json!({"get": {"parameters": [parameter], "responses": {}}}),
                )
            })
            .collect();
        serde_json::json!({"openapi": "3.1.0", "paths": paths}).to_string()
    };
    let report = compare(&document("string"), &document("integer"));
    assert_eq!(report.changes.len(), 6);
    let text = terminal(&report, &Terminal::default());
    assert_eq!(text.matches("type string became integer\n").count(), 1, "{text}");
    assert!(
        text.contains("also at GET /a1 (line 1), GET /a2 (line 1), GET /a3 (line 1), and 2 more"),
        "{text}"
    );
    let text = terminal(&report, &Terminal::default().with_verbose(true));
    assert!(text.contains("GET /a5 (line 1)\n"), "{text}");
}

#[test]
fn markdown_snapshot() {
    insta::assert_snapshot!(markdown(&report(), 65_536));
}

#[test]
fn markdown_stays_within_its_limit_and_counts_the_rest() {
    let report = report();
    for limit in [600, 800, 1_500] {
        let text = markdown(&report, limit);
        assert!(text.chars().count() <= limit, "{limit}: {}", text.chars().count());
        assert!(text.contains("did not fit here"), "{limit}");
    }
}

#[test]
fn markdown_is_only_words() {
    let text = markdown(&report(), 65_536);
    assert!(
        !text.contains("<script>") && !text.contains("@everyone") && !text.contains("<img"),
        "{text}"
    );
}

#[test]
fn json_snapshot() {
    insta::assert_snapshot!(json(&report()).unwrap());
}

#[test]
fn json_follows_its_schema() {
    let schema: Value = serde_json::from_str(JSON_SCHEMA).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    let mut observed = report();
    observed.observe(0, Rust::Minor);
    let mut reports = vec![observed, with_items(), compare(&data("old.yaml"), &data("old.yaml"))];
    if let (Some(old), Some(new)) =
        (oas_corpus::find("specs/history/marimo/old.yaml"), oas_corpus::find("specs/marimo.yaml"))
    {
        reports.push(diff(&load(&old), &load(&new), &Settings::default()));
    }
    for report in &reports {
        let instance: Value = serde_json::from_str(&json(report).unwrap()).unwrap();
        let errors: Vec<String> = validator
            .iter_errors(&instance)
            .map(|error| format!("{}: {error}", error.instance_path()))
            .collect();
        assert!(errors.is_empty(), "{errors:?}");
    }
    let wrong = serde_json::json!({"format": 2});
    assert!(!validator.is_valid(&wrong));
}

#[test]
fn github_snapshot() {
    insta::assert_snapshot!(github(&report()));
}

#[test]
fn github_shows_ten_of_a_level_and_escapes() {
    let operations = |ty: &str| {
        let paths: serde_json::Map<String, Value> = (0..30)
            .map(|at| {
                let schema = serde_json::json!({"type": ty});
                let operation = serde_json::json!({"parameters": [{"name": "q", "in": "query", "schema": schema}], "responses": {}});
                (format!("/a{at}%\n::error::x"), serde_json::json!({"get": operation}))
            })
            .collect();
        serde_json::json!({"openapi": "3.1.0", "paths": paths}).to_string()
    };
    let text = github(&compare(&operations("string"), &operations("integer")));
    assert_eq!(text.lines().filter(|line| line.starts_with("::error file=")).count(), 10);
    assert_eq!(text.lines().count(), 11, "{text}");
    assert!(text.contains("20 more"), "{text}");
    assert!(text.contains("%25"));
}

#[test]
fn junit_snapshot() {
    insta::assert_snapshot!(junit(&report(), Class::Breaking));
}

#[test]
fn html_is_self_contained_and_escaped() {
    let page = html(&report());
    for foreign in ["http-equiv=\"refresh\"", "<link", "src=\"", "@import", "url("] {
        assert!(!page.contains(foreign), "{foreign}");
    }
    assert_eq!(page.matches("<script>").count(), 1, "the page's own");
    assert!(page.contains("&lt;script&gt;alert(1)&lt;/script&gt;"));
    assert!(page.contains("default-src 'none'"));
    let report = report();
    for change in &report.changes {
        assert!(page.contains(&format!("id=\"{}-", change.rule)));
    }
    // What breaks is listed on top, with links to the folded entries.
    let top = page.find("What breaks and what can hurt</h2>").unwrap();
    assert!(top < page.find("<details").unwrap());
    for change in report.changes.iter().filter(|change| change.class >= Class::Breaking) {
        let link = format!("<a href=\"#{}-", change.rule);
        assert!(page[top..].contains(&link), "{link}");
    }
    assert!(!page.contains("<details open"));
}

#[test]
fn html_of_five_thousand_changes_is_no_burden() {
    let document = |ty: &str| {
        let schemas: serde_json::Map<String, Value> = (0..5_000)
            .map(|at| {
                let property = serde_json::json!({"type": ty, "description": "What it is for, in a sentence or two."});
                (format!("Schema{at}"), serde_json::json!({"type": "object", "properties": {format!("property{at}"): property}}))
            })
            .collect();
        serde_json::json!({"openapi": "3.1.0", "paths": {}, "components": {"schemas": schemas}})
            .to_string()
    };
    let report = compare(&document("string"), &document("integer"));
    assert_eq!(report.changes.len(), 5_000);
    let page = html(&report);
    assert!(page.len() < 3 << 20, "{} bytes", page.len());
    // Each is there all the same, and can be accepted.
    for at in [0, 399, 400, 4_999] {
        let pointer = format!("/components/schemas/Schema{at}/properties/property{at}/type");
        assert!(page.contains(&pointer), "{pointer}");
    }
}

#[test]
fn control_characters_are_shown_as_what_they_are() {
    let document = |text: &str| {
        serde_json::json!({"openapi": "3.1.0", "paths": {format!("/a{text}"): {"get": {"responses": {}}}}}).to_string()
    };
    let report = compare(&document(""), &document("\u{1b}[2J\u{202e}"));
    let all = [
        terminal(&report, &Terminal::default().with_verbose(true)),
        markdown(&report, 65_536),
        github(&report),
        junit(&report, Class::Safe),
        html(&report),
    ];
    for text in all {
        assert!(!text.contains('\u{1b}') && !text.contains('\u{202e}'), "{text}");
        assert!(text.contains("u{1b}") || text.contains("u\\{1b\\}"), "{text}");
    }
}

#[test]
fn an_empty_report_says_so() {
    let report = compare(&data("old.yaml"), &data("old.yaml"));
    assert!(terminal(&report, &Terminal::default()).contains("no changes"));
    assert!(markdown(&report, 1_000).contains("No changes."));
    assert!(github(&report).is_empty());
    assert!(junit(&report, Class::Risky).contains("failures=\"0\""));
    assert!(html(&report).contains("mean the same"));
}

/// Text that is something else in one format or another.
const HOSTILE: &[&str] = &[
    "<img src=x onerror=alert(1)>",
    "\"><script>alert(1)</script>",
    "'onmouseover='x",
    "\n::error::owned",
    "%0A::warning::owned",
    "]]><x/>",
    "@everyone [x](javascript:alert(1)) ![y](https://a.example/y)",
    "`</code>` | --- | #1",
    "\u{1b}[31m\u{202e}\u{7}",
    "--><!--&amp;&#60;",
];

#[test]
fn hostile_names_are_only_text_in_every_format() {
    let document = |changed: bool| {
        let kind = if changed { "integer" } else { "string" };
        let mut paths = serde_json::Map::new();
        let mut schemas = serde_json::Map::new();
        for (at, text) in HOSTILE.iter().enumerate() {
            let values = if changed { vec![*text, "a"] } else { vec!["a"] };
            schemas.insert(
                format!("S{text}"),
                serde_json::json!({"type": "object", "description": if changed { *text } else { "" }, "properties": {
                    *text: {"type": kind}, "e": {"enum": values}, "d": {"type": "string", "default": if changed { *text } else { "" }}
                }}),
            );
            let reference = format!(
                "#/components/schemas/S{}",
                text.replace('~', "~0").replace('/', "~1").replace('%', "%25")
            );
            let answer = serde_json::json!({"description": *text, "content": {format!("a/{at}"): {"schema": {"$ref": reference}}}});
            let responses = if changed {
                serde_json::json!({"200": answer})
            } else {
                serde_json::json!({"200": answer, *text: {}})
            };
            let parameter = serde_json::json!({"name": *text, "in": "query", "required": changed, "schema": {"type": kind}});
            paths.insert(
                format!("/p{text}"),
                serde_json::json!({"get": {"operationId": if changed { *text } else { "" }, "tags": [*text], "parameters": [parameter], "responses": responses}}),
            );
        }
        let title = if changed { HOSTILE[0] } else { "" };
        serde_json::json!({"openapi": "3.1.0", "info": {"title": title, "version": HOSTILE[1]}, "paths": paths, "components": {"schemas": schemas}}).to_string()
    };
    let mut report = compare(&document(false), &document(true));
    let items: Vec<RustItem> = HOSTILE
        .iter()
        .map(|text| {
            RustItem::new(
                (*text).to_owned(),
                Rust::Major,
                Some((*text).to_owned()),
                Some("x".to_owned()),
            )
        })
        .collect();
    report.observe_items(vec![items.clone(); report.changes.len()], items);
    report.old.name = HOSTILE[0].to_owned();
    report.new.name = HOSTILE[6].to_owned();
    assert!(report.changes.len() > 50);
    let text = changelog(&report);
    for tag in ["<script", "<img", "<x", "@everyone", "](javascript", "](https", "![", "\u{1b}"] {
        assert!(!text.contains(tag), "changelog: {tag}\n{text}");
    }

    let page = html(&report);
    assert_eq!(page.matches("<script").count(), 1, "the page's own");
    let tags = ["<img", "<x", "<!--", "onerror=alert(1)>", "'onmouseover", "\u{1b}", "\u{202e}"];
    for tag in tags {
        assert!(!page.contains(tag), "html: {tag}");
    }
    let xml = junit(&report, Class::Safe);
    for tag in ["<script", "<img", "<x", "<!--", "]]>", "\u{1b}", "\u{7}"] {
        assert!(!xml.contains(tag), "junit: {tag}");
    }
    let text = markdown(&report, 65_536);
    for tag in
        ["<script", "<img", "<x", "@everyone", "](javascript", "](https", "![", "\u{1b}", "\n::"]
    {
        assert!(!text.contains(tag), "markdown: {tag}\n{text}");
    }
    assert_eq!(text.matches("<code>").count(), text.matches("</code>").count());
    let commands = github(&report);
    for line in commands.lines() {
        let known = ["::error file=", "::warning file=", "::notice title="];
        assert!(known.iter().any(|start| line.starts_with(start)), "github: {line}");
    }
    let told = terminal(&report, &Terminal::default().with_verbose(true));
    for c in told.chars().filter(|c| *c != '\n') {
        assert!(!c.is_control() && c != '\u{202e}', "terminal: {c:?}");
    }
    assert!(!told.lines().any(|line| line.starts_with("::")), "{told}");
    let parsed: Value = serde_json::from_str(&json(&report).unwrap()).unwrap();
    assert_eq!(parsed["changes"].as_array().unwrap().len(), report.changes.len());
}

/// What a program says above the changes is in each format, escaped as it asks for.
#[test]
fn a_preamble_is_put_into_every_format() {
    let mut report = report();
    let (tests, failures) = (report.changes.len(), report.changes.len());
    report.preamble = oas_diff::report::Preamble {
        text: "a <b> ```\n".to_owned(),
        members: serde_json::Map::from_iter([("adapt".to_owned(), serde_json::json!(["c"]))]),
        annotations: "::error::x\n".to_owned(),
        failures: vec!["<b>".to_owned()],
    };
    assert!(terminal(&report, &Terminal::default()).starts_with("a <b> ```\n\nold"));
    let comment = markdown(&report, 65_536);
    assert!(comment.starts_with("````text\na <b> ```\n````\n\n### API changes"), "{comment}");
    let value: serde_json::Value = serde_json::from_str(&json(&report).unwrap()).unwrap();
    assert_eq!((&value["adapt"][0], &value["format"]), (&"c".into(), &1.into()));
    assert!(github(&report).starts_with("::error::x\n::"));
    assert!(html(&report).contains("<main>\n<pre>a &lt;b&gt; ```\n</pre>\n"));
    let xml = junit(&report, Class::Docs);
    let counted = format!(
        "tests=\"{}\" failures=\"{}\">\n  <testsuite name=\"to be adapted\" tests=\"1\"",
        tests + 1,
        failures + 1
    );
    assert!(xml.contains(&counted), "{xml}");
    assert!(xml.contains("name=\"&lt;b&gt;\"><failure message=\"&lt;b&gt;\"/>"), "{xml}");
}
