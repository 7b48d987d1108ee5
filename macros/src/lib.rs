//! An OpenAPI document as a Rust client, without a build script.
//!
//! [`client!`] puts the client that `oas-codegen` makes of a document where it stands: the same source that a build script
//! would write with `oas_codegen::generate_file`, from the same document and settings. What the generated code needs is in
//! that crate's README.

mod arguments;
mod expand;

use std::path::PathBuf;

use proc_macro::TokenStream;

/// The client of an OpenAPI document: JSON or YAML, OpenAPI 3.0 to 3.2. It stands in a module of its own.
///
/// ```ignore
/// mod api {
///     oas_macros::client!("openapi.yaml");
/// }
/// ```
///
/// The document is named from the folder of the package's `Cargo.toml`. After it can follow, each once:
///
/// - `settings = "generate.json"`, a file, or `settings = { "path_prefix": "/v1" }`, the same in place: the settings of
///   `oas_codegen`, whose README has them;
/// - `root = "api"`: the folder that files named by a `$ref` of the document are read from. Without it that is the folder of
///   the document. Nothing is read outside of it, and nothing is fetched.
///
/// The client is made anew when one of these files changes. A document that no client can be made of is a compile error with
/// its file, line and column and what to do about it.
#[proc_macro]
pub fn client(input: TokenStream) -> TokenStream {
    // Cargo sets it for the package that is compiled.
    let package = std::env::var_os("CARGO_MANIFEST_DIR").map(PathBuf::from).unwrap_or_default();
    expand::expand(input.into(), &package).unwrap_or_else(syn::Error::into_compile_error).into()
}
