//! `cargo xtask generate`: the crate, its report, and that nothing else is touched.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a panic is how a test fails")]

mod support;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::{Value, json};
use support::{CLOCK, command, finish, listing, xtask};
use tempfile::TempDir;

fn folder_with_clock() -> TempDir {
    let folder = TempDir::new().unwrap();
    fs::write(folder.path().join("clock.json"), CLOCK).unwrap();
    folder
}

#[test]
fn some_operations_alone() {
    let folder = folder_with_clock();
    let generate = ["generate", "clock.json", "--out", "client", "--operation-id", "zones"];
    let said = xtask(folder.path(), generate).exits(0).stdout;
    assert!(said.contains("1 operations (1 exact"), "{said}");
    let path = ["spec", "inspect", "clock.json", "--path", "/zones/*", "--format", "json"];
    let shown = xtask(folder.path(), path).exits(0).json();
    assert_eq!(shown["operations"][0]["method"], "PATCH");
    assert_eq!(shown["document"]["operations"], 1);
    let method = ["spec", "inspect", "clock.json", "--operation", "GET /zones"];
    assert!(xtask(folder.path(), method).exits(0).stdout.contains("1 operations: 1 exact"));
    let none = xtask(folder.path(), ["generate", "clock.json", "--out", "other", "--tag", "zones"]);
    let none = none.exits(2).stderr;
    assert!(none.contains("`only.tags` has \"zones\", which no operation is or has"), "{none}");
    assert!(!folder.path().join("other").exists());
}

#[test]
fn a_document_becomes_a_crate_of_its_own() {
    let folder = folder_with_clock();
    let run = xtask(folder.path(), ["generate", "clock.json", "--out", "client"]).exits(0);
    assert_eq!(
        run.stdout,
        "world-clock in client: 2 operations (2 exact, 0 degraded, 0 skipped), 1 schemas, 1 untyped values\n"
    );
    let client = folder.path().join("client");
    assert_eq!(listing(&client), ["Cargo.toml", "README.md", "oas-runtime", "src"]);
    assert_eq!(listing(&client.join("src")), ["api.rs", "lib.rs"]);
    assert_eq!(listing(folder.path()), ["client", "clock.json"]);

    let manifest = fs::read_to_string(client.join("Cargo.toml")).unwrap();
    assert!(manifest.contains("name = \"world-clock\"\n"), "{manifest}");
    assert!(manifest.contains("\n[workspace]\n"), "{manifest}");
    let source = fs::read_to_string(client.join("src/api.rs")).unwrap();
    assert!(source.contains("pub fn get_zones(&self)"));
    assert!(source.contains("pub fn patch_zones_by_name(&self)"));
}

#[test]
fn the_report_has_the_published_shape() {
    let folder = folder_with_clock();
    let args = ["generate", "clock.json", "--out", "client", "--report", "report.json"];
    xtask(folder.path(), args).exits(0);
    let report: Value =
        serde_json::from_str(&fs::read_to_string(folder.path().join("report.json")).unwrap())
            .unwrap();
    assert_eq!(
        report["document"],
        json!({ "openapi": "3.1.0", "title": "World Clock", "operations": 2, "schemas": 1 })
    );
    assert_eq!(
        report["operations"],
        json!([
            { "method": "GET", "path": "/zones", "operation_id": "zones", "rust": "get_zones", "status": "exact", "reasons": [] },
            { "method": "PATCH", "path": "/zones/{name}", "operation_id": null, "rust": "patch_zones_by_name", "status": "exact", "reasons": [] },
        ])
    );
    assert_eq!(report["types"], json!({ "#/components/schemas/Zone": "types::Zone" }));
    assert_eq!(report["untyped"][0]["pointer"], "/components/schemas/Zone/properties/notes");
    assert!(report["untyped"][0]["reason"].is_string());
    assert_eq!(report["rules"]["enum-opened"], 1);
}

#[test]
fn a_report_to_standard_output_is_alone_there() {
    let folder = folder_with_clock();
    let run = xtask(folder.path(), ["generate", "clock.json", "--out", "client", "--report", "-"])
        .exits(0);
    assert_eq!(run.json()["document"]["title"], "World Clock");
    assert!(run.stderr.starts_with("world-clock in client: "));
}

