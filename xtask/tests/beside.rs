//! Programs that build a `reqwest::Client` of their own beside neoagent, before and after it. Cargo gives both the same
//! reqwest, with the features of both, and a reqwest whose features want a cryptography that nobody installed panics.

#![allow(clippy::unwrap_used, reason = "a panic is how a test fails")]

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

mod support;

use support::finish;

const MAIN: &str = r#"
fn main() {
    assert!(reqwest::Client::new().get("http://127.0.0.1:9/").build().is_ok());
    let neo = neoagent::Client::builder().api_key("key-of-a-test").base_url("http://127.0.0.1:9").build();
    assert!(neo.is_ok(), "{neo:?}");
    assert!(reqwest::Client::builder().build().is_ok());
    println!("built");
}
"#;

/// Builds and runs a program with these features of neoagent and reqwest.
fn program(name: &str, neoagent: &str, reqwest: &str) {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("beside").join(name);
    fs::create_dir_all(folder.join("src")).unwrap();
    let root = support::root().to_string_lossy().into_owned();
    // The profile is the workspace's, so that what it has compiled is taken.
    let manifest = format!(
        "[package]\nname = \"beside-{name}\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\n[workspace]\n\n[dependencies]\n\
         neoagent = {{ path = {root:?}, {neoagent} }}\nreqwest = {{ version = \"0.13\", {reqwest} }}\n\n[profile.dev]\n\
         debug = \"line-tables-only\"\n"
    );
    fs::write(folder.join("Cargo.toml"), manifest).unwrap();
    fs::write(folder.join("src/main.rs"), MAIN).unwrap();
    fs::copy(support::root().join("Cargo.lock"), folder.join("Cargo.lock")).unwrap();

    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).parent().unwrap();
    let mut run = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    run.args(["run", "--quiet", "--target-dir"]).arg(target).current_dir(&folder);
    let run = finish(run.stdin(Stdio::null()).output()).exits(0);
    assert_eq!(run.stdout, "built\n", "{}", run.stderr);
}

#[test]
fn a_program_without_tls_of_its_own() {
    program("plain", "default-features = true", "default-features = false");
}

#[test]
#[ignore = "compiles reqwest for each set of features: minutes"]
fn a_program_with_any_features() {
    let none = "default-features = false";
    program("default", "default-features = true", "default-features = true");
    program(
        "own-choice",
        "default-features = true",
        "default-features = false, features = [\"rustls-no-provider\"]",
    );
    program("http2", "features = [\"http2\", \"system-proxy\", \"azure\", \"jiff\"]", none);
    program("without", none, none);
    program("reqwest-only", none, "default-features = true");
}

/// It needs the operating system's TLS with its headers.
#[test]
#[ignore = "compiles reqwest with OpenSSL, where that is installed"]
fn a_program_with_the_tls_of_the_system() {
    program(
        "native",
        "default-features = false, features = [\"native-tls\"]",
        "default-features = false",
    );
    program("both", "features = [\"native-tls\"]", "default-features = false");
}
