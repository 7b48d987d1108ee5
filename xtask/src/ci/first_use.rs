//! What a new user does, with what a new user has: the packages, an empty folder, and the address of a document that is not Neo's.

use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::Instant;

use oas_command::failure::{Failure, Kind};
use oas_command::print;

use super::packages;
use crate::{cargo, workspace};

/// What the user writes: a call, with the credential that the document asks for.
const CALL: &str = r#"
#[tokio::test]
async fn the_client_gets_an_answer() {
    let address = std::env::var("DEPOT").unwrap();
    let client = depot_app::api::Client::builder().base_url(address).token("ours").build().unwrap();
    let boxes = client.get_boxes().send().await.unwrap().into_inner();
    assert_eq!(boxes.len(), 1);
    assert_eq!(boxes[0].id, 7);
}
"#;

const RUNTIME: &str =
    "\n[dev-dependencies]\ntokio = { version = \"1\", features = [\"macros\", \"rt\"] }\n";

pub(super) fn run() -> Result<(), Failure> {
    let unpacked = packages::unpacked()?;
    unpacked.cargo("build", "cargo-oas")?;
    let program = Path::new(&unpacked.target).join("debug/cargo-oas");

    let document = workspace::root().join("fixtures/documents/depot.yaml");
    let text =
        fs::read_to_string(&document).map_err(|error| Failure::file(&document, "read", error))?;
    let served = Arc::new(Mutex::new(text.clone()));
    let address = serve(served.clone())?;
    let scratch = super::scratch()?;
    let folder = scratch.path().join("depot-app");
    fs::create_dir(&folder).map_err(|error| Failure::file(&folder, "make", error))?;

    let start = Instant::now();
    let oas = |args: &[&str]| command(&program, &folder, args);
    exits(oas(&["init", &format!("http://{address}/openapi.yaml")]), 0)?;
    exits(oas(&["check"]), 0)?;
    let call = |extra: &str| -> Result<(), Failure> {
        let mut args = vec!["test", "--quiet", "--target-dir", &unpacked.target];
        unpacked.patches.iter().for_each(|patch| args.extend(["--config", patch]));
        let mut test = oas_command::cargo::command(&folder, &args);
        test.env("DEPOT", format!("http://{address}/v1"));
        exits(test, 0).map_err(|failure| {
            Failure::new(Kind::Negative, format!("{}{extra}", failure.message()))
        })
    };
    append(&folder.join("Cargo.toml"), RUNTIME)?;
    write(&folder.join("tests/call.rs"), CALL)?;
    call("")?;
    let took = start.elapsed();

    // The document changes: the check says so, the refresh takes it, and the client still answers.
    let changed = text.replacen("  /news:", "  /parcels:", 1);
    *served.lock().unwrap_or_else(PoisonError::into_inner) = changed;
    exits(oas(&["check"]), 1)?;
    exits(oas(&["refresh"]), 0)?;
    exits(oas(&["check"]), 0)?;
    call(" after the refresh")?;
    print::out(&format!("from an empty folder to an answer: {} s\n", took.as_secs()))?;
    Ok(())
}

fn command(program: &Path, folder: &Path, args: &[&str]) -> Command {
    let mut command = Command::new(program);
    command.current_dir(folder).args(args).stdin(Stdio::null());
    command
}

/// Runs it, and fails unless it ends with this code.
fn exits(mut command: Command, code: i32) -> Result<(), Failure> {
    let words = command.get_args().map(|word| word.to_string_lossy()).collect::<Vec<_>>().join(" ");
    let program = command.get_program();
    let program = Path::new(program).file_name().unwrap_or(program).to_string_lossy();
    print::out(&format!("$ {program} {words}\n"))?;
    let status = command.status().map_err(|error| cargo::not_started(&error))?;
    if status.code() == Some(code) {
        return Ok(());
    }
    Err(Failure::new(Kind::Negative, format!("it ended with {status}, and not with code {code}")))
}

/// Serves the document, and one box to everybody who asks with the credential.
fn serve(document: Arc<Mutex<String>>) -> Result<SocketAddr, Failure> {
    let listening = |error| Failure::usage(format!("there is no server to be had: {error}"));
    let listener = TcpListener::bind("127.0.0.1:0").map_err(listening)?;
    let address = listener.local_addr().map_err(listening)?;
    thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let document = document.lock().unwrap_or_else(PoisonError::into_inner).clone();
            // Who hangs up sees it himself.
            let _ = answer(stream, &document);
        }
    });
    Ok(address)
}

fn answer(mut stream: TcpStream, document: &str) -> std::io::Result<()> {
    let mut head = String::new();
    let mut reader = BufReader::new(&stream);
    while reader.read_line(&mut head)? > 2 {}
    let head = head.to_ascii_lowercase();
    let (status, kind, body) = if head.starts_with("get /openapi.yaml ") {
        ("200 OK", "application/yaml", document)
    } else if head.starts_with("get /v1/boxes ") && head.contains("authorization: bearer ours") {
        ("200 OK", "application/json", "[{\"id\": 7}]")
    } else {
        ("404 Not Found", "application/json", "{\"title\": \"not asked for\"}")
    };
    write!(
        stream,
        "HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}",
        body.len()
    )
}

fn append(path: &Path, text: &str) -> Result<(), Failure> {
    let before = fs::read_to_string(path).map_err(|error| Failure::file(path, "read", error))?;
    write(path, &(before + text))
}

fn write(path: &Path, text: &str) -> Result<(), Failure> {
    oas_command::atomic::write(path, text).map_err(|error| Failure::file(path, "write", error))
}
