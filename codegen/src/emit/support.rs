//! The part of the generated code that does not depend on the document.

use quote::{ToTokens, format_ident, quote};

use crate::error::{Error, ErrorKind};
use crate::text::Module;

macro_rules! sources {
    ($($name:literal),* $(,)?) => {
        &[$(($name, include_str!(concat!("../../support/", $name, ".rs")))),*]
    };
}

/// `open_enum` first: its macros are used by what follows.
const MODULES: &[(&str, &str)] = sources![
    "events",
    "exchange",
    "json",
    "multipart",
    "object",
    "open_enum",
    "operation",
    "path",
    "redacted",
    "request",
    "response",
    "same",
    "scalar",
    "text",
    "union",
    "wire",
];

const ROOT: &str = include_str!("../../support/mod.rs");

/// `mod support { … }`, with its modules inside.
pub(crate) fn support() -> Result<Module<'static>, Error> {
    let root = parse("mod", ROOT)?;
    let (attributes, items) = (outer(&root.attrs), root.items);
    let items = items
        .into_iter()
        .filter(|item| !matches!(item, syn::Item::Mod(_)))
        .map(ToTokens::into_token_stream);
    let modules = MODULES
        .iter()
        .map(|(name, text)| {
            let file = parse(name, text)?;
            let (attributes, items, ident) =
                (outer(&file.attrs), file.items, format_ident!("{name}"));
            Ok(quote! { #(#attributes)* mod #ident { #(#items)* } })
        })
        .collect::<Result<Vec<_>, Error>>()?;
    Ok(Module {
        head: quote! {
            #(#attributes)*
            // A document need not use all of it.
            #[allow(dead_code, unused_imports, unused_macros)]
            pub mod support {}
        },
        items: Box::new(modules.into_iter().chain(items)),
    })
}

/// Comments on a file, as comments on a module.
fn outer(attributes: &[syn::Attribute]) -> Vec<syn::Attribute> {
    attributes
        .iter()
        .cloned()
        .map(|attribute| syn::Attribute {
            style: syn::AttrStyle::Outer,
            ..attribute
        })
        .collect()
}

fn parse(name: &str, text: &str) -> Result<syn::File, Error> {
    syn::parse_file(text)
        .map_err(|error| Error::new(ErrorKind::Generator, format!("support/{name}.rs: {error}")))
}
