//! `sources.csv` lists what the corpus holds.
#![allow(clippy::unwrap_used, reason = "a panic is how a test fails")]

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use sha2::{Digest as _, Sha256};

/// The listed files and their SHA-256.
fn listed() -> BTreeMap<String, String> {
    let list = concat!(env!("CARGO_MANIFEST_DIR"), "/sources.csv");
    let mut reader = csv::Reader::from_path(list).unwrap();
    assert_eq!(reader.headers().unwrap(), vec!["file", "source", "revision", "path", "sha256"]);
    reader
        .records()
        .map(|record| {
            let record = record.unwrap();
            assert!(record.iter().all(|field| !field.is_empty()), "{record:?}");
            assert!(record[1].starts_with("https://"), "{record:?}");
            (record[0].to_owned(), record[4].to_owned())
        })
        .collect()
}

fn collect(folder: &Path, name: &str, files: &mut Vec<String>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = format!("{name}/{}", path.file_name().unwrap().to_string_lossy());
        if path.is_dir() {
            collect(&path, &name, files);
        } else {
            files.push(name);
        }
    }
}

#[test]
fn every_entry_has_a_source_and_a_hash() {
    let listed = listed();
    assert!(listed.len() > 200, "{} entries", listed.len());
    assert!(listed.values().all(|sha256| sha256.len() == 64));
}

#[test]
fn the_documents_are_the_listed_ones() {
    let Some(specs) = oas_corpus::find("specs") else {
        return;
    };
    let mut listed = listed();
    let mut files = Vec::new();
    collect(&specs, "specs", &mut files);
    files.retain(|name| name.ends_with(".json") || name.ends_with(".yaml"));
    let mut wrong = Vec::new();
    for name in files {
        let sha256: String = Sha256::digest(fs::read(specs.parent().unwrap().join(&name)).unwrap())
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect();
        match listed.remove(&name) {
            Some(expected) if expected == sha256 => {}
            Some(_) => wrong.push(format!("{name}: another file than the listed one")),
            None => wrong.push(format!("{name}: not listed")),
        }
    }
    wrong.extend(listed.into_keys().map(|name| format!("{name}: listed, and missing")));
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
