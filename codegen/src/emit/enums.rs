//! Open enums.

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};
use serde_json::Value;

use super::docs;
use crate::model::Enum;

pub(super) fn emit(ident: &Ident, shape: &Enum, docs: &TokenStream) -> TokenStream {
    let variants = shape.values.iter().map(|value| {
        let ident = format_ident!("{}", value.ident);
        let docs = docs::enum_value(value);
        quote!(#docs #ident)
    });
    let idents: Vec<Ident> =
        shape.values.iter().map(|value| format_ident!("{}", value.ident)).collect();
    let (unknown, imp) = if shape.all_strings() {
        let texts = shape.values.iter().map(|value| value.value.as_str().unwrap_or_default());
        (
            quote!(::std::string::String),
            quote!(support::string_enum! { #ident { #(#idents = #texts),* } }),
        )
    } else {
        let values = shape.values.iter().map(|value| json(&value.value));
        (
            quote!(::serde_json::Value),
            quote!(support::value_enum! { #ident { #(#idents = #values),* } }),
        )
    };
    quote! {
        #docs
        #[derive(Clone, Debug)]
        #[non_exhaustive]
        pub enum #ident {
            #(#variants,)*
            /// A value that the document does not know, as it came.
            Unrecognized(#unknown),
        }

        #imp
    }
}

/// A JSON value as an expression.
fn json(value: &Value) -> TokenStream {
    match value {
        Value::String(text) => quote!(::serde_json::Value::from(#text)),
        Value::Bool(value) => quote!(::serde_json::Value::from(#value)),
        Value::Number(number) => match (number.as_i64(), number.as_u64(), number.as_f64()) {
            (Some(number), ..) => quote!(::serde_json::Value::from(#number)),
            (_, Some(number), _) => quote!(::serde_json::Value::from(#number)),
            (.., number) => {
                let number = number.unwrap_or_default();
                quote!(::serde_json::Value::from(#number))
            }
        },
        Value::Null => quote!(::serde_json::Value::Null),
        Value::Array(elements) => {
            let elements = elements.iter().map(json);
            quote!(::serde_json::Value::Array(::std::vec![#(#elements),*]))
        }
        Value::Object(members) => {
            let members = members.iter().map(|(name, member)| {
                let member = json(member);
                quote!((#name.to_owned(), #member))
            });
            quote!(::serde_json::Value::Object([#(#members),*].into_iter().collect()))
        }
    }
}
