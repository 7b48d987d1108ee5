//! What the server sends of its own accord.

use std::iter;

use quote::{format_ident, quote};

use super::docs;
use super::types::{Scope, tokens};
use crate::model::{Incoming, Model};
use crate::text::Module;

/// The module `incoming`, where there is anything to put into it.
pub(crate) fn incoming(model: &Model) -> Option<Module<'_>> {
    if model.incoming.is_empty() {
        return None;
    }
    let types = model.incoming.iter().filter_map(|incoming| {
        let ty = tokens(incoming.ty.as_ref()?, Scope::Sibling);
        let (ident, docs) =
            (format_ident!("{}", incoming.ident), super::attribute(&text(incoming)));
        Some(quote!(#docs pub type #ident = #ty;))
    });
    let all = model.incoming.iter().map(|incoming| {
        let Incoming { ident, method, to, pointer, .. } = incoming;
        quote!((#ident, #method, #to, #pointer))
    });
    let all = quote! {
        /// Every webhook and callback: the name of its type here, the method, the webhook's name or the expression that the
        /// callback goes to, and where the document has it. One without JSON has no type.
        pub const ALL: &[(&str, &str, &str, &str)] = &[#(#all),*];
    };
    Some(Module {
        head: quote! {
            /// Webhooks and callbacks: what the server sends of its own accord, for whoever receives it.
            pub mod incoming {}
        },
        items: Box::new(iter::once(all).chain(types)),
    })
}

fn text(incoming: &Incoming) -> String {
    let sent = format!("Sent with {} to {}.", incoming.method, docs::code(&incoming.to));
    let told = [incoming.summary.as_str(), incoming.description.as_str()]
        .into_iter()
        .map(docs::plain)
        .filter(|text| !text.is_empty());
    std::iter::once(sent).chain(told).collect::<Vec<_>>().join("\n\n")
}
