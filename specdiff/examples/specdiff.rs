//! Compares two files: `cargo run --example specdiff -- OLD NEW [terminal|markdown|json|github|junit|html]`.

use std::error::Error;

use oas_diff::report::{
    GITHUB_COMMENT_LIMIT, Terminal, github, html, json, junit, markdown, terminal,
};
use oas_diff::{Class, Document, Settings, diff};

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let (Some(old), Some(new)) = (arguments.next(), arguments.next()) else {
        return Err("two files are needed: OLD NEW".into());
    };
    let read = |path: &str| -> Result<Document, Box<dyn Error>> {
        Ok(Document::parse(&std::fs::read_to_string(path)?, path)?)
    };
    let report = diff(&read(&old)?, &read(&new)?, &Settings::default());
    let text = match arguments.next().as_deref() {
        None | Some("terminal") => terminal(&report, &Terminal::default()),
        Some("verbose") => terminal(&report, &Terminal::default().with_verbose(true)),
        Some("markdown") => markdown(&report, GITHUB_COMMENT_LIMIT),
        Some("json") => json(&report)?,
        Some("github") => github(&report),
        Some("junit") => junit(&report, Class::Breaking),
        Some("html") => html(&report),
        Some(other) => return Err(format!("no format named {other}").into()),
    };
    print!("{text}");
    Ok(())
}