#[test]
fn yaml_from_standard_input_is_taken() {
    let folder = TempDir::new().unwrap();
    let yaml = "openapi: 3.0.3\ninfo: {title: Y, version: '1'}\npaths:\n  /a:\n    get: {responses: {'200': {description: ok}}}\n";
    fs::write(folder.path().join("input"), yaml).unwrap();
    let stdin = fs::File::open(folder.path().join("input")).unwrap();
    let run = finish(
        command(folder.path())
            .args(["generate", "-", "--out", "y", "--name", "why"])
            .stdin(stdin)
            .output(),
    )
    .exits(0);
    assert!(run.stdout.starts_with("why in y: 1 operations (1 exact"), "{}", run.stdout);
}

#[test]
fn the_same_input_gives_the_same_bytes() {
    let folder = folder_with_clock();
    for out in ["one", "two"] {
        xtask(folder.path(), ["generate", "clock.json", "--out", out]).exits(0);
    }
    for file in ["Cargo.toml", "README.md", "src/lib.rs", "src/api.rs"] {
        let read = |out: &str| fs::read(folder.path().join(out).join(file)).unwrap();
        assert!(read("one") == read("two"), "{file}");
    }
}

#[test]
fn generating_again_replaces_what_was_generated_and_nothing_else() {
    let folder = folder_with_clock();
    let client = folder.path().join("client");
    xtask(folder.path(), ["generate", "clock.json", "--out", "client"]).exits(0);
    fs::write(client.join("src/api.rs"), "old").unwrap();
    fs::write(client.join("notes.txt"), "mine").unwrap();
    xtask(folder.path(), ["generate", "clock.json", "--out", "client", "--name", "second"])
        .exits(0);
    assert_eq!(fs::read_to_string(client.join("notes.txt")).unwrap(), "mine");
    assert!(fs::read_to_string(client.join("src/api.rs")).unwrap().contains("pub struct Client"));
    assert!(fs::read_to_string(client.join("Cargo.toml")).unwrap().contains("name = \"second\""));
    assert_eq!(listing(folder.path()), ["client", "clock.json"]);
}

#[test]
fn a_folder_of_somebody_else_is_left_alone() {
    let folder = folder_with_clock();
    let mine = folder.path().join("mine");
    fs::create_dir(&mine).unwrap();
    fs::write(mine.join("Cargo.toml"), "[package]\nname = \"mine\"\n").unwrap();
    for out in ["mine", ".", "clock.json"] {
        let run = xtask(folder.path(), ["generate", "clock.json", "--out", out]).exits(2);
        assert_eq!(run.stderr.lines().count(), 1, "{}", run.stderr);
    }
    assert_eq!(listing(&mine), ["Cargo.toml"]);
    assert_eq!(listing(folder.path()), ["clock.json", "mine"]);
}

#[test]
fn an_empty_folder_is_filled() {
    let folder = folder_with_clock();
    fs::create_dir(folder.path().join("empty")).unwrap();
    xtask(folder.path(), ["generate", "clock.json", "--out", "empty"]).exits(0);
    assert_eq!(
        listing(&folder.path().join("empty")),
        ["Cargo.toml", "README.md", "oas-runtime", "src"]
    );
}

