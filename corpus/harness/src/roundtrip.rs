//! Sending the instances of a crate's documents through its program.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::path::Path;
use std::process::{Command, Stdio};

use oas_command::failure::Failure;
use serde_json::Value;

use super::compare::difference;
use super::document::Document;
use super::project::Module;
use super::update;

/// What became of a document's instances.
#[derive(Clone, Debug, Default)]
pub(super) struct Outcome {
    pub(super) exact: usize,
    /// One line each.
    pub(super) refused: Vec<String>,
    pub(super) lost: Vec<String>,
    /// Examples at places that never are a value of their own, such as a part of an allOf.
    pub(super) untested: usize,
}

/// Runs the program at `program` for all documents of a crate.
pub(super) fn run(
    program: &Path,
    scratch: &Path,
    documents: &[&Document],
    modules: &[Module],
) -> Result<BTreeMap<String, Outcome>, Failure> {
    let mut outcomes: BTreeMap<String, Outcome> = BTreeMap::new();
    let mut sent = Vec::new();
    let mut input = String::new();
    let mut first = 0;
    for (document, module) in documents.iter().zip(modules) {
        let numbers: BTreeMap<&str, usize> = module
            .types
            .iter()
            .enumerate()
            .map(|(index, (schema, _))| (schema.as_str(), first + index))
            .collect();
        first += module.types.len();
        let updates = update::places(&document.root);
        let outcome = outcomes.entry(document.name.clone()).or_default();
        for instance in &document.instances {
            match numbers.get(instance.schema.as_str()) {
                Some(number) => {
                    input.push_str(&format!("{number}\t{}\n", instance.value));
                    let strict = updates.contains(&instance.schema);
                    sent.push((document.name.as_str(), instance, strict));
                }
                None => outcome.untested += 1,
            }
        }
    }
    if sent.is_empty() {
        return Ok(outcomes);
    }
    let output = answers(program, scratch, &input)?;
    let mut answers = output.lines();
    for (name, instance, strict) in sent {
        let outcome = outcomes.entry(name.to_owned()).or_default();
        let told = |what: &str| {
            format!(
                "#{} ({}): {what}: {}",
                instance.schema,
                instance.from,
                shortened(&instance.value.to_string())
            )
        };
        match answers.next().and_then(|line| line.split_once('\t')) {
            Some(("ok", text)) => {
                let back: Value = serde_json::from_str(text).unwrap_or_default();
                match difference(&instance.value, &back, strict) {
                    None => outcome.exact += 1,
                    Some(at) => {
                        let back = back
                            .pointer(&at)
                            .map_or_else(|| "nothing".to_owned(), Value::to_string);
                        outcome
                            .lost
                            .push(told(&format!("{at:?} came back as {}", shortened(&back))));
                    }
                }
            }
            Some((_, error)) => outcome.refused.push(told(&shortened(error))),
            None => outcome.refused.push(told("the program ended before")),
        }
    }
    Ok(outcomes)
}

fn answers(program: &Path, scratch: &Path, input: &str) -> Result<String, Failure> {
    let (sent, received) = (scratch.join("instances.txt"), scratch.join("answers.txt"));
    let failed = |path: &Path, error: std::io::Error| Failure::file(path, "use", error);
    std::fs::write(&sent, input).map_err(|error| failed(&sent, error))?;
    let status = Command::new(program)
        .stdin(File::open(&sent).map_err(|error| failed(&sent, error))?)
        .stdout(File::create(&received).map_err(|error| failed(&received, error))?)
        .stderr(Stdio::inherit())
        .status()
        .map_err(|error| failed(program, error))?;
    // A program that died shows in the answers that are missing, and says here what it died of.
    if !status.success() {
        oas_command::print::error(&format!("{}: {status}", program.display()));
    }
    let bytes = std::fs::read(&received).map_err(|error| failed(&received, error))?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

/// The first characters of a text.
fn shortened(text: &str) -> String {
    const LONGEST: usize = 160;
    match text.char_indices().nth(LONGEST) {
        None => text.to_owned(),
        Some((end, _)) => format!("{}…", &text[..end]),
    }
}

/// The schemas that instances of a document are known of.
pub(super) fn schemas(document: &Document) -> BTreeSet<&str> {
    document.instances.iter().map(|instance| instance.schema.as_str()).collect()
}
