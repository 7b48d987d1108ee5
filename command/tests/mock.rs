//! `cargo oas mock` as somebody runs it.

#![allow(clippy::unwrap_used)]

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};

const DOCUMENT: &str = "openapi: 3.1.0
info: {title: Pets, version: '1'}
paths:
  /pets:
    post:
      requestBody: {required: true, content: {application/json: {schema: {$ref: '#/components/schemas/NewPet'}}}}
      responses: {'201': {description: Made., content: {application/json: {schema: {$ref: '#/components/schemas/Pet'}}}}}
    get: {responses: {'200': {description: All., content: {application/json: {schema: {type: array, items: {$ref: '#/components/schemas/Pet'}}}}}}}
  /pets/{pet_id}:
    get:
      parameters: [{name: pet_id, in: path, required: true, schema: {type: integer}}]
      responses: {'200': {description: One., content: {application/json: {schema: {$ref: '#/components/schemas/Pet'}}}}}
  /odd:
    get: {responses: {'200': {description: Nothing., content: {application/json: {}}}}}
components:
  schemas:
    NewPet: {type: object, required: [name], properties: {name: {type: string}}}
    Pet: {type: object, required: [id, name], properties: {id: {type: integer}, name: {type: string}}}
";

struct Running {
    child: Child,
    address: String,
}

impl Running {
    fn start(folder: &Path, args: &[&str]) -> Self {
        let mut child = command(folder, args).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.as_mut().unwrap()).read_line(&mut line).unwrap();
        let address = line.trim().strip_prefix("http://").unwrap().to_owned();
        Self { child, address }
    }

    fn send(&self, method: &str, path: &str, more: &str, body: &str) -> String {
        let mut stream = TcpStream::connect(&self.address).unwrap();
        let length = body.len();
        let request = format!(
            "{method} {path} HTTP/1.1\r\nhost: x\r\nconnection: close\r\ncontent-type: application/json\r\n\
             {more}content-length: {length}\r\n\r\n{body}"
        );
        stream.write_all(request.as_bytes()).unwrap();
        let mut text = String::new();
        // A connection that is reset gives nothing.
        let _ = stream.read_to_string(&mut text);
        text
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // It may have ended.
        let _ = self.child.kill();
        self.child.wait().unwrap();
    }
}

fn command(folder: &Path, args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_cargo-oas"));
    command.current_dir(folder).arg("mock").args(args).stdin(Stdio::null());
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("pets.yaml"), DOCUMENT).unwrap();
    folder
}

#[test]
fn it_keeps_what_is_created_fails_on_demand_and_records() {
    let folder = folder();
    let args =
        ["pets.yaml", "--seed", "3", "--record", "r.jsonl", "--fault", "status=503,on=GET /pets"];
    let mock = Running::start(folder.path(), &args);
    let made = mock.send("POST", "/pets", "authorization: Bearer secret\r\n", r#"{"name": "Rex"}"#);
    assert!(made.starts_with("HTTP/1.1 201"), "{made}");
    let location = made.lines().find_map(|line| line.strip_prefix("location: ")).unwrap();
    let path = location.strip_prefix(&format!("http://{}", mock.address)).unwrap();
    assert!(mock.send("GET", path, "", "").ends_with(made.split("\r\n\r\n").nth(1).unwrap()));
    assert!(mock.send("GET", "/pets", "", "").starts_with("HTTP/1.1 503"));
    assert!(mock.send("GET", "/pets", "", "").starts_with("HTTP/1.1 200"));
    assert_eq!(mock.send("GET", "/pets", "x-mock-fault: reset\r\n", ""), "");
    let lines = fs::read_to_string(folder.path().join("r.jsonl")).unwrap();
    let lines: Vec<serde_json::Value> =
        lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(lines.len(), 5, "{lines:?}");
    assert_eq!((&lines[0]["status"], &lines[0]["body"]["name"]), (&201.into(), &"Rex".into()));
    assert_eq!(
        (&lines[4]["status"], &lines[4]["faulted"]),
        (&serde_json::Value::Null, &true.into())
    );
    assert!(!format!("{lines:?}").contains("secret"));
}

#[test]
#[cfg(unix)]
fn an_interrupt_is_its_end_and_no_failure() {
    let folder = folder();
    let mut mock = Running::start(folder.path(), &["pets.yaml"]);
    let id = mock.child.id().to_string();
    assert!(Command::new("kill").args(["-INT", &id]).status().unwrap().success());
    assert_eq!(mock.child.wait().unwrap().code(), Some(0));
    let mut said = String::new();
    mock.child.stderr.take().unwrap().read_to_string(&mut said).unwrap();
    assert!(said.ends_with("4 operations, 1 resources\n"), "{said}");
}

#[test]
fn what_cannot_be_served_is_one_sentence() {
    let folder = folder();
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    fs::write(folder.path().join("old.yaml"), "openapi: 3.0.0\npaths: {}\n").unwrap();
    fs::write(folder.path().join("none.json"), "{\"openapi\": \"3.1.0\", ").unwrap();
    let in_use = format!("error: the server cannot listen on 127.0.0.1:{port}: ");
    for (args, code, says) in [
        (&["pets.yaml", "--port", &port][..], 2, in_use.as_str()),
        (&["old.yaml"], 5, "error: the document cannot be served: no operations under `paths`"),
        (&["none.json"], 5, "error: none.json"),
        (&["gone.yaml"], 2, "gone.yaml"),
        (&["pets.yaml", "--record", "no/such/folder"], 2, "error: cannot write no/such/folder"),
        (&["pets.yaml", "--fault", "teapot"], 2, "`teapot` is no fault; allowed are status=CODE"),
        (&["pets.yaml", "--port", "70000"], 2, "70000"),
        (&[], 2, "document"),
    ] {
        let output = command(folder.path(), args).output().unwrap();
        let stderr = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(code), "{args:?}: {stderr}");
        assert!(stderr.contains(says), "{args:?}: {stderr}");
    }
}

#[test]
fn what_cannot_be_answered_is_said_at_the_start() {
    let folder = folder();
    let mut child = command(folder.path(), &["pets.yaml"]).spawn().unwrap();
    let lines: Vec<String> =
        BufReader::new(child.stderr.take().unwrap()).lines().take(2).map(Result::unwrap).collect();
    child.kill().unwrap();
    child.wait().unwrap();
    assert!(lines[0].starts_with("warning: GET /odd: /paths/~1odd/get/responses/200/content/application~1json has neither"), "{lines:?}");
    assert_eq!(lines[1], "4 operations, 1 resources");
}