#[test]
fn wrong_arguments_are_usage() {
    let folder = folder_with_clock();
    fs::write(folder.path().join("settings.json"), r#"{ "nmaes": {} }"#).unwrap();
    fs::write(folder.path().join("names.json"), r#"{ "names": { "GET /nowhere": "x" } }"#).unwrap();
    for (args, says) in [
        (&["clock.json"][..], "--out"),
        (&["nowhere.json", "--out", "c"], "nowhere.json"),
        (&[".", "--out", "c"], "directory"),
        (&["clock.json", "--out", "c", "--name", "fn"], "no name for a crate"),
        (&["clock.json", "--out", "c", "--settings", "settings.json"], "nmaes"),
        (&["clock.json", "--out", "c", "--settings", "names.json"], "GET /nowhere"),
        (&["clock.json", "--out", "c", "--settings", "none.json"], "none.json"),
        (&["clock.json", "--out", "c", "--report", "no/such/folder/r.json"], "r.json"),
    ] {
        let run =
            finish(command(folder.path()).arg("generate").args(args).stdin(Stdio::null()).output())
                .exits(2);
        assert!(run.stderr.contains(says), "{args:?}: {}", run.stderr);
        assert!(!folder.path().join("c").exists(), "{args:?}");
    }
}

/// What a title says ends up in a manifest, in Markdown and in a doc comment.
#[test]
fn a_title_is_only_text() {
    let folder = TempDir::new().unwrap();
    let title =
        "x\"\n[dependencies]\nevil = \"1\"\n```\npanic!()\n```\n# [a](b) <script> */ \u{202e}";
    let document =
        json!({ "openapi": "3.1.0", "info": { "title": title, "version": "1" }, "paths": {} });
    fs::write(folder.path().join("doc.json"), document.to_string()).unwrap();
    xtask(folder.path(), ["generate", "doc.json", "--out", "client"]).exits(0);
    let read = |file: &str| fs::read_to_string(folder.path().join("client").join(file)).unwrap();
    let manifest = read("Cargo.toml");
    assert_eq!(manifest.matches("[dependencies]\n").count(), 1, "{manifest}");
    assert!(!manifest.contains("\nevil"), "{manifest}");
    let readme = read("README.md");
    // The rest is not the title's, and has code.
    let titled: Vec<&str> = readme.lines().take(3).collect();
    assert!(titled[0].starts_with("# x-") && titled[2].starts_with("Client for x "), "{readme}");
    for harmful in ["```", "<", "[", "*/", "\u{202e}"] {
        assert!(titled.iter().all(|line| !line.contains(harmful)), "{readme}");
    }
    // Twice in the title's lines, and in the name of the crate.
    assert_eq!(readme.matches("evil").count(), 3, "{readme}");
}

/// What a program does with the client of a document that has decimals: the digits of a double are not enough.
const DECIMALS: &str = r#"
use decimals::types::Price;
use decimals::support::Number;

const PRICE: &str = "{\"amount\":12345678901234567890.1234567890,\"count\":18446744073709551615,\"grains\":340282366920938463463374607431768211456,\"rates\":[1.10,-0.0,1e+2],\"beside\":0.10}";

#[test]
fn digits_are_kept() {
    let price: Price = serde_json::from_str(PRICE).unwrap();
    assert_eq!(price.amount.as_ref().unwrap().to_string(), "12345678901234567890.1234567890");
    assert_eq!(serde_json::to_string(&price).unwrap(), PRICE);
    let total: Number = "0.1000000000000000000000001".parse().unwrap();
    let made = serde_json::to_string(&decimals::types::PostPriceByAmountBody::new().total(total)).unwrap();
    assert_eq!(made, "{\"total\":0.1000000000000000000000001}");
}

#[test]
fn they_are_sent_as_they_are() {
    use std::io::{Read, Write};
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let server = std::thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        let (mut text, mut buffer) = (String::new(), [0; 4096]);
        while !text.ends_with("total=0.30") {
            let read = stream.read(&mut buffer).unwrap();
            assert_ne!(read, 0, "{text}");
            text.push_str(&String::from_utf8_lossy(&buffer[..read]));
        }
        stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 20\r\nConnection: close\r\n\r\n{\"amount\":100000.10}").unwrap();
        text
    });
    let number = |text: &str| text.parse::<Number>().unwrap();
    let client = decimals::Client::new(&url).unwrap();
    let body = decimals::types::PostPriceByAmountBody::new().total(number("0.30"));
    let call = client.post_price_by_amount().amount(number("1.20")).least(number("1.50")).x_most(number("2.500")).body(body);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let price = runtime.block_on(call.send()).unwrap().into_inner();
    assert_eq!(price.amount.unwrap().to_string(), "100000.10");
    let text = server.join().unwrap();
    assert!(text.starts_with("POST /price/1.20?least=1.50 HTTP/1.1\r\n"), "{text}");
    assert!(text.contains("x-most: 2.500\r\n"), "{text}");
}
"#;

