//! What several tests share.

#![allow(dead_code, reason = "each test file uses a part")]

use oas_codegen::{Error, ForeignRefs, Generated, Settings, generate};

pub(crate) fn run(text: &str) -> Result<Generated, Error> {
    generate(text, "openapi.json", &Settings::default())
}

pub(crate) fn refused(text: &str) -> Error {
    // Else a reference to nothing is any value.
    let mut strict = Settings::default();
    strict.foreign_refs = ForeignRefs::Refuse;
    let refused = generate(text, "openapi.json", &strict).err();
    refused.unwrap_or_else(|| panic!("this was taken: {}", &text[..text.len().min(200)]))
}

/// A document with these component schemas.
pub(crate) fn with_schemas(schemas: &str) -> String {
    format!(
        r#"{{"openapi":"3.1.0","info":{{"title":"T","version":"1"}},"paths":{{}},"components":{{"schemas":{schemas}}}}}"#
    )
}

pub(crate) fn with_paths(paths: &str) -> String {
    format!(r#"{{"openapi":"3.1.0","info":{{"title":"T","version":"1"}},"paths":{paths}}}"#)
}
