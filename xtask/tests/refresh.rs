//! `cargo xtask spec refresh` and `spec check` on a small workspace: what is replaced, when, and what is said.

#![allow(clippy::unwrap_used, reason = "a panic is how a test fails")]

mod support;

use std::io::Write;

use support::server::Server;
use support::workspace::{Workspace, document};

#[test]
fn a_document_is_refreshed_and_then_there_is_no_drift() {
    let server = Server::document(&document(12, "2"));
    let workspace = Workspace::new(&server.url("/openapi.json"));
    let run = workspace.run(&["spec", "check"]).exits(3);
    assert!(run.stdout.contains("2 safe"), "{}", run.stdout);
    let before = workspace.state();
    let run = workspace.run(&["spec", "refresh", "--dry-run"]).exits(0);
    assert!(run.stderr.contains("--dry-run"), "{}", run.stderr);
    assert!(workspace.state() == before);

    let run = workspace.run(&["spec", "refresh"]).exits(0);
    for part in [
        "What to do next",
        "The next release is 0.3.2, after 0.3.1",
        "### Added\n\n- path `/runs10` added",
        "New operations (2)\n\n- GET /runs10 is `get_runs10`",
        "`names` in generate.json",
        "cargo xtask ci",
    ] {
        assert!(run.stdout.contains(part), "{part:?} is not in: {}", run.stdout);
    }
    let (new, lock, names) = workspace.state();
    assert!(new == document(12, "2"));
    assert_eq!(names, before.2, "nothing else appears");
    for part in
        ["\"operations\": 12", "\"version\": \"2\"", "fetched from the source", "raw_sha256"]
    {
        assert!(lock.contains(part), "{part:?} is not in: {lock}");
    }
    assert!(!lock.contains("next"), "{lock}");
    assert_eq!(
        workspace.read("generate.json"),
        "{\n  \"names\": {\n    \"GET /runs10\": \"get_runs10\",\n    \"GET /runs11\": \"get_runs11\"\n  }\n}\n"
    );
    workspace.run(&["spec", "lock", "--check"]).exits(0);
    let run = workspace.run(&["spec", "check"]).exits(0);
    assert_eq!((run.stdout.as_str(), run.stderr.as_str()), ("", ""));
    let run = workspace.run(&["spec", "refresh"]).exits(0);
    assert!(run.stderr.contains("is the live document"), "{}", run.stderr);
}

#[test]
fn another_form_of_the_same_document_is_no_drift() {
    let value: serde_json::Value = serde_json::from_str(&document(10, "1")).unwrap();
    let server = Server::document(&value.to_string());
    let workspace = Workspace::new(&server.url("/openapi.json"));
    let run = workspace.run(&["spec", "check"]).exits(0);
    assert_eq!((run.stdout.as_str(), run.stderr.as_str()), ("", ""));
    let before = workspace.read("openapi.json");
    workspace.run(&["spec", "refresh"]).exits(0);
    assert_eq!(workspace.read("openapi.json"), before);
    assert!(workspace.read("openapi.lock").contains("fetched from the source"));
}

#[test]
fn an_entity_tag_saves_the_body_and_the_hash_decides() {
    let text = document(12, "2");
    let server = Server::new(move |head, stream| {
        let answer = if head.to_lowercase().contains("if-none-match: \"v1\"") {
            "HTTP/1.1 304 Not Modified\r\nETag: \"v1\"\r\n\r\n".to_owned()
        } else {
            format!(
                "HTTP/1.1 200 OK\r\nETag: \"v1\"\r\nContent-Length: {}\r\n\r\n{text}",
                text.len()
            )
        };
        let _ = stream.write_all(answer.as_bytes());
    });
    let workspace = Workspace::new(&server.url("/openapi.json"));
    workspace.run(&["spec", "refresh"]).exits(0);
    assert!(workspace.read("openapi.lock").contains("\"etag\": \"\\\"v1\\\"\""));
    let state = workspace.state();
    for command in ["check", "refresh"] {
        workspace.run(&["spec", command]).exits(0);
        assert!(server.seen().last().unwrap().to_lowercase().contains("if-none-match"));
    }
    assert!(workspace.state() == state);
    // The tag is that of another document once this one is edited.
    workspace.write("openapi.json", &document(11, "2"));
    workspace.run(&["spec", "check"]).exits(3);
    assert!(!server.seen().last().unwrap().to_lowercase().contains("if-none-match"));
}

