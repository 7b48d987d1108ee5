//! From what a caller writes to the client.

use std::fs;
use std::path::{Path, PathBuf};

use oas_codegen::{Source, generate_source};
use proc_macro2::TokenStream;
use quote::quote;
use syn::{Error, LitStr, Result};

use crate::arguments::{Arguments, Settings};

/// The client, for a call in a package that is in this folder.
pub(crate) fn expand(input: TokenStream, package: &Path) -> Result<TokenStream> {
    let arguments: Arguments = syn::parse2(input)?;
    let place = &arguments.document;
    let mut files = Vec::new();
    let settings = match &arguments.settings {
        None => oas_codegen::Settings::default(),
        Some(Settings::InPlace(name, members)) => {
            let text = format!("{{{members}}}");
            oas_codegen::Settings::from_json(&text)
                .map_err(|error| Error::new(name.span(), error))?
        }
        Some(Settings::File(file)) => {
            let path = shown(package, file);
            let text = fs::read_to_string(&path).map_err(|error| {
                let message = format!("{} cannot be read: {error}", path.display());
                Error::new(file.span(), message)
            })?;
            files.push(path.display().to_string());
            oas_codegen::Settings::from_json(&text)
                .map_err(|error| Error::new(file.span(), format!("{}: {error}", path.display())))?
        }
    };
    let wrong = |error: oas_codegen::Error| Error::new(place.span(), error);
    let mut source = Source::open(&shown(package, place), &settings.limits)
        .map_err(|error| wrong(error.into()))?;
    if let Some(root) = &arguments.root {
        source =
            source.within(&shown(package, root)).map_err(|error| Error::new(root.span(), error))?;
    }
    // The generator works on threads of its own, where the compiler's tokens cannot be used.
    proc_macro2::fallback::force();
    let generated = generate_source(&source, &settings);
    proc_macro2::fallback::unforce();
    let generated = generated.map_err(wrong)?;
    files.extend(generated.files);
    let client: TokenStream = generated.source.parse()?;
    let watched = watched(&files)?;
    Ok(quote!(#client #watched))
}

/// A path of the package as a person would name it: compilers are started at the root of the workspace.
fn shown(package: &Path, path: &LitStr) -> PathBuf {
    let path = package.join(path.value());
    match std::env::current_dir() {
        Ok(here) => path.strip_prefix(here).map(Path::to_owned).unwrap_or(path),
        Err(_) => path,
    }
}

/// What makes the compiler come back when a file changes.
fn watched(files: &[String]) -> Result<TokenStream> {
    let paths = files.iter().map(|file| {
        std::path::absolute(file)
            .map(|path| path.display().to_string())
            .map_err(|error| Error::new(proc_macro2::Span::call_site(), format!("{file}: {error}")))
    });
    let paths = paths.collect::<Result<Vec<_>>>()?;
    Ok(quote!(#(const _: &[u8] = ::core::include_bytes!(#paths);)*))
}

#[cfg(test)]
mod tests {
    use super::*;

    const DOCUMENT: &str = "openapi: 3.1.0
info: {title: Clock, version: '1'}
paths:
  /v1/time:
    get: {responses: {'200': {description: Now., content: {application/json: {schema: {$ref: 'time.yaml'}}}}}}
";

    fn package(files: &[(&str, &str)]) -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        for (name, text) in files {
            fs::create_dir_all(folder.path().join(name).parent().unwrap()).unwrap();
            fs::write(folder.path().join(name), text).unwrap();
        }
        folder
    }

    fn clock() -> tempfile::TempDir {
        package(&[
            ("api/openapi.yaml", DOCUMENT),
            ("api/time.yaml", "{type: string, format: date-time}"),
            ("generate.json", r#"{"path_prefix": "/v1"}"#),
        ])
    }

    fn expanded(package: &Path, call: &str) -> std::result::Result<String, String> {
        let call = call.parse().unwrap();
        expand(call, package).map(|client| client.to_string()).map_err(|error| error.to_string())
    }

    #[test]
    fn the_client_is_that_of_a_build_script_and_all_its_files_are_watched() {
        let folder = clock();
        let path = folder.path().join("api/openapi.yaml");
        let settings = oas_codegen::Settings::from_json(r#"{"path_prefix": "/v1"}"#).unwrap();
        let expected = oas_codegen::generate_file(&path, &settings).unwrap();
        let source = expected.source.parse::<TokenStream>().unwrap().to_string();
        for call in [
            r#""api/openapi.yaml", settings = "generate.json""#,
            r#""api/openapi.yaml", settings = { "path_prefix": "/v1" }, root = "api","#,
        ] {
            let client = expanded(folder.path(), call).unwrap();
            let watched = client.strip_prefix(&source).expect(call);
            let settings = usize::from(call.contains("generate.json"));
            assert_eq!(watched.matches("include_bytes").count(), 2 + settings, "{watched}");
            for file in ["api/openapi.yaml", "api/time.yaml"] {
                assert!(watched.contains(folder.path().join(file).to_str().unwrap()), "{watched}");
            }
        }
    }

    #[test]
    fn what_is_wrong_is_said_with_its_place() {
        let folder = clock();
        for (name, text) in [
            ("bad.yaml", "openapi: 3.1.0\ninfo: {title: A, version: '1'}\npaths: []\n"),
            ("none.json", r#"{"path_prefiks": "/v1"}"#),
            ("out.yaml", &DOCUMENT.replace("time.yaml", "../outside.yaml")),
        ] {
            fs::write(folder.path().join(name), text).unwrap();
        }
        for (call, says) in [
            ("", "expected string literal"),
            (r#""gone.yaml""#, "gone.yaml: cannot read the file"),
            (r#""bad.yaml""#, "bad.yaml:3:8"),
            (r#""out.yaml""#, "out.yaml:5:"),
            (r#""api/openapi.yaml", settings = "gone.json""#, "gone.json cannot be read"),
            (r#""api/openapi.yaml", settings = "none.json""#, "none.json: "),
            (r#""api/openapi.yaml", settings = { "path_prefix": 1 }"#, "expected a string"),
            (r#""api/openapi.yaml", settings = { path_prefix = 1 }"#, "settings"),
            (r#""api/openapi.yaml", root = "gone""#, "gone"),
            (r#""api/openapi.yaml", root = "api", root = "api""#, "twice"),
            (r#""api/openapi.yaml", folder = "api""#, "neither `settings` nor `root`"),
            (r#""api/openapi.yaml" root = "api""#, "expected `,`"),
        ] {
            let error = expanded(folder.path(), call).expect_err(call);
            assert!(error.contains(says), "{call}: {error}");
        }
    }
}
