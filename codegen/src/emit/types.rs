//! How a type is written.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use crate::model::Type;

/// The module in which a type is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Scope {
    /// `types` itself.
    Types,
    /// A module beside `types`.
    Sibling,
    /// progenitor's module of builders, which imports `types`.
    Builder,
}

/// The Rust type.
pub(crate) fn tokens(ty: &Type, scope: Scope) -> TokenStream {
    let support = match scope {
        Scope::Types => quote!(support),
        Scope::Sibling | Scope::Builder => quote!(super::support),
    };
    match ty {
        Type::Any => quote!(::serde_json::Value),
        Type::Bool => quote!(bool),
        Type::Integer(name) => {
            let name = format_ident!("{name}");
            quote!(#support::Integer<#name>)
        }
        Type::Primitive(name) => {
            let name = format_ident!("{name}");
            quote!(#name)
        }
        Type::Number => quote!(#support::Number),
        Type::String => quote!(::std::string::String),
        Type::Timestamp => quote!(#support::Timestamp),
        Type::Parsed(name) => {
            let path = match name.strip_prefix("support::") {
                Some(own) => {
                    let own = format_ident!("{own}");
                    quote!(#support::#own)
                }
                None => path(name),
            };
            quote!(#support::Parsed<#path>)
        }
        Type::Replaced(name, parameters) => {
            let path = path(name);
            let parameters: Vec<TokenStream> =
                parameters.iter().map(|parameter| tokens(parameter, scope)).collect();
            let parameters = (!parameters.is_empty()).then(|| quote!(<#(#parameters),*>));
            quote!(#support::Replaced<#path #parameters>)
        }
        Type::JsonText { of, base64 } => {
            let of = tokens(of, scope);
            let written = base64.then(|| quote!(, #support::AsBase64));
            quote!(#support::JsonText<#of #written>)
        }
        Type::List(element) => {
            let element = tokens(element, scope);
            quote!(::std::vec::Vec<#element>)
        }
        Type::Tuple(elements) => {
            let elements = elements.iter().map(|element| tokens(element, scope));
            quote!((#(#elements,)*))
        }
        Type::Map(element) if **element == Type::Any => {
            quote!(::serde_json::Map<::std::string::String, ::serde_json::Value>)
        }
        Type::Map(element) => {
            let element = tokens(element, scope);
            quote!(::std::collections::BTreeMap<::std::string::String, #element>)
        }
        Type::Keyed(key, element) => {
            let key = tokens(&Type::Named(key.clone()), scope);
            let element = tokens(element, scope);
            quote!(::std::collections::BTreeMap<#key, #element>)
        }
        Type::Nullable(inner) => {
            let inner = tokens(inner, scope);
            quote!(::std::option::Option<#inner>)
        }
        Type::Named(name) => {
            let name = format_ident!("{name}");
            match scope {
                Scope::Types => quote!(#name),
                Scope::Sibling => quote!(super::types::#name),
                Scope::Builder => quote!(types::#name),
            }
        }
    }
}

/// The path of a type that is not generated.
fn path(path: &str) -> TokenStream {
    let segments = path.trim_start_matches("::").split("::");
    let segments = segments.map(|name| format_ident!("{name}"));
    match path.starts_with("::") {
        true => quote!(#(::#segments)*),
        false => quote!(#(#segments)::*),
    }
}

/// A type as a person would say it.
pub(crate) fn short(ty: &Type) -> String {
    let text = tokens(ty, Scope::Builder).to_string().replace(' ', "");
    ["::std::string::", "::std::vec::", "super::"]
        .iter()
        .fold(text, |text, path| text.replace(path, ""))
}