#[test]
fn decimals_keep_their_digits() {
    let decimal = json!({ "type": "number", "format": "decimal" });
    let parameter = |name: &str, at: &str| json!({ "name": name, "in": at, "required": at == "path", "schema": decimal });
    let document = json!({
        "openapi": "3.1.0",
        "info": { "title": "Decimals", "version": "1" },
        "paths": { "/price/{amount}": { "post": {
            "parameters": [parameter("amount", "path"), parameter("least", "query"), parameter("X-Most", "header")],
            "requestBody": { "required": true, "content": { "application/x-www-form-urlencoded": {
                "schema": { "type": "object", "properties": { "total": decimal } },
            } } },
            "responses": { "200": { "description": "The price.", "content": { "application/json": {
                "schema": { "$ref": "#/components/schemas/Price" },
            } } } },
        } } },
        "components": { "schemas": { "Price": { "type": "object", "properties": {
            "amount": decimal,
            "count": { "type": "integer", "format": "uint64" },
            "grains": { "type": "integer", "minimum": 0, "maximum": 1e40 },
            "rates": { "type": "array", "items": { "type": "number" } },
        } } } },
    });
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("decimals.json");
    fs::write(&path, document.to_string()).unwrap();
    let client = generated("decimals", &path, &[]);
    let manifest = fs::read_to_string(client.join("Cargo.toml")).unwrap();
    assert!(manifest.contains("arbitrary_precision"), "{manifest}");
    fs::create_dir(client.join("tests")).unwrap();
    fs::write(client.join("tests/decimals.rs"), DECIMALS).unwrap();
    let with_tokio = "\n[dev-dependencies]\ntokio = { version = \"1\", features = [\"net\", \"rt\", \"time\"] }\n";
    fs::write(client.join("Cargo.toml"), manifest + with_tokio).unwrap();
    cargo_in(&client, &["test"]);
}

/// Generates a crate at a place that stays, so that cargo knows it again, inside of this workspace, which it must not
/// notice, with the workspace's versions.
fn generated(name: &str, document: &Path, options: &[&str]) -> PathBuf {
    let client = Path::new(env!("CARGO_TARGET_TMPDIR")).join("generated").join(name);
    let _ = fs::remove_dir_all(&client);
    let mut generate = command(&support::root());
    generate.arg("generate").arg(document).arg("--out").arg(&client).args(options);
    finish(generate.stdin(Stdio::null()).output()).exits(0);

    fs::copy(support::root().join("Cargo.lock"), client.join("Cargo.lock")).unwrap();
    client
}

/// Runs cargo with the workspace's target folder, so that dependencies are not built once more.
fn cargo_in(client: &Path, command: &[&str]) -> support::Run {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).parent().unwrap();
    let mut run = Command::new(cargo);
    run.args(command)
        .args(["--no-default-features", "--target-dir"])
        .arg(target)
        .current_dir(client);
    finish(run.stdin(Stdio::null()).output()).exits(0)
}

fn compiles_without_a_warning(name: &str, document: &Path, options: &[&str]) {
    let run = cargo_in(&generated(name, document, options), &["check"]);
    without_warnings(&run);
}

fn without_warnings(run: &support::Run) {
    let warnings = run.stderr.lines().filter(|line| line.starts_with("warning"));
    assert_eq!(warnings.count(), 0, "{}", run.stderr);
}

#[test]
fn a_crate_compiles() {
    let folder = folder_with_clock();
    compiles_without_a_warning("clock", &folder.path().join("clock.json"), &[]);
}

#[test]
fn a_crate_has_what_its_formats_need() {
    let folder = TempDir::new().unwrap();
    let document = folder.path().join("formats.json");
    let text = |format: &str| json!({ "type": "string", "format": format });
    let document_text = json!({
        "openapi": "3.1.0",
        "info": { "title": "Formats", "version": "1" },
        "paths": { "/a": { "get": { "responses": { "200": { "description": "", "content": { "application/json": {
            "schema": { "type": "object", "properties": { "id": text("uuid"), "on": text("date"), "bytes": text("byte") } },
        } } } } } } },
    });
    fs::write(&document, document_text.to_string()).unwrap();
    let settings = folder.path().join("settings.json");
    let formats = r#"{"formats": {"uuid": "uuid::Uuid", "date": "jiff::civil::Date", "byte": "base64", "time": "time::Time"}}"#;
    fs::write(&settings, formats).unwrap();
    compiles_without_a_warning("formats", &document, &["--settings", settings.to_str().unwrap()]);
    let client = Path::new(env!("CARGO_TARGET_TMPDIR")).join("generated/formats");
    let manifest = fs::read_to_string(client.join("Cargo.toml")).unwrap();
    assert!(
        manifest.contains("\nuuid = { version = \"1\"") && manifest.contains("\njiff = "),
        "{manifest}"
    );
    assert!(!manifest.contains("\ntime ="), "no text has that format");
    let readme = fs::read_to_string(client.join("README.md")).unwrap();
    assert!(readme.contains("types of `jiff` and `uuid`"), "{readme}");
}

