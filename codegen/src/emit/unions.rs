//! Unions.

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

use super::deserialize;
use super::types::{Scope, tokens};
use crate::model::{Model, Shape, Type, Union, Variant};

pub(super) fn emit(ident: &Ident, shape: &Union, docs: &TokenStream, model: &Model) -> TokenStream {
    let variants = shape.variants.iter().map(|variant| {
        let ident = format_ident!("{}", variant.ident);
        let (ty, docs) = (held(variant), super::attribute(&variant_docs(variant)));
        quote!(#docs #ident(#ty))
    });
    let serialize = shape.variants.iter().map(|variant| {
        let ident = format_ident!("{}", variant.ident);
        quote!(Self::#ident(value) => ::serde::Serialize::serialize(value, serializer))
    });
    let decode = match &shape.tag {
        Some(tag) => tagged(shape, tag),
        None => untagged(shape, model),
    };
    let from = conversions(ident, shape);
    let deserialize = deserialize(ident);
    quote! {
        #docs
        #[derive(Clone, Debug, PartialEq)]
        #[non_exhaustive]
        pub enum #ident {
            #(#variants,)*
            /// A variant that the document does not know, as it came.
            Unrecognized(::serde_json::Value),
        }

        impl support::Json for #ident {
            fn decode(
                input: support::Input<'_, '_>,
                cx: &mut support::Decoder,
            ) -> ::std::result::Result<Self, support::DecodeError> {
                let node = input.node()?;
                #decode
            }
        }

        impl ::serde::Serialize for #ident {
            fn serialize<S: ::serde::Serializer>(&self, serializer: S) -> ::std::result::Result<S::Ok, S::Error> {
                match self {
                    #(#serialize,)*
                    Self::Unrecognized(value) => ::serde::Serialize::serialize(value, serializer),
                }
            }
        }

        #deserialize
        #from
    }
}

fn variant_docs(variant: &Variant) -> String {
    match variant.tags.as_slice() {
        [] => "Chosen where it knows most of a value.".to_owned(),
        tags => {
            let tags: Vec<String> = tags.iter().map(|tag| super::docs::code(tag)).collect();
            format!("Told by the tag {}.", tags.join(", "))
        }
    }
}

fn held(variant: &Variant) -> TokenStream {
    let ty = tokens(&variant.ty, Scope::Types);
    if variant.boxed { quote!(::std::boxed::Box<#ty>) } else { ty }
}

/// The tag decides, and an error of the variant that it names is the error.
fn tagged(shape: &Union, tag: &str) -> TokenStream {
    let arms = shape.variants.iter().map(|variant| {
        let ident = format_ident!("{}", variant.ident);
        let tags = &variant.tags;
        quote! {
            ::std::option::Option::Some(#(#tags)|*) => node.decode(cx).map(Self::#ident)
        }
    });
    quote! {
        match support::tag(&node, #tag) {
            #(#arms,)*
            _ => ::std::result::Result::Ok(support::unrecognized(node, cx, Self::Unrecognized)),
        }
    }
}

fn untagged(shape: &Union, model: &Model) -> TokenStream {
    let offers = shape.variants.iter().map(|variant| {
        let ident = format_ident!("{}", variant.ident);
        let (required, constants) = distinguishing(&variant.ty, model);
        let constants = constants.iter().map(|(name, text)| quote!((#name, #text)));
        quote! {
            choice.offer(&[#(#required),*], &[#(#constants),*], |node, cx| {
                node.decode(cx).map(Self::#ident)
            });
        }
    });
    quote! {
        let mut choice = support::Choice::new(&node);
        #(#offers)*
        ::std::result::Result::Ok(match choice.take(cx) {
            ::std::option::Option::Some(chosen) => chosen,
            ::std::option::Option::None => support::unrecognized(node, cx, Self::Unrecognized),
        })
    }
}

/// What an object has to carry to be of this type: required members, and members of one value.
fn distinguishing(ty: &Type, model: &Model) -> (Vec<String>, Vec<(String, String)>) {
    let Type::Named(name) = ty else {
        return Default::default();
    };
    let shape = match model.items.get(name).map(|item| &item.shape) {
        Some(Shape::Struct(shape)) => shape,
        Some(Shape::Alias(target)) => return distinguishing(target, model),
        _ => return Default::default(),
    };
    let required = shape.fields.iter().filter(|field| field.required && !field.nullable);
    let constants = shape.fields.iter().filter_map(|field| {
        let text = field.constant.as_ref()?.as_str()?;
        Some((field.name.clone(), text.to_owned()))
    });
    (required.map(|field| field.name.clone()).collect(), constants.collect())
}

/// `From` for each variant whose type no other has.
fn conversions(ident: &Ident, shape: &Union) -> TokenStream {
    let unique = |variant: &&Variant| {
        matches!(variant.ty, Type::Named(_) | Type::String | Type::Bool | Type::Integer(_))
            && shape.variants.iter().filter(|other| other.ty == variant.ty).count() == 1
    };
    let impls = shape.variants.iter().filter(unique).map(|variant| {
        let (name, ty) = (format_ident!("{}", variant.ident), tokens(&variant.ty, Scope::Types));
        let value =
            if variant.boxed { quote!(::std::boxed::Box::new(value)) } else { quote!(value) };
        quote! {
            impl ::std::convert::From<#ty> for #ident {
                fn from(value: #ty) -> Self {
                    Self::#name(#value)
                }
            }
        }
    });
    quote!(#(#impls)*)
}