/// Refuses the document, with this code, and changes nothing.
#[track_caller]
fn refused(text: &str, code: i32, says: &[&str]) {
    let workspace = Workspace::new("https://example.com/openapi.json");
    workspace.write("new.json", text);
    let before = workspace.state();
    let run = workspace.run(&["spec", "refresh", "--from", "new.json", "--offline"]).exits(code);
    for part in says {
        assert!(run.stderr.contains(part), "{part:?} is not in: {}", run.stderr);
    }
    assert!(workspace.state() == before);
}

#[test]
fn documents_that_cannot_be_true_are_refused() {
    refused(&document(7, "2"), 5, &["7 operations", "has 10", "--accept-shrink"]);
    refused(&document(0, "2"), 5, &["no operations"]);
    refused(
        &document(12, "2").replace("\"3.1.0\"", "\"3.0.3\""),
        5,
        &["OpenAPI 3.0.3", "3.1 with --from"],
    );
    refused(
        &document(12, "2").replace("#/components/schemas/Run", "other.json"),
        5,
        &["$ref", "other.json"],
    );
    refused("openapi: 3.1.0\ninfo: {title: t, version: '1'}\npaths: {}\n", 5, &["no operations"]);
    refused(&document(12, "2").replace("\"title\"", "\"version\""), 5, &["new.json:"]);
}

#[test]
fn a_document_that_the_code_does_not_compile_with_is_refused() {
    refused(
        &document(12, "2").replace("\"status\"", "\"state\""),
        5,
        &["does not compile", "src/lib.rs:", "waiting for a run needs the status"],
    );
}

#[test]
fn a_contract_that_is_broken_is_said_in_a_paragraph() {
    let workspace = Workspace::new("https://example.com/openapi.json");
    let contract = r#"{ "contract": [{ "operation": "GET /runs0", "by": "waiting for a run", "fields": ["status"] }] }"#;
    workspace.write("generate.json", contract);
    workspace.write("new.json", &document(12, "2").replace("\"status\"", "\"state\""));
    let before = workspace.state();
    for (command, code) in [("refresh", 5), ("check", 1)] {
        let run = workspace.run(&["spec", command, "--from", "new.json", "--offline"]).exits(code);
        assert_eq!(run.stderr.lines().count(), usize::from(code == 5), "{}", run.stderr);
        assert_eq!(run.stderr.contains("waiting for a run"), code == 5, "{}", run.stderr);
        let (above, changes) = run.stdout.split_once("published clients").unwrap();
        assert!(above.contains("What has to be adapted (1)"), "{above}");
        assert!(
            above.contains("- contract: waiting for a run relies on \"GET /runs0\""),
            "{above}"
        );
        assert!(above.contains("  document: new.json:"), "{above}");
        assert!(changes.contains("status"), "{changes}");
    }
    assert!(workspace.state() == before);
}

/// Ten operations with names, of which the new document lacks two and has another under another path.
fn renamed() -> (Workspace, String) {
    let workspace = Workspace::new("https://example.com/openapi.json");
    let names = r#"{ "contract": [], "names": { "GET /runs0": "first", "GET /runs8": "eighth", "GET /runs9": "ninth" } }"#;
    workspace.write("generate.json", names);
    std::fs::create_dir(workspace.path().join("tests")).unwrap();
    workspace.write("tests/use.rs", "// neo.first()\nlet a = neo.first().send();\n");
    let text = workspace.read("openapi.json").replacen(
        "\"get\": {",
        "\"get\": {\n        \"operationId\": \"the-first\",",
        1,
    );
    workspace.write("openapi.json", &text);
    workspace.run(&["spec", "lock"]).exits(0);
    let mut new: serde_json::Value = serde_json::from_str(&text).unwrap();
    let paths = new["paths"].as_object_mut().unwrap();
    let first = paths.remove("/runs0").unwrap();
    paths.insert("/started/runs".to_owned(), first);
    paths.remove("/runs8");
    paths.insert("/runs9/".to_owned(), paths["/runs9"].clone());
    paths.remove("/runs9");
    (workspace, new.to_string())
}

