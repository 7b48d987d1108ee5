//! The document's schemas of the types, for `schemars`.

use std::iter;

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use crate::model::{JsonSchema, Model, SchemaOf};
use crate::text::Module;

/// The module `schemas`, where the settings ask for it.
pub(crate) fn json_schemas(model: &Model) -> Option<Module<'_>> {
    if model.json_schemas.is_empty() {
        return None;
    }
    let import = quote!(
        #[allow(unused_imports)]
        use super::support;
    );
    Some(Module {
        head: quote! {
            /// The schemas of the types, where `oas-runtime` has its feature `schemars`.
            #[doc(hidden)]
            pub mod schemas {}
        },
        items: Box::new(iter::once(import).chain(model.json_schemas.iter().map(emit))),
    })
}

fn emit(schema: &JsonSchema) -> TokenStream {
    let JsonSchema { of, name, text, references } = schema;
    let (own, of) = match of {
        SchemaOf::Item(_) => (None, of_type(of)),
        SchemaOf::Place(_) => (Some(quote!(place)), of_type(of)),
    };
    let references = references.iter().map(|(at, of)| {
        let of = of_type(of);
        quote!(#at => #of)
    });
    quote!(support::json_schema! { #own #of, #name, #text, [#(#references),*] })
}

fn of_type(of: &SchemaOf) -> TokenStream {
    match of {
        SchemaOf::Item(name) => {
            let name = format_ident!("{name}");
            quote!(super::types::#name)
        }
        SchemaOf::Place(index) => {
            let name = format_ident!("Place{index}");
            quote!(#name)
        }
    }
}
