//! Types that are made for one operation: bodies in several parts, and successes that differ by status.

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

use super::docs;
use super::types::{Scope, tokens};
use crate::model::{Content, EventVariant, Part, PartContent, StatusVariant};

/// A member of a body in several parts: a part, or a header of one.
struct Member {
    ident: Ident,
    ty: TokenStream,
    docs: TokenStream,
    required: bool,
}

fn members(parts: &[Part]) -> Vec<Member> {
    let mut members = Vec::new();
    for part in parts {
        members.push(Member {
            ident: format_ident!("{}", part.ident),
            ty: content(part),
            docs: docs::part(part),
            required: part.required,
        });
        members.extend(part.headers.iter().map(|header| Member {
            ident: format_ident!("{}", header.ident),
            ty: tokens(&header.ty, Scope::Types),
            docs: docs::part_header(header, part),
            required: header.required && part.required,
        }));
    }
    members
}

/// Puts a part into the body.
fn written(part: &Part) -> TokenStream {
    let ident = format_ident!("{}", part.ident);
    let (name, media_type) = (&part.name, super::option(part.media_type.as_deref()));
    let headers = part.headers.iter().map(|header| {
        let (name, explode) = (&header.name, header.explode);
        let ident = format_ident!("{}", header.ident);
        quote!(support::part_header(#name, #explode, &body.#ident)?)
    });
    let headers = quote!(&[#(#headers),*]);
    let write = match part.content {
        PartContent::File => quote!(multipart.file(#name, part, #media_type, #headers);),
        PartContent::Files => quote! {
            for part in part {
                multipart.file(#name, part, #media_type, #headers);
            }
        },
        PartContent::Value(_) => quote!(multipart.value(#name, &part, #media_type, #headers)?;),
    };
    if part.required {
        quote!({ let part = body.#ident; #write })
    } else {
        quote!(if let ::std::option::Option::Some(part) = body.#ident { #write })
    }
}

pub(super) fn emit_multipart(ident: &Ident, parts: &[Part], docs: &TokenStream) -> TokenStream {
    let members = members(parts);
    let fields = members.iter().map(|Member { ident, ty, docs, required }| {
        let ty = if *required { ty.clone() } else { quote!(::std::option::Option<#ty>) };
        quote!(#docs pub #ident: #ty)
    });
    let arguments = members.iter().filter(|member| member.required).map(|member| {
        let Member { ident, ty, .. } = member;
        quote!(#ident: impl ::std::convert::Into<#ty>)
    });
    let values = members.iter().map(|Member { ident, required, .. }| match required {
        true => quote!(#ident: #ident.into()),
        false => quote!(#ident: ::std::option::Option::None),
    });
    let setters = members.iter().map(|Member { ident, ty, docs, required }| {
        let value = quote!(#ident.into());
        let value = if *required { value } else { quote!(::std::option::Option::Some(#value)) };
        quote! {
            #docs
            #[must_use]
            pub fn #ident(mut self, #ident: impl ::std::convert::Into<#ty>) -> Self {
                self.#ident = #value;
                self
            }
        }
    });
    let written = parts.iter().map(written);
    let new_docs = super::attribute("A body with what is required.");
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
