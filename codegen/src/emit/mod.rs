//! From the model to Rust.

mod bodies;
mod client;
mod docs;
mod enums;
mod failures;
mod headers;
mod json_schemas;
mod lists;
mod newtypes;
mod operations;
mod service;
mod structs;
mod types;
mod unions;
mod webhooks;
mod xml;

use std::iter;

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

pub(crate) use client::client;
pub(crate) use docs::{attribute, code, operation_alias, operation_text, parameter_text, plain};
pub(crate) use failures::failure_type;
pub(crate) use headers::headers_type;
pub(crate) use json_schemas::json_schemas;
pub(crate) use operations::{contract, operations, success_type};
pub(crate) use types::{Scope, short, tokens};
pub(crate) use webhooks::webhooks;
pub(crate) use xml::xml;

use crate::direction::Directions;
use crate::model::{Item, Model, Shape};
use crate::settings::Derive;
use crate::text::Module;

/// The module of all types.
pub(crate) fn types_module(model: &Model) -> Module<'_> {
    let directions = Directions::of(model);
    let import = quote! {
        #[allow(unused_imports)]
        use super::support;
    };
    let items = model.items.iter();
    let items = items.map(move |(name, item)| emit(name, item, model, &directions));
    Module {
        head: quote! {
            /// The types of requests and responses, made from the document's schemas.
            ///
            /// Each keeps what it does not know: structs in `extra`, enums and unions in `Unrecognized`. What is read from the
            /// server and sent back is the same.
            // The document need not describe everything.
            #[allow(missing_docs)]
            pub mod types {}
        },
        items: Box::new(iter::once(import).chain(items)),
    }
}

fn emit(name: &str, item: &Item, model: &Model, directions: &Directions) -> TokenStream {
    let docs = docs::item(item);
    let ident = format_ident!("{name}");
    match &item.shape {
        Shape::Struct(shape) => structs::emit(name, shape, &docs, model, directions),
        Shape::Enum(shape) => enums::emit(&ident, shape, &docs),
        Shape::Union(shape) => unions::emit(&ident, shape, &docs, model),
        Shape::Multipart(parts) => bodies::emit_multipart(&ident, parts, &docs),
        Shape::ByStatus(variants) => bodies::emit_by_status(&ident, variants, &docs),
        Shape::Failure(variants) => failures::emit(&ident, variants, &docs),
        Shape::Headers(headers) => headers::emit(&ident, headers, &docs),
        Shape::Events(variants) => bodies::emit_events(&ident, variants, &docs),
        Shape::Newtype(inner) => newtypes::emit(&ident, inner, &docs, &derives(name, model)),
        Shape::Alias(target) => {
            let target = tokens(target, Scope::Types);
            quote! { #docs pub type #ident = #target; }
        }
    }
}

/// The traits that an item has by the settings, to stand after others.
fn derives(name: &str, model: &Model) -> TokenStream {
    if model.partially_equal.contains(name) {
        return TokenStream::new();
    }
    let derives = model.derives.iter().map(|derive| match derive {
        Derive::Eq => quote!(, Eq),
        Derive::Hash => quote!(, Hash),
        // Not all that have the others have it.
        Derive::Default => TokenStream::new(),
        // A module of its own has it.
        Derive::JsonSchema => TokenStream::new(),
    });
    derives.collect()
}

/// The impls of serde's traits for a type that implements `Json` and `Serialize`.
fn deserialize(ident: &proc_macro2::Ident) -> TokenStream {
    quote! {
        impl<'de> ::serde::Deserialize<'de> for #ident {
            fn deserialize<D: ::serde::Deserializer<'de>>(deserializer: D) -> ::std::result::Result<Self, D::Error> {
                support::deserialize(deserializer)
            }
        }
    }
}

fn option(text: Option<&str>) -> TokenStream {
    match text {
        Some(text) => quote!(::std::option::Option::Some(#text)),
        None => quote!(::std::option::Option::None),
    }
}