#[test]
fn names_go_with_the_document() {
    let (workspace, new) = renamed();
    workspace.write("new.json", &new);
    let from = ["--from", "new.json", "--offline"];
    let run = workspace.run(&[&["spec", "check"][..], &from].concat()).exits(1);
    for part in [
        "What has to be adapted (2)",
        "- name: `names` has \"GET /runs0\", which no operation is; by its operationId it is \"GET /started/runs\" now",
        "  code: tests/use.rs:2\n",
        "\"GET /runs8\", which no operation is; the refresh removes the entry",
    ] {
        assert!(run.stdout.contains(part), "{part:?} is not in: {}", run.stdout);
    }
    let before = (workspace.state(), workspace.read("generate.json"));
    let dry = [&["spec", "refresh", "--dry-run"][..], &from].concat();
    let run = workspace.run(&dry).exits(0);
    assert!(run.stderr.contains("would be brought along: 2 removed, 1 added"), "{}", run.stderr);
    assert!((workspace.state(), workspace.read("generate.json")) == before);
    let json = [&["spec", "refresh", "--format", "json"][..], &from].concat();
    let report = workspace.run(&json).exits(0).json();
    assert_eq!(report["names"]["moved"]["GET /runs0"], "GET /started/runs");
    assert_eq!(report["names"]["removed"]["GET /runs8"], "eighth");
    assert_eq!(report["adapt"][0]["code"][0], "tests/use.rs:2");
    let names = "{\n  \"contract\": [],\n  \"names\": {\n    \"GET /runs9\": \"ninth\",\n    \"GET /started/runs\": \"first\"\n  }\n}\n";
    assert_eq!(workspace.read("generate.json"), names);
    workspace.run(&["spec", "inspect"]).exits(0);
}

#[test]
fn a_client_that_cannot_be_made_is_in_the_report() {
    let workspace = Workspace::new("https://example.com/openapi.json");
    let mut new: serde_json::Value = serde_json::from_str(&document(12, "2")).unwrap();
    new["openapi"] = "3.2.0".into();
    new["paths"]["/runs0"]["additionalOperations"] =
        serde_json::json!({ "NO METHOD": { "responses": {} } });
    workspace.write("new.json", &new.to_string());
    let before = workspace.state();
    for (command, code) in [("refresh", 5), ("check", 1)] {
        let run = workspace.run(&["spec", command, "--from", "new.json", "--offline"]).exits(code);
        for part in ["- client: ", "\"NO METHOD\" is not an HTTP method", "new  new.json  Runs  2"]
        {
            assert!(run.stdout.contains(part), "{part:?} is not in: {}", run.stdout);
        }
        assert!(run.stdout.contains("\n  document: new.json:1:"), "{}", run.stdout);
        // The paragraph of a refusal names the file once.
        let times = usize::from(command == "refresh");
        assert_eq!(run.stderr.matches("new.json").count(), times, "{}", run.stderr);
    }
    assert!(workspace.state() == before);
    // What is no document cannot be compared: there is nothing to report.
    workspace.write("new.json", "{");
    let run = workspace.run(&["spec", "check", "--from", "new.json", "--offline"]).exits(5);
    assert_eq!(run.stdout, "");
}

/// The client that was compared is the one that is compiled: the package's build script does not make it again.
#[test]
fn the_client_that_is_compiled_is_not_generated_again() {
    let workspace = Workspace::new("https://example.com/openapi.json");
    workspace.write("build.rs", "fn main() { panic!(\"the client is generated again\") }\n");
    workspace.write("new.json", &document(12, "2"));
    let from = ["spec", "refresh", "--from", "new.json", "--offline", "--dry-run"];
    workspace.run(&from).exits(0);
    assert!(workspace.read("target/spec-refresh/package/api.rs").contains("get_runs11"));
}