#[test]
fn a_crate_of_nothing_compiles() {
    let folder = TempDir::new().unwrap();
    let document = folder.path().join("nothing.json");
    fs::write(
        &document,
        r#"{ "openapi": "3.1.0", "info": { "title": "", "version": "1" }, "paths": {} }"#,
    )
    .unwrap();
    compiles_without_a_warning("nothing", &document, &[]);
}

#[test]
fn a_crate_with_every_setting_compiles() {
    let document = support::root().join("openapi.json");
    compiles_without_a_warning("neo", &document, &["--name", "neo", "--settings", "generate.json"]);
    let root = Path::new(env!("CARGO_TARGET_TMPDIR")).join("generated/neo/src/lib.rs");
    let root = fs::read_to_string(root).unwrap();
    assert!(root.contains("contract, "), "{root}");
}

/// The schemas cost nothing where nobody asks for them.
#[test]
fn a_crate_has_a_feature_for_json_schemas() {
    let document = support::root().join("fixtures/documents/directions.yaml");
    let client = generated(
        "schemas-of-types",
        &document,
        &["--settings", "fixtures/settings/directions.json"],
    );
    without_warnings(&cargo_in(&client, &["check"]));
    without_warnings(&cargo_in(&client, &["check", "--features", "schemars"]));
}

/// What the README shows is compiled by cargo's own test of documentation.
#[test]
fn the_readme_of_a_crate_compiles() {
    let settings = ["--settings", "fixtures/settings/depot.json"];
    for (name, settings, said, examples) in [
        ("errors", &[][..], "## A call", "2 passed"),
        ("service", &[], "`header_key`", "2 passed"),
        ("wire", &[], "stream.next().await", "3 passed"),
        ("depot", &settings, "while let Some(item) = items.next().await {", "4 passed"),
        ("headers", &[], "`typed_headers()`", "2 passed"),
    ] {
        let document = support::root().join(format!("fixtures/documents/{name}.yaml"));
        let client = generated(&format!("{name}-readme"), &document, settings);
        let readme = fs::read_to_string(client.join("README.md")).unwrap();
        assert!(readme.contains("```rust,no_run\nuse ") && readme.contains(said), "{readme}");
        let run = cargo_in(&client, &["test"]);
        assert!(run.stdout.contains(examples), "{}", run.stdout);
    }
}

#[test]
fn crates_of_public_documents_compile() {
    for name in ["eshop.json", "marimo.yaml"] {
        if let Some(document) = oas_corpus::find(&format!("specs/{name}")) {
            compiles_without_a_warning(name, &document, &["--rustfmt"]);
        }
    }
}

/// Without XML nobody compiles a parser for it.
#[test]
fn a_crate_has_the_feature_for_xml_where_the_document_has_any() {
    let folder = TempDir::new().unwrap();
    for (media_type, feature) in [("application/xml", true), ("application/json", false)] {
        let (name, out) = (folder.path().join("api.json"), folder.path().join(media_type));
        let document = format!(
            r#"{{"openapi":"3.1.0","info":{{"title":"T","version":"1"}},"paths":{{"/a":{{"get":{{"responses":{{"200":{{"description":"","content":{{"{media_type}":{{"schema":{{"type":"object"}}}}}}}}}}}}}}}}}}"#
        );
        fs::create_dir_all(out.parent().unwrap()).unwrap();
        fs::write(&name, document).unwrap();
        xtask(
            &support::root(),
            ["generate", name.to_str().unwrap(), "--out", out.to_str().unwrap()],
        )
        .exits(0);
        let manifest = fs::read_to_string(out.join("Cargo.toml")).unwrap();
        assert_eq!(manifest.contains(r#"features = ["xml"]"#), feature, "{manifest}");
    }
}
