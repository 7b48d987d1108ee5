//! Newtypes: lists, maps and tuples that contain themselves.

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use super::deserialize;
use super::types::{Scope, tokens};
use crate::model::Type;

/// A struct around a list, map or tuple that contains itself.
pub(super) fn emit(
    ident: &Ident,
    inner: &Type,
    docs: &TokenStream,
    derives: &TokenStream,
) -> TokenStream {
    let deserialize = deserialize(ident);
    // An empty list or map is there without being given anything; of another type nothing is known.
    let empty = matches!(inner, Type::List(_) | Type::Map(_) | Type::Keyed(..) | Type::Any);
    let default = empty.then(|| quote!(, Default));
    let inner = tokens(inner, Scope::Types);
    quote! {
        #docs
        #[derive(Clone, Debug, PartialEq #derives #default)]
        pub struct #ident(pub #inner);

        impl ::std::convert::From<#inner> for #ident {
            fn from(inner: #inner) -> Self {
                Self(inner)
            }
        }

        impl support::Json for #ident {
            fn decode(
                input: support::Input<'_, '_>,
                cx: &mut support::Decoder,
            ) -> ::std::result::Result<Self, support::DecodeError> {
                support::Json::decode(input, cx).map(Self)
            }
        }

        impl ::serde::Serialize for #ident {
            fn serialize<S: ::serde::Serializer>(&self, serializer: S) -> ::std::result::Result<S::Ok, S::Error> {
                ::serde::Serialize::serialize(&self.0, serializer)
            }
        }

        #deserialize
    }
}
