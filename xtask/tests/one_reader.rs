//! All commands read a document in the same way: what one takes, all take, and what one refuses, all refuse in the same words.

#![allow(clippy::unwrap_used, reason = "a panic is how a test fails")]

mod support;

use neoagent_sandbox::Sandbox;
use support::workspace::{Workspace, document};

/// A document of ten operations, of `openapi: "3.1"`, in its canonical form.
fn plain() -> String {
    document(10, "1").replace("\"3.1.0\"", "\"3.1\"")
}

/// The same in YAML, with this in front and this as the version.
fn yaml(front: &str, version: &str, runs: impl Fn(usize) -> String) -> String {
    let paths: String = (0..10).map(|index| format!("  /runs{index}:\n{}", runs(index))).collect();
    format!(
        "{front}openapi: {version}\ninfo: {{title: Runs, version: '1'}}\npaths:\n{paths}components:\n  schemas:\n    Run:\n      type: object\n      properties:\n        status:\n          type: string\n"
    )
}

const GET: &str = "get: {responses: {'200': {description: '', content: {application/json: {schema: {$ref: '#/components/schemas/Run'}}}}}}";

fn inline(_: usize) -> String {
    format!("    {GET}\n")
}

/// Later paths are what the first one is, by an alias.
fn alias(index: usize) -> String {
    match index {
        0 => format!("    &first\n    {GET}\n"),
        _ => "    *first\n".to_owned(),
    }
}

/// Later paths are merged from the first one.
fn merged(index: usize) -> String {
    match index {
        0 => format!("    &first\n    {GET}\n"),
        _ => "    <<: *first\n".to_owned(),
    }
}

/// The command lines that read `name`.
fn commands(name: &str) -> [Vec<&str>; 5] {
    [
        vec!["generate", name, "--out", "client", "--report", "-"],
        vec!["spec", "inspect", name],
        vec!["spec", "diff", "openapi.json", name],
        vec!["spec", "check", "--from", name, "--offline"],
        vec!["spec", "refresh", "--from", name, "--offline", "--dry-run"],
    ]
}

/// What the sandbox says of a document: nothing where it serves it.
fn served(name: &str, text: &str) -> Option<String> {
    let refused = Sandbox::builder().document_named(name, text).in_memory().err()?;
    let cause = std::error::Error::source(&refused);
    Some(cause.map_or_else(|| refused.to_string(), ToString::to_string))
}

#[test]
fn what_one_command_reads_all_read_and_it_is_the_same_document() {
    let deep =
        format!("\"openapi\": \"3.1\",\n  \"x-deep\": {}1{}", "[".repeat(126), "]".repeat(126));
    for (name, text) in [
        ("plain.json", plain()),
        ("bom.json", format!("\u{feff}{}", plain())),
        ("crlf.json", plain().replace('\n', "\r\n")),
        ("dense.json", serde_json::from_str::<serde_json::Value>(&plain()).unwrap().to_string()),
        ("block.yaml", yaml("", "'3.1'", inline)),
        ("no-extension", yaml("", "'3.1'", inline)),
        ("unquoted.yaml", yaml("", "3.1", inline)),
        ("crlf.yaml", yaml("", "'3.1'", inline).replace('\n', "\r\n")),
        (
            "bom.yaml",
            format!("\u{feff}{}", yaml("%YAML 1.2\n---\n# A comment.\n", "'3.1'", inline)),
        ),
        ("alias.yaml", yaml("", "'3.1'", alias)),
        ("merge.yaml", yaml("", "'3.1'", merged)),
        ("flow.yaml", plain()),
    ] {
        let workspace = Workspace::new("https://example.com/openapi.json");
        workspace.write("openapi.json", &plain());
        workspace.run(&["spec", "lock"]).exits(0);
        workspace.write(name, &text);
        let expected = commands("openapi.json").map(|args| workspace.run(&args).exits(0));
        for (args, expected) in commands(name).iter().zip(expected) {
            let run = workspace.run(args).exits(0);
            assert_eq!(run.stdout.replace(name, "openapi.json"), expected.stdout, "{args:?}");
        }
        assert_eq!(served(name, &text), None);
    }
    // As deep as may be: the root and 126 lists.
    let workspace = Workspace::new("https://example.com/openapi.json");
    let text = plain().replace("\"openapi\": \"3.1\"", &deep);
    workspace.write("deep.json", &text);
    for args in commands("deep.json") {
        let run = workspace.run(&args);
        assert!([Some(0), Some(3)].contains(&run.code), "{args:?}: {}{}", run.stdout, run.stderr);
    }
    assert_eq!(served("deep.json", &text), None);
}

