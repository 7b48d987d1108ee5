//! The first refresh, from the vendored document to a quite different live one: the crate compiles with it, or one
//! paragraph says what the hand-written code misses.

#![allow(clippy::unwrap_used, reason = "a panic is how a test fails")]

mod support;

use std::fs;
use std::process::Stdio;

use oas_codegen::{Misfits, Setting, Settings};
use serde_json::Value;
use support::rehearsal::{self, Depth};
use support::variants::{Expected, Variant, all};
use support::{command, finish, root};
use tempfile::TempDir;

fn variants() -> Vec<Variant> {
    // A document that stays: the vendored one is another after a refresh, and the variants change what they know.
    let text = fs::read_to_string(root().join("sandbox/tests/data/neo.json")).unwrap();
    all(&serde_json::from_str::<Value>(&text).unwrap())
}

#[test]
fn each_variant_becomes_a_client_or_is_refused_in_a_paragraph() {
    let settings =
        |name: &str| Settings::from_json(&fs::read_to_string(root().join(name)).unwrap()).unwrap();
    let mut neo = settings("generate.json");
    // The names of the document that the variants are made of.
    neo.names = settings("fixtures/settings/neo.json").names;
    neo.misfits = Misfits::Report;
    let settings = neo;
    let variants = variants();
    // Generating takes a second each without optimization.
    let failures: Vec<String> = std::thread::scope(|scope| {
        let threads: Vec<_> = variants
            .chunks(variants.len().div_ceil(4))
            .map(|part| {
                scope.spawn(|| {
                    part.iter().filter_map(|one| wrong(one, &settings)).collect::<Vec<_>>()
                })
            })
            .collect();
        threads.into_iter().flat_map(|thread| thread.join().unwrap()).collect()
    });
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

/// What is not as expected.
fn wrong(variant: &Variant, settings: &Settings) -> Option<String> {
    let Variant { name, document, expected } = variant;
    let generated = match oas_codegen::generate(&document.to_string(), "live.json", settings) {
        Ok(generated) => generated,
        Err(error) => return Some(format!("{name}: {error}")),
    };
    let misfits = &generated.report.misfits;
    let said: Vec<&str> = misfits.iter().map(|misfit| misfit.message.as_str()).collect();
    let is_broken = misfits.iter().any(|misfit| misfit.setting == Setting::Contract);
    let fits = match expected {
        Expected::Client => !is_broken,
        Expected::Refused(says) => {
            is_broken && says.iter().all(|part| said.join("; ").contains(part))
        }
    };
    (!fits).then(|| format!("{name}: {expected:?}, and {said:?}"))
}

/// Refreshes this workspace from the variant, short of replacing the files. The hand-written code is compiled.
fn refresh(variant: &Variant) -> Result<(), String> {
    let folder = TempDir::new().unwrap();
    fs::write(folder.path().join("live.json"), variant.document.to_string()).unwrap();
    let mut refresh = command(folder.path());
    refresh
        .args(["spec", "refresh", "--from", "live.json", "--offline", "--dry-run"])
        .args(["--accept-shrink", "--format", "json"])
        .stdin(Stdio::null());
    let run = finish(refresh.output());
    match variant.expected {
        Expected::Client if run.code == Some(0) => Ok(()),
        Expected::Refused(says)
            if run.code == Some(5)
                && run.stderr.lines().count() == 1
                && says.iter().all(|part| run.stderr.contains(part)) =>
        {
            Ok(())
        }
        expected => Err(format!(
            "{}: {expected:?}, and exit code {:?}: {}",
            variant.name, run.code, run.stderr
        )),
    }
}

#[test]
fn the_most_different_documents_are_compiled() {
    for name in [
        "paths: parameters called otherwise and a slash at the end",
        "all of that",
        "every payload left open, pages by another word",
        "run-now alone",
        "servers: the prefix of the paths",
        "envelopes: named generics with data that may be null",
        "an operation with a name less",
    ] {
        refresh(variants().iter().find(|variant| variant.name == name).unwrap()).unwrap();
    }
}

#[test]
#[ignore = "compiles the crate a hundred times: `cargo xtask rehearse`"]
fn every_variant_is_compiled() {
    each(&chosen(), refresh);
}

#[test]
#[ignore = "takes minutes a variant: `cargo xtask rehearse --tests`"]
fn every_accepted_variant_passes_the_tests() {
    rehearsal::each_accepted(&chosen(), Depth::Tests);
}

#[test]
#[ignore = "takes a minute a variant: `cargo xtask rehearse --check`"]
fn every_accepted_variant_compiles_with_examples_and_tests() {
    rehearsal::each_accepted(&chosen(), Depth::Check);
}

/// Those with the text in their name that the command was given.
fn chosen() -> Vec<Variant> {
    let only = std::env::var("REHEARSE_ONLY").unwrap_or_default();
    variants().into_iter().filter(|variant| variant.name.contains(&only)).collect()
}

/// Does it with each, and names those that do not come out as expected.
fn each(variants: &[Variant], run: impl Fn(&Variant) -> Result<(), String>) {
    let mut failures = Vec::new();
    assert!(!variants.is_empty(), "no variant has such a name");
    for variant in variants {
        let result = run(variant);
        println!("{}: {:?}", variant.name, variant.expected);
        if let Err(failure) = result {
            println!("  FAILED {failure}");
            failures.push(failure);
        }
    }
    println!("{} variants, {} failures", variants.len(), failures.len());
    assert!(failures.is_empty());
}
