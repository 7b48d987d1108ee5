//! Headers of answers.

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

use super::docs;
use super::types::{Scope, tokens};
use crate::model::{HeaderField, HeaderForm, Type};

/// A struct with a field for each header.
pub(super) fn emit(ident: &Ident, headers: &[HeaderField], docs: &TokenStream) -> TokenStream {
    let fields = headers.iter().map(|header| {
        let (docs, ident) = (docs::header(header), format_ident!("{}", header.ident));
        let ty = tokens(&header.ty, Scope::Types);
        let ty = if header.required { ty } else { quote!(::std::option::Option<#ty>) };
        quote!(#docs pub #ident: ::std::result::Result<#ty, support::HeaderError>)
    });
    let read = headers.iter().map(|header| {
        let (name, ident) = (&header.name, format_ident!("{}", header.ident));
        let (read, form) =
            (if header.required { "required_header" } else { "header" }, form(&header.form));
        let read = format_ident!("{read}");
        quote!(#ident: support::#read(headers, #name, #form))
    });
    quote! {
        #docs
        #[derive(Clone, Debug, PartialEq)]
        #[non_exhaustive]
        pub struct #ident { #(#fields),* }

        impl support::Headers for #ident {
            fn read(headers: &::reqwest::header::HeaderMap) -> Self {
                Self { #(#read),* }
            }
        }
    }
}

fn form(form: &HeaderForm) -> TokenStream {
    let form = match form {
        HeaderForm::Text => quote!(Text),
        HeaderForm::Literal => quote!(Literal),
        HeaderForm::Json => quote!(Json),
        HeaderForm::List(element) => {
            let element = self::form(element);
            quote!(List(&#element))
        }
        HeaderForm::Object { explode, members, rest } => {
            let members = members.iter().map(|(name, form)| {
                let form = self::form(form);
                quote!((#name, #form))
            });
            let rest = self::form(rest);
            quote!(Object { explode: #explode, members: &[#(#members),*], rest: &#rest })
        }
    };
    quote!(support::HeaderForm::#form)
}

/// The type of the headers of an operation's answers.
pub(crate) fn headers_type(headers: Option<&String>, scope: Scope) -> TokenStream {
    headers.map_or_else(|| quote!(()), |name| tokens(&Type::Named(name.clone()), scope))
}
