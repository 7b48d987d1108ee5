//! Where a list begins, made readable to the glue.

use syn::ItemStruct;

use crate::model::{Operation, PagedBy};

/// Lets the module beside the builders, which implements `Paged`, read the field of the cursor or of the page's number.
pub(super) fn apply(builder: &mut ItemStruct, operation: &Operation) {
    let position = operation.paged.as_ref().and_then(PagedBy::ident);
    for field in &mut builder.fields {
        if field
            .ident
            .as_ref()
            .is_some_and(|ident| position.is_some_and(|position| ident == position))
        {
            field.vis = syn::parse_quote!(pub(super));
        }
    }
}
