//! What the server sends of its own accord.

use std::iter;

use quote::{format_ident, quote};

use super::docs;
use super::types::{Scope, tokens};
use super::xml::root;
use crate::model::{Model, Webhook};
use crate::names::snake;
use crate::text::Module;

/// The module `webhooks`, where there is anything to put into it.
pub(crate) fn webhooks(model: &Model) -> Option<Module<'_>> {
    if model.webhooks.is_empty() {
        return None;
    }
    let types = model.webhooks.iter().filter_map(|webhook| {
        let ty = tokens(webhook.ty.as_ref()?, Scope::Sibling);
        let (ident, docs) = (format_ident!("{}", webhook.ident), super::attribute(&text(webhook)));
        let read = webhook.xml.map(|index| {
            let (name, root) = (format_ident!("{}_from_xml", snake(&webhook.ident)), root(index));
            quote! {
                /// Reads the body where it is XML.
                ///
                /// # Errors
                ///
                /// It is no XML, or not of this type.
                pub fn #name(body: &[u8]) -> ::std::result::Result<#ident, ::serde_json::Error> {
                    super::support::xml_body(body, &super::xml::#root)
                }
            }
        });
        Some(quote!(#docs pub type #ident = #ty; #read))
    });
    let all = model.webhooks.iter().map(|webhook| {
        let Webhook { ident, method, to, pointer, .. } = webhook;
        quote!((#ident, #method, #to, #pointer))
    });
    let all = quote! {
        /// Every webhook and callback: the name of its type here, the method, the webhook's name or the expression that the
        /// callback goes to, and where the document has it. One without JSON and XML has no type.
        pub const ALL: &[(&str, &str, &str, &str)] = &[#(#all),*];
    };
    Some(Module {
        head: quote! {
            /// Webhooks and callbacks: what the server sends of its own accord, for whoever receives it.
            pub mod webhooks {}
        },
        items: Box::new(iter::once(all).chain(types)),
    })
}

fn text(webhook: &Webhook) -> String {
    let sent = format!("Sent with {} to {}.", webhook.method, docs::code(&webhook.to));
    let told = [webhook.summary.as_str(), webhook.description.as_str()]
        .into_iter()
        .map(docs::plain)
        .filter(|text| !text.is_empty());
    std::iter::once(sent).chain(told).collect::<Vec<_>>().join("\n\n")
}
