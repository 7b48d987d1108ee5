//! Documents of others in which one spot used to cost the whole client.

#![cfg(feature = "client")]
#![allow(clippy::unwrap_used, clippy::expect_used)]

use oas_codegen::{Settings, generate};

/// Every one of them is OpenAPI, so that none is refused.
#[test]
fn no_spot_costs_a_document() {
    let Some(folder) = oas_corpus::find("cases/generator") else {
        return;
    };
    let mut paths: Vec<_> =
        std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "yaml"));
    paths.sort();
    assert!(!paths.is_empty());
    let refused: Vec<String> = paths
        .iter()
        .filter_map(|path| {
            let text = std::fs::read_to_string(path).unwrap();
            let name = path.file_name().unwrap().to_string_lossy();
            Some(generate(&text, &name, &Settings::default()).err()?.to_string())
        })
        .collect();
    assert!(refused.is_empty(), "{refused:#?}");
}
