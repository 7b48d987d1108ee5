//! Generates the client from `openapi.json`.

use std::path::Path;
use std::{env, fs};

fn main() {
    if let Err(error) = generate() {
        // Cargo shows what a build script writes when it fails; a panic would bury it.
        eprintln!("{error}");
        std::process::exit(1);
    }
}

fn generate() -> Result<(), Box<dyn std::error::Error>> {
    println!("cargo::rerun-if-changed=openapi.json");
    println!("cargo::rerun-if-changed=generate.json");
    let settings = oas_codegen::Settings::from_json(&fs::read_to_string("generate.json")?)?;
    let generated =
        oas_codegen::generate(&fs::read_to_string("openapi.json")?, "openapi.json", &settings)?;
    let out = env::var("OUT_DIR")?;
    fs::write(Path::new(&out).join("api.rs"), generated.source)?;
    if env::var_os("CARGO_FEATURE_OPERATION_TABLE").is_some() {
        let source = oas_codegen::Source::new("openapi.json", fs::read_to_string("openapi.json")?);
        let table = oas_codegen::operation_table(&source, &settings)?;
        fs::write(Path::new(&out).join("operations.json"), serde_json::to_string(&table)?)?;
    }
    Ok(())
}
