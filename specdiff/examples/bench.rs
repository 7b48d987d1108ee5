//! How long reading and comparing takes: `cargo run --release --example bench -- OLD [COPIES] [--write FOLDER]`. The new
//! document is an edited copy made here; `COPIES` repeats the document under other names, for one of any size. A YAML
//! document is edited as text and stays YAML. `--write` leaves `old` and `new` in a folder, for other programs to be timed
//! with the same documents, as `benches/diff.sh` does.

#![allow(clippy::disallowed_methods, reason = "a benchmark reads the clock")]

use std::error::Error;
use std::time::Instant;

use oas_diff::{Document, Settings, diff};
use serde_json::Value;

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments: Vec<String> = std::env::args().skip(1).collect();
    let write = arguments.iter().position(|argument| argument == "--write");
    let folder = write.map(|at| arguments.split_off(at).pop());
    let mut arguments = arguments.into_iter();
    let path = arguments.next().ok_or("a document is needed")?;
    let copies: usize = arguments.next().map_or(Ok(1), |text| text.parse())?;
    let (old_text, new_text) = texts(&path, copies)?;
    if let Some(folder) = folder {
        let folder = std::path::PathBuf::from(folder.ok_or("--write needs a folder")?);
        let extension = if is_yaml(&path) { "yaml" } else { "json" };
        std::fs::write(folder.join(format!("old.{extension}")), old_text)?;
        std::fs::write(folder.join(format!("new.{extension}")), new_text)?;
        return Ok(());
    }
    println!("{} bytes, peak before {} MiB", old_text.len(), peak());

    let mut times = Vec::new();
    let mut report = None;
    for _ in 0..5 {
        let start = Instant::now();
        let old = Document::parse(&old_text, "old.json")?;
        let new = Document::parse(&new_text, "new.json")?;
        let parsed = start.elapsed();
        report = Some(diff(&old, &new, &Settings::default()));
        times.push((start.elapsed(), parsed));
    }
    times.sort();
    if let (Some(report), Some((total, parsed))) = (report, times.get(2)) {
        println!(
            "{} changes in {total:?}, of that {parsed:?} reading; peak {} MiB with the texts",
            report.changes.len(),
            peak()
        );
    }
    let old = Document::parse(&old_text, "old.json")?;
    let again = Document::parse(&old_text, "new.json")?;
    let start = Instant::now();
    assert!(diff(&old, &again, &Settings::default()).is_empty());
    println!("identical: {:?} after reading", start.elapsed());
    Ok(())
}

fn is_yaml(path: &str) -> bool {
    path.ends_with(".yaml") || path.ends_with(".yml")
}

/// The old and the new document.
fn texts(path: &str, copies: usize) -> Result<(String, String), Box<dyn Error>> {
    let text = std::fs::read_to_string(path)?;
    if is_yaml(path) && copies == 1 {
        let new = reworded(&text);
        return Ok((text, new));
    }
    let whole = multiplied(&Document::parse(&text, path)?.root().to_value(), copies);
    let old = serde_json::to_string_pretty(&whole)?;
    Ok((old, serde_json::to_string_pretty(&edited(whole))?))
}

/// YAML with every fiftieth string made an integer.
fn reworded(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut strings = 0;
    for line in text.split_inclusive('\n') {
        if line.trim() == "type: string" {
            strings += 1;
            if strings % 50 == 0 {
                out.push_str(&line.replace("string", "integer"));
                continue;
            }
        }
        out.push_str(line);
    }
    out
}

/// The document with every path, component and reference repeated under other names.
fn multiplied(document: &Value, copies: usize) -> Value {
    let mut out = document.clone();
    for copy in 1..copies {
        for section in
            ["paths", "components/schemas", "components/parameters", "components/responses"]
        {
            let pointer = format!("/{section}");
            let Some(members) = document.pointer(&pointer).and_then(Value::as_object) else {
                continue;
            };
            let Some(target) = out.pointer_mut(&pointer).and_then(Value::as_object_mut) else {
                continue;
            };
            for (name, value) in members {
                let name = if section == "paths" {
                    format!("/copy{copy}{name}")
                } else {
                    format!("{name}{copy}")
                };
                target.insert(name, renamed(value, copy));
            }
        }
    }
    out
}

fn renamed(value: &Value, copy: usize) -> Value {
    match value {
        Value::Object(entries) => entries
            .iter()
            .map(|(key, value)| match value.as_str() {
                Some(text) if key == "$ref" || key == "operationId" => {
                    (key.clone(), Value::from(format!("{text}{copy}")))
                }
                _ => (key.clone(), renamed(value, copy)),
            })
            .collect(),
        Value::Array(items) => items.iter().map(|item| renamed(item, copy)).collect(),
        value => value.clone(),
    }
}

/// Every tenth schema loses a property, another gains one and has its words changed; every tenth path is renamed.
fn edited(mut document: Value) -> Value {
    if let Some(schemas) =
        document.pointer_mut("/components/schemas").and_then(Value::as_object_mut)
    {
        for (at, schema) in schemas.values_mut().enumerate() {
            let Some(properties) = schema.get_mut("properties").and_then(Value::as_object_mut)
            else {
                continue;
            };
            if at % 10 == 0 {
                let first = properties.keys().next().cloned();
                first.map(|name| properties.remove(&name));
            } else if at % 10 == 5 {
                properties.insert("added_here".to_owned(), serde_json::json!({"type": "string"}));
                schema["description"] = Value::from("Other words.");
            }
        }
    }
    if let Some(paths) = document.get_mut("paths").and_then(Value::as_object_mut) {
        let renamed: Vec<String> = paths.keys().step_by(10).cloned().collect();
        for path in renamed {
            if let Some(item) = paths.remove(&path) {
                paths.insert(format!("/moved{path}"), item);
            }
        }
    }
    document
}

/// The peak of the process's memory in MiB, where the system says it.
fn peak() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.and_then(|line| line.split_whitespace().next()?.parse::<u64>().ok()).unwrap_or(0) / 1024
}
