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
    fs::write(Path::new(&env::var("OUT_DIR")?).join("api.rs"), generated.source)?;
    Ok(())
}