#[test]
fn every_format_has_what_has_to_be_adapted() {
    let (workspace, new) = renamed();
    workspace.write("new.json", &new);
    for (format, has) in [
        ("terminal", "to be adapted (2)"),
        ("markdown", "to be adapted (2)"),
        ("json", "\"adapt\": [\n    {"),
        ("github", "::warning file=tests/use.rs,line=2,title=To be adapted (name)::"),
        ("junit", "name=\"to be adapted\" tests=\"2\""),
        ("html", "to be adapted (2)"),
    ] {
        let check = ["spec", "check", "--from", "new.json", "--offline", "--format", format];
        let run = workspace.run(&check).exits(1);
        assert!(run.stdout.contains(has), "{format}: {}", run.stdout);
    }
}

#[test]
fn what_shrinks_is_taken_when_somebody_says_so() {
    let workspace = Workspace::new("https://example.com/openapi.json");
    workspace.write("new.json", &document(8, "2"));
    workspace.run(&["spec", "refresh", "--from", "new.json", "--offline"]).exits(0);
    workspace.write("new.json", &document(5, "3"));
    let from = ["spec", "refresh", "--from", "new.json", "--offline", "--accept-shrink"];
    let run = workspace.run(&from).exits(0);
    assert!(run.stdout.contains("The next release is 0.4.0"), "{}", run.stdout);
    assert!(run.stdout.contains("### Removed\n\n- **Breaking:** "), "{}", run.stdout);
    assert!(workspace.read("openapi.lock").contains("read from a file"));
}

#[test]
fn without_a_network_a_document_has_to_be_given() {
    let server = Server::document(&document(12, "2"));
    let url = server.url("/openapi.json");
    let workspace = Workspace::new(&url);
    for command in ["refresh", "check"] {
        let run = workspace.run(&["spec", command, "--offline"]).exits(2);
        assert!(run.stderr.contains("--from"), "{}", run.stderr);
        workspace.run(&["spec", command, "--offline", "--from", &url]).exits(2);
    }
    assert_eq!(server.seen(), [""; 0]);
}

#[test]
fn the_report_is_written_before_anything_is_replaced() {
    let workspace = Workspace::new("https://example.com/openapi.json");
    workspace.write("new.json", &document(12, "2"));
    let before = workspace.state();
    let refresh =
        ["spec", "refresh", "--from", "new.json", "--offline", "--format", "markdown", "--output"];
    workspace.run(&[&refresh[..], &["new.json/report.md"]].concat()).exits(2);
    assert!(workspace.state() == before);
    workspace.run(&[&refresh[..], &["report.md"]].concat()).exits(0);
    let report = workspace.read("report.md");
    assert!(
        report.starts_with("### API changes") && report.contains("### What to do next"),
        "{report}"
    );
    assert!(report.contains("```markdown\n### Added\n"), "{report}");
}

#[test]
fn drift_that_is_accepted_is_no_drift_and_an_entry_too_many_is_complained_about() {
    let server = Server::document(&document(11, "1"));
    let workspace = Workspace::new(&server.url("/openapi.json"));
    workspace.run(&["spec", "check"]).exits(3);
    workspace.run(&["spec", "check", "--fail-on", "safe"]).exits(1);
    let report = workspace.run(&["spec", "check", "--format", "json"]).exits(3).json();
    let change = &report["changes"][0];
    let entry = serde_json::json!({ "rule": change["rule"], "pointer": change["new"]["pointer"], "reason": "beta" });
    workspace.write("openapi.accepted.json", &serde_json::json!([entry]).to_string());
    let run = workspace.run(&["spec", "check", "--fail-on", "docs"]).exits(0);
    assert_eq!((run.stdout.as_str(), run.stderr.as_str()), ("", ""));
    let run = workspace.run(&["spec", "refresh"]).exits(0);
    assert!(run.stdout.contains("openapi.accepted.json"), "{}", run.stdout);
    let run = workspace.run(&["spec", "check"]).exits(2);
    assert!(
        run.stderr.contains("openapi.accepted.json") && run.stderr.contains("remove"),
        "{}",
        run.stderr
    );
    workspace.write("openapi.accepted.json", "[{}]");
    workspace.run(&["spec", "check"]).exits(2);
}
