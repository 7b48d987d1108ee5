//! How lists are paged.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::types::{Scope, tokens};
use crate::model::Operation;
use crate::settings::ListBy;

/// The `impl List` of a builder that is bound to a form of paging.
pub(super) fn list_impl(operation: &Operation) -> Option<TokenStream> {
    let list = operation.list.as_ref()?;
    let builder = format_ident!("{}", operation.builder());
    let item = tokens(&list.item, Scope::Sibling);
    let (parameter, next, first, items) = (&list.parameter, &list.next, list.first, &list.items);
    let by = match list.by {
        ListBy::Cursor => quote!(cursor(#next, #parameter)),
        ListBy::CursorHeader => quote!(cursor_header(#next, #parameter)),
        ListBy::Number => quote!(number(#parameter, #first)),
        ListBy::Offset => quote!(offset(#parameter)),
        ListBy::Link => quote!(link()),
        ListBy::Url => quote!(url(#next)),
    };
    let items = (!items.is_empty()).then(|| quote!(.items_at(#items)));
    let may_lack = list.may_lack.then(|| quote!(.items_may_lack()));
    let more = list.more.iter().map(|more| quote!(.more_at(#more)));
    Some(quote! {
        impl super::support::List for super::builder::#builder<'_> {
            type Item = #item;

            fn page_by() -> super::support::PageBy {
                super::support::PageBy::#by #items #may_lack #(#more)*
            }
        }
    })
}
