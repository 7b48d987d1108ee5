//! Types that are made for one operation: bodies in several parts, and successes that differ by status.

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

use super::docs;
use super::types::{Scope, tokens};
use crate::model::{Content, EventVariant, Part, PartContent, StatusVariant};

pub(super) fn emit_multipart(ident: &Ident, parts: &[Part], docs: &TokenStream) -> TokenStream {
    let idents: Vec<Ident> = parts.iter().map(|part| format_ident!("{}", part.ident)).collect();
    let required = || parts.iter().zip(&idents).filter(|(part, _)| part.required);
    let fields = parts.iter().zip(&idents).map(|(part, ident)| {
        let (docs, ty) = (docs::part(part), content(part));
        let ty = if part.required { ty } else { quote!(::std::option::Option<#ty>) };
        quote!(#docs pub #ident: #ty)
    });
    let arguments = required().map(|(part, ident)| {
        let ty = content(part);
        quote!(#ident: impl ::std::convert::Into<#ty>)
    });
    let values = parts.iter().zip(&idents).map(|(part, ident)| {
        if part.required {
            quote!(#ident: #ident.into())
        } else {
            quote!(#ident: ::std::option::Option::None)
        }
    });
    let setters = parts.iter().zip(&idents).map(|(part, ident)| {
        let ty = content(part);
        let docs = docs::part(part);
        let value = quote!(#ident.into());
        let value = if part.required { value } else { quote!(::std::option::Option::Some(#value)) };
        quote! {
            #docs
            #[must_use]
            pub fn #ident(mut self, #ident: impl ::std::convert::Into<#ty>) -> Self {
                self.#ident = #value;
                self
            }
        }
    });
    let written = parts.iter().zip(&idents).map(|(part, ident)| {
        let (name, media_type) = (&part.name, super::option(part.media_type.as_deref()));
        let write = match part.content {
            PartContent::File => quote!(multipart.file(#name, part, #media_type);),
            PartContent::Files => {
                quote!(part.into_iter().for_each(|part| multipart.file(#name, part, #media_type));)
            }
            PartContent::Value(_) => quote!(multipart.value(#name, &part, #media_type)?;),
        };
        if part.required {
            quote!({ let part = body.#ident; #write })
        } else {
            quote!(if let ::std::option::Option::Some(part) = body.#ident { #write })
        }
    });
    let new_docs = super::attribute("A body with the parts that are required.");
    quote! {
        #docs
        #[derive(Clone, Debug)]
        #[non_exhaustive]
        pub struct #ident { #(#fields),* }

        impl #ident {
            #new_docs
            #[must_use]
            pub fn new(#(#arguments),*) -> Self {
                Self { #(#values),* }
            }

            #(#setters)*
        }

        impl ::std::convert::TryFrom<#ident> for ::reqwest::Body {
            type Error = ::serde_json::Error;

            fn try_from(body: #ident) -> ::std::result::Result<Self, Self::Error> {
                let mut multipart = support::Multipart::new();
                #(#written)*
                ::std::result::Result::Ok(multipart.into())
            }
        }
    }
}

fn content(part: &Part) -> TokenStream {
    match &part.content {
        PartContent::File => quote!(support::File),
        PartContent::Files => quote!(::std::vec::Vec<support::File>),
        PartContent::Value(ty) => tokens(ty, Scope::Types),
    }
}

pub(super) fn emit_by_status(
    ident: &Ident,
    variants: &[StatusVariant],
    docs: &TokenStream,
) -> TokenStream {
    let declared = variants.iter().map(|variant| {
        let (ident, docs) =
            (format_ident!("{}", variant.ident), super::attribute(&status_docs(variant)));
        match &variant.content {
            Content::Json(ty) => {
                let ty = tokens(ty, Scope::Types);
                quote!(#docs #ident(#ty))
            }
            Content::Bytes => quote!(#docs #ident(::std::vec::Vec<u8>)),
            Content::Empty => quote!(#docs #ident),
        }
    });
    let read = |variant: &StatusVariant| {
        let ident = format_ident!("{}", variant.ident);
        match &variant.content {
            Content::Json(_) => quote!(support::json_body(body).map(Self::#ident)),
            Content::Bytes => quote!(::std::result::Result::Ok(Self::#ident(body.to_vec()))),
            Content::Empty => quote!(::std::result::Result::Ok(Self::#ident)),
        }
    };
    let exact = variants.iter().filter_map(|variant| {
        let (status, read) = (variant.status?, read(variant));
        Some(quote!(#status => #read))
    });
    let other = variants.iter().find(|variant| variant.status.is_none()).map_or_else(
        || quote!(::std::result::Result::Ok(Self::Unrecognized { status, body: body.to_vec() })),
        read,
    );
    quote! {
        #docs
        #[derive(Clone, Debug, PartialEq)]
        #[non_exhaustive]
        pub enum #ident {
            #(#declared,)*
            /// A success of a status that the document does not know.
            Unrecognized {
                /// The status.
                status: u16,
                /// The body, as it came.
                body: ::std::vec::Vec<u8>,
            },
        }

        impl support::FromStatus for #ident {
            fn from_status(status: u16, body: &[u8]) -> ::std::result::Result<Self, ::serde_json::Error> {
                match status {
                    #(#exact,)*
                    _ => #other,
                }
            }
        }
    }
}

pub(super) fn emit_events(
    ident: &Ident,
    variants: &[EventVariant],
    docs: &TokenStream,
) -> TokenStream {
    let declared = variants.iter().map(|variant| {
        let ident = format_ident!("{}", variant.ident);
        let text = match &variant.event {
            Some(event) => format!("The data of the event {}.", docs::code(event)),
            None => "The data of any other event.".to_owned(),
        };
        let docs = super::attribute(&text);
        let ty = match &variant.ty {
            Some(ty) => tokens(ty, Scope::Types),
            None => quote!(::std::string::String),
        };
        quote!(#docs #ident(#ty))
    });
    let read = |variant: &EventVariant| {
        let ident = format_ident!("{}", variant.ident);
        match &variant.ty {
            Some(_) => quote!(support::json_body(data.as_bytes()).map(Self::#ident)),
            None => quote!(::std::result::Result::Ok(Self::#ident(data.to_owned()))),
        }
    };
    let named = variants.iter().filter_map(|variant| {
        let (event, read) = (variant.event.as_deref()?, read(variant));
        Some(quote!(#event => #read))
    });
    let other = variants.iter().find(|variant| variant.event.is_none()).map_or_else(
        || {
            quote!(::std::result::Result::Ok(Self::Unrecognized {
                event: event.to_owned(),
                data: data.to_owned(),
            }))
        },
        read,
    );
    quote! {
        #docs
        #[derive(Clone, Debug, PartialEq)]
        #[non_exhaustive]
        pub enum #ident {
            #(#declared,)*
            /// An event that the document does not know.
            Unrecognized {
                /// Its kind.
                event: ::std::string::String,
                /// Its data, as it came.
                data: ::std::string::String,
            },
        }

        impl support::EventData for #ident {
            fn from_event(event: &str, data: &str) -> ::std::result::Result<Self, ::serde_json::Error> {
                match event {
                    #(#named,)*
                    _ => #other,
                }
            }
        }
    }
}

fn status_docs(variant: &StatusVariant) -> String {
    let body = match &variant.content {
        Content::Json(_) => "",
        Content::Bytes => ", as it came",
        Content::Empty => ", without a body",
    };
    match variant.status {
        Some(status) => format!("Status {status}{body}."),
        None => format!("Any other success{body}."),
    }
}
