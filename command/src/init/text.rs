//! The files that are written.

use std::path::Path;

use super::Client;
use crate::fetch::Address;

/// The file with the settings of the generator, which the build script, the macro and `cargo oas` read.
pub(super) const SETTINGS: &str = "generate.json";

/// A string of TOML or Rust: both read the escapes of JSON in the text of a path or an address.
fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

/// A path with slashes, wherever it is read.
fn slashed(path: &Path) -> String {
    path.components().map(|part| part.as_os_str().to_string_lossy()).collect::<Vec<_>>().join("/")
}

/// `oas.toml`.
pub(super) fn project(
    name: &str,
    document: &Path,
    source: Option<&Address>,
    client: Client,
) -> String {
    let mut text = format!(
        "#:schema https://github.com/neoagent/neoagent-rs/raw/main/command/schema/oas.schema.json\n[documents.{name}]\npath = {}\n",
        quoted(&slashed(document))
    );
    if let Some(source) = source {
        text.push_str(&format!("source = {}\n", quoted(&source.full())));
    }
    text.push_str(&format!(
        "# Better names, envelope, paging, secrets.\ngenerate = \"{SETTINGS}\"\n"
    ));
    if client == Client::Crate {
        text.push_str("output = \"client\"\n");
    }
    text
}

/// The build script.
pub(super) fn build(document: &Path) -> String {
    let document = quoted(&slashed(document));
    format!(
        r#"//! Generates the client from its document.

use std::path::{{Path, PathBuf}};
use std::{{env, fs}};

fn main() {{
    if let Err(error) = generate() {{
        // Cargo shows what a build script writes when it fails; a panic would bury it.
        eprintln!("{{error}}");
        std::process::exit(1);
    }}
}}

fn generate() -> Result<(), Box<dyn std::error::Error>> {{
    println!("cargo::rerun-if-changed={SETTINGS}");
    let settings = oas_codegen::Settings::from_json(&fs::read_to_string("{SETTINGS}")?)?;
    let generated = oas_codegen::generate_file(Path::new({document}), &settings)?;
    for file in &generated.files {{
        println!("cargo::rerun-if-changed={{file}}");
    }}
    fs::write(PathBuf::from(env::var("OUT_DIR")?).join("api.rs"), generated.source)?;
    Ok(())
}}
"#
    )
}

/// The module of the client, in the root of the crate.
pub(super) fn module(client: Client, document: &Path, is_library: bool) -> String {
    let allowed = if is_library { "" } else { "dead_code, " };
    let visible = if is_library { "pub " } else { "" };
    let inside = match client {
        Client::Macro => format!(
            "    oas_macros::client!({}, settings = \"{SETTINGS}\");\n",
            quoted(&slashed(document))
        ),
        _ => "    include!(concat!(env!(\"OUT_DIR\"), \"/api.rs\"));\n".to_owned(),
    };
    format!(
        "#[allow({allowed}clippy::all, deprecated, missing_docs, unused_imports)]\n{visible}mod api {{\n{inside}}}\n"
    )
}

/// The workflow that checks the document each day.
pub(super) fn workflow(folder: Option<&Path>) -> String {
    let defaults = folder.map_or(String::new(), |folder| {
        format!("    working-directory: {}\n", quoted(&slashed(folder)))
    });
    format!(
        r#"# Compares each day the OpenAPI documents of oas.toml with those that are published. It fails when one has changed so
# that clients break, and says what changed; `cargo oas refresh` takes the new one.
name: OpenAPI

on:
  schedule:
    - cron: "17 5 * * *"
  workflow_dispatch:

permissions:
  contents: read

defaults:
  run:
    shell: bash
{defaults}
jobs:
  check:
    runs-on: ubuntu-latest
    timeout-minutes: 30
    steps:
      - uses: actions/checkout@3d3c42e5aac5ba805825da76410c181273ba90b1 # v7.0.1
        with:
          persist-credentials: false
      - name: Install cargo-oas
        run: cargo install --locked cargo-oas --version {version}
      - name: Check
        run: |
          status=0
          cargo oas check --format github || status=$?
          # 3: changes, none of which breaks a client.
          if [[ "$status" != 3 ]]; then exit "$status"; fi
"#,
        version = env!("CARGO_PKG_VERSION")
    )
}
