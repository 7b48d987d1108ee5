//! Errors that the document describes.

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

use super::types::{Scope, tokens};
use crate::model::{Failure, FailureVariant, Statuses, Type};

/// An enum of the errors of an operation, by status.
pub(super) fn emit(ident: &Ident, variants: &[FailureVariant], docs: &TokenStream) -> TokenStream {
    let declared = variants.iter().map(|variant| {
        let (ident, ty) = (variant_ident(variant.statuses), tokens(&variant.ty, Scope::Types));
        let docs = super::attribute(&match variant.statuses {
            Statuses::One(status) => format!("Status {status}."),
            Statuses::Class(class) => format!("A status from {class}00 to {class}99."),
            Statuses::Default => "Any other status.".to_owned(),
        });
        quote!(#docs #ident(#ty))
    });
    quote! {
        #docs
        #[derive(Clone, Debug, PartialEq)]
        #[non_exhaustive]
        pub enum #ident {
            #(#declared,)*
        }
    }
}

/// The type of an operation's errors.
pub(crate) fn failure_type(failure: Option<&Failure>, scope: Scope) -> TokenStream {
    match failure {
        None => quote!(::std::convert::Infallible),
        Some(Failure::One(ty, _)) => tokens(ty, scope),
        Some(Failure::ByStatus(name, _)) => tokens(&Type::Named(name.clone()), scope),
    }
}

/// Decodes an error by its status; nothing for a status that the document does not describe.
pub(super) fn decoded(failure: Option<&Failure>) -> TokenStream {
    let read = |xml: Option<usize>| match xml {
        None => quote!(super::support::json_body(body)),
        Some(root) => {
            let root = super::xml::root(root);
            quote!(super::support::xml_body(body, &super::xml::#root))
        }
    };
    let (mut arms, mut otherwise) = (Vec::new(), quote!(::std::option::Option::None));
    let mut arm = |statuses: Statuses, read: TokenStream| {
        let read = quote!(::std::option::Option::Some(#read));
        match statuses {
            Statuses::One(status) => arms.push(quote!(#status => #read)),
            Statuses::Class(class) => {
                let (first, last) = (u16::from(class) * 100, u16::from(class) * 100 + 99);
                arms.push(quote!(#first..=#last => #read));
            }
            Statuses::Default => otherwise = read,
        }
    };
    match failure {
        None => {}
        Some(Failure::One(_, statuses)) => {
            statuses.iter().for_each(|(statuses, xml)| arm(*statuses, read(*xml)));
        }
        Some(Failure::ByStatus(name, variants)) => {
            let name = format_ident!("{name}");
            for variant in variants {
                let (ident, read) = (variant_ident(variant.statuses), read(variant.xml));
                arm(variant.statuses, quote!(#read.map(super::types::#name::#ident)));
            }
        }
    }
    if failure.is_none() {
        return otherwise;
    }
    quote! {
        match status {
            #(#arms,)*
            _ => #otherwise,
        }
    }
}

fn variant_ident(statuses: Statuses) -> Ident {
    match statuses {
        Statuses::One(status) => format_ident!("Status{status}"),
        Statuses::Class(class) => format_ident!("Status{class}xx"),
        Statuses::Default => format_ident!("Default"),
    }
}
