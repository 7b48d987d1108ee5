//! Unions.

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};
use serde_json::Value;

use super::deserialize;
use super::types::{Scope, tokens};
use crate::model::{Model, Shape, Type, Union, Variant};

pub(super) fn emit(ident: &Ident, shape: &Union, docs: &TokenStream, model: &Model) -> TokenStream {
    let variants = shape.variants.iter().map(|variant| {
        let ident = format_ident!("{}", variant.ident);
        let (ty, docs) = (held(variant), super::attribute(&variant_docs(variant)));
        quote!(#docs #ident(#ty))
    });
    let serialize = shape.variants.iter().enumerate().map(|(index, variant)| {
        let ident = format_ident!("{}", variant.ident);
        let optional = shape.optional_tag && shape.base == Some(index);
        match (&shape.tag, variant.tags.first()) {
            (Some(name), Some(tag)) if !optional && may_lack(&variant.ty, name, model) => {
                quote!(Self::#ident(value) => support::with_tag(value, #name, #tag, serializer))
            }
            _ => quote!(Self::#ident(value) => ::serde::Serialize::serialize(value, serializer)),
        }
    });
    let decode = match &shape.tag {
        Some(tag) if shape.lenient => {
            let (named, others) = (named(shape, tag), untagged(shape, model));
            quote!(#named #others)
        }
        Some(tag) => tagged(shape, tag),
        None => untagged(shape, model),
    };
    let from = conversions(ident, shape);
    let deserialize = deserialize(ident);
    let derives = super::derives(&ident.to_string(), model);
    quote! {
        #docs
        #[derive(Clone, Debug, PartialEq #derives)]
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

/// Whether a value of a type can be without the member that is its tag.
fn may_lack(ty: &Type, tag: &str, model: &Model) -> bool {
    let Type::Named(name) = ty else { return false };
    match model.items.get(name).map(|item| &item.shape) {
        Some(Shape::Struct(shape)) => {
            !shape.fields.iter().any(|field| field.name == tag && field.required)
        }
        Some(Shape::Alias(target)) => may_lack(target, tag, model),
        _ => false,
    }
}

/// The tag is asked first, and what does not fit the variant that it names is tried with all of them.
fn named(shape: &Union, tag: &str) -> TokenStream {
    let decode = |variant: &Variant| {
        let ident = format_ident!("{}", variant.ident);
        quote!(support::named(&node, cx, Self::#ident))
    };
    let tagged = shape.variants.iter().filter(|variant| !variant.tags.is_empty());
    let arms = tagged.map(|variant| {
        let (tags, decode) = (&variant.tags, decode(variant));
        quote!(::std::option::Option::Some(#(#tags)|*) => #decode)
    });
    let base = shape.base.and_then(|index| shape.variants.get(index));
    let other = base.map_or_else(|| quote!(::std::option::Option::None), decode);
    quote! {
        let named = match support::tag(&node, #tag) {
            #(#arms,)*
            _ => #other,
        };
        if let ::std::option::Option::Some(named) = named {
            return ::std::result::Result::Ok(named);
        }
    }
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
    let unrecognized = quote!(support::unrecognized(node, cx, Self::Unrecognized));
    let base = shape.base.and_then(|index| shape.variants.get(index)).map(|variant| {
        let ident = format_ident!("{}", variant.ident);
        quote! {
            if let ::std::option::Option::Some(base) = support::named(&node, cx, Self::#ident) {
                return ::std::result::Result::Ok(base);
            }
        }
    });
    quote! {
        match support::tag(&node, #tag) {
            #(#arms,)*
            _ => {
                #base
                ::std::result::Result::Ok(#unrecognized)
            }
        }
    }
}

fn untagged(shape: &Union, model: &Model) -> TokenStream {
    let offers = shape.variants.iter().map(|variant| {
        let ident = format_ident!("{}", variant.ident);
        let (required, constants) = distinguishing(&variant.ty, model);
        let constants = constants.iter().map(|(name, constant)| quote!((#name, #constant)));
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
fn distinguishing(ty: &Type, model: &Model) -> (Vec<String>, Vec<(String, TokenStream)>) {
    let Type::Named(name) = ty else {
        return Default::default();
    };
    let shape = match model.items.get(name).map(|item| &item.shape) {
        Some(Shape::Struct(shape)) => shape,
        Some(Shape::Alias(target)) => return distinguishing(target, model),
        _ => return Default::default(),
    };
    let required = shape
        .fields
        .iter()
        .filter(|field| field.required && !field.nullable && !field.read_only && !field.write_only);
    let constants = shape
        .fields
        .iter()
        .filter_map(|field| Some((field.name.clone(), constant(field.constant.as_ref()?)?)));
    (required.map(|field| field.name.clone()).collect(), constants.collect())
}

fn constant(value: &Value) -> Option<TokenStream> {
    let constant = match value {
        Value::String(text) => quote!(Text(#text)),
        Value::Bool(value) => quote!(Bool(#value)),
        Value::Number(number) => {
            let number = number.as_i64()?;
            quote!(Integer(#number))
        }
        Value::Null => quote!(Null),
        _ => return None,
    };
    Some(quote!(support::Constant::#constant))
}

/// `From` for each variant whose type no other has.
fn conversions(ident: &Ident, shape: &Union) -> TokenStream {
    let unique = |variant: &&Variant| {
        matches!(
            variant.ty,
            Type::Named(_) | Type::String | Type::Bool | Type::Integer(_) | Type::Primitive(_)
        ) && shape.variants.iter().filter(|other| other.ty == variant.ty).count() == 1
    };
    let impls = shape.variants.iter().filter(unique).map(|variant| {
        let name = format_ident!("{}", variant.ident);
        let from = |ty: &Type, value: TokenStream| {
            let ty = tokens(ty, Scope::Types);
            quote! {
                impl ::std::convert::From<#ty> for #ident {
                    fn from(value: #ty) -> Self {
                        Self::#name(#value)
                    }
                }
            }
        };
        let value =
            if variant.boxed { quote!(::std::boxed::Box::new(value)) } else { quote!(value) };
        let plain = matches!(variant.ty, Type::Integer(_))
            .then(|| from(&variant.ty.clone().sent(), quote!(value.into())));
        let own = from(&variant.ty, value);
        quote!(#own #plain)
    });
    quote!(#(#impls)*)
}