#[test]
fn all_commands_read_openapi_3_2() {
    let workspace = Workspace::new("https://example.com/openapi.json");
    workspace.write("openapi.json", &plain());
    workspace.run(&["spec", "lock"]).exits(0);
    // The same content: the version is all that changed.
    let text = plain().replace("\"openapi\": \"3.1\"", "\"openapi\": \"3.2.0\"");
    workspace.write("next.json", &text);
    for args in commands("next.json") {
        let run = workspace.run(&args);
        assert!([Some(0), Some(3)].contains(&run.code), "{args:?}: {}{}", run.stdout, run.stderr);
    }
    let run = workspace.run(&["spec", "diff", "openapi.json", "next.json", "-v"]).exits(3);
    assert_eq!(run.stdout.matches("openapi-version-changed  rust").count(), 1, "{}", run.stdout);
    assert!(run.stdout.contains("1 docs\n"), "{}", run.stdout);
    assert_eq!(served("next.json", &text), None);
    // What it adds is compared.
    let with_copy = |kind: &str| {
        let operation = format!(
            r#""additionalOperations": {{"COPY": {{"responses": {{"204": {{"description": "done"}}}}, "parameters": [{{"in": "querystring", "name": "q", "content": {{"application/json": {{"schema": {{"type": "{kind}"}}}}}}}}]}}}}, "get": {{"#
        );
        text.replacen("\"get\": {", &operation, 1)
    };
    workspace.write("next.json", &with_copy("integer"));
    workspace.write("later.json", &with_copy("string"));
    let run = workspace.run(&["spec", "diff", "next.json", "later.json"]).exits(1);
    assert!(run.stdout.contains("request-type-changed"), "{}", run.stdout);
    assert!(run.stdout.contains("COPY /runs"), "{}", run.stdout);
}

#[test]
fn what_one_command_refuses_all_refuse_in_the_same_words() {
    let deep = |open: &str, close: &str| {
        format!("{{\"openapi\": \"3.1\", \"x\": {}1{}}}", open.repeat(10_000), close.repeat(10_000))
    };
    let paths = r#""paths": {"/a": {"get": {}}}"#;
    for (name, text, expected) in [
        ("empty.json", String::new(), "empty.json: the document is empty"),
        (
            "list.json",
            "[1]".to_owned(),
            "list.json: the document is not an object, so it is not OpenAPI; is this the right file?",
        ),
        (
            "other.json",
            "{\"a\": 1}".to_owned(),
            "other.json: the document has no `openapi` member, so it is not OpenAPI; is this the right file?",
        ),
        (
            "swagger.yaml",
            "swagger: '2.0'\n".to_owned(),
            "swagger.yaml:1:10: this is a Swagger 2.0 document (at /swagger); convert it to OpenAPI 3 first; OpenAPI 3.0, 3.1 and 3.2 are supported",
        ),
        (
            "future.json",
            format!("{{\"openapi\": \"4.0.0\", {paths}}}"),
            "future.json:1:13: the version \"4.0.0\" is not known (at /openapi); OpenAPI 3.0, 3.1 and 3.2 are supported",
        ),
        (
            "ten.yaml",
            "openapi: 3.10\n".to_owned(),
            "ten.yaml:1:10: the version \"3.10\" is not known (at /openapi); OpenAPI 3.0, 3.1 and 3.2 are supported",
        ),
        (
            "bool.json",
            "{\"openapi\": true}".to_owned(),
            "bool.json:1:13: `openapi` is not a string (at /openapi); OpenAPI 3.0, 3.1 and 3.2 are supported",
        ),
        (
            "twice.json",
            format!("{{\"openapi\": \"3.1\",\n {paths},\n {paths}}}"),
            "twice.json:3:2: duplicate key \"paths\", first in line 2",
        ),
        (
            "twice.yaml",
            "openapi: 3.1.0\na: 1\na: 2\n".to_owned(),
            "twice.yaml:3:1: duplicate key \"a\", first in line 2",
        ),
        (
            "paths.yaml",
            "openapi: 3.1.0\npaths:\n- 1\n".to_owned(),
            "paths.yaml:3:3: `paths` is not an object (at /paths)",
        ),
        (
            "section.json",
            "{\"openapi\": \"3.2.0\", \"components\": {\"schemas\": 1}}".to_owned(),
            "section.json:1:48: `schemas` is not an object (at /components/schemas)",
        ),
        ("cut.json", plain()[..100].to_owned(), "the document ends too early: "),
        (
            "comma.json",
            "{\"openapi\": \"3.1\",}".to_owned(),
            "comma.json:1:19: the document is not valid JSON: a key in double quotes is expected here",
        ),
        (
            "tab.yaml",
            "openapi: 3.1.0\ninfo:\n\ttitle: a\n".to_owned(),
            "(the line begins with a tab; YAML indents with spaces)",
        ),
        (
            "two.yaml",
            "openapi: 3.1.0\n---\nopenapi: 3.1.0\n".to_owned(),
            "two.yaml:2:1: the text has more than one YAML document",
        ),
        ("alias.yaml", "openapi: 3.1.0\nx: *y\n".to_owned(), "alias.yaml:2:"),
        (
            "merge.yaml",
            "openapi: 3.1.0\n<<: 5\n".to_owned(),
            "merge.yaml:2:5: a YAML merge key takes a mapping or a list of mappings",
        ),
        (
            "deep.json",
            deep("[", "]"),
            "deep.json:1:151: the document is nested deeper than 127 levels",
        ),
        ("deep-object.json", deep("{\"a\":", "}"), "the document is nested deeper than 127 levels"),
        (
            "deep-alias.yaml",
            deep_aliases(),
            "deep-alias.yaml:3:109: the document is nested deeper than 127 levels",
        ),
        (
            "laughs.yaml",
            laughs(),
            "the document has more than 8000000 values, with YAML aliases expanded",
        ),
    ] {
        let workspace = Workspace::new("https://example.com/openapi.json");
        workspace.write(name, &text);
        let sandbox = served(name, &text).unwrap_or_else(|| panic!("{name} was served"));
        assert!(sandbox.contains(expected), "{sandbox}\n  lacks\n{expected}");
        for args in commands(name) {
            let run = workspace.run(&args).exits(5);
            assert_eq!(run.stderr.trim(), format!("error: {sandbox}"), "{args:?}");
        }
    }
}

/// Each line is within the limit, and all together are not.
fn deep_aliases() -> String {
    let mut text = format!("openapi: 3.1.0\nx0: &x0 {}1{}\n", "[".repeat(100), "]".repeat(100));
    for level in 1..300 {
        let alias = format!("*x{} ", level - 1);
        text += &format!("x{level}: &x{level} {}{alias}{}\n", "[".repeat(100), "]".repeat(100));
    }
    text
}

/// A few hundred bytes of YAML that stand for a billion values.
fn laughs() -> String {
    let mut text = "openapi: 3.1.0\nx0: &x0 [a, a, a, a, a, a, a, a, a, a]\n".to_owned();
    for level in 1..10 {
        let aliases = vec![format!("*x{}", level - 1); 10].join(", ");
        text += &format!("x{level}: &x{level} [{aliases}]\n");
    }
    text
}

#[test]
fn what_is_too_large_or_no_text_is_refused_by_all_that_read_files() {
    let workspace = Workspace::new("https://example.com/openapi.json");
    let huge = std::fs::File::create(workspace.path().join("huge.json")).unwrap();
    huge.set_len((64 << 20) + 1).unwrap();
    std::fs::write(workspace.path().join("latin.json"), b"{\"openapi\":\n \"\xe9\"}").unwrap();
    for (name, expected) in [
        (
            "huge.json",
            "error: huge.json: the document is larger than 64 MiB, the limit; is this the right file?",
        ),
        (
            "latin.json",
            "error: latin.json:2:3: the document is not UTF-8; is it text at all, or in another encoding that has to be converted first?",
        ),
    ] {
        for args in commands(name) {
            let run = workspace.run(&args).exits(5);
            assert_eq!(run.stderr.trim(), expected, "{args:?}");
        }
    }
}
