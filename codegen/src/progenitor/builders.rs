//! Changes to what progenitor wrote, before it is formatted.

use std::collections::BTreeMap;

use syn::parse::Parser as _;
use syn::{Attribute, File, ImplItem, Item, ItemImpl, ItemMod, Type};

use super::{position, send, wire};
use crate::emit::{attribute, operation_text, parameter_text};
use crate::error::{Error, ErrorKind};
use crate::model::Operation;

/// Applies every pass to what progenitor wrote for these operations of the model.
pub(crate) fn apply(file: &mut File, operations: &[&Operation]) -> Result<(), Error> {
    let methods: BTreeMap<&str, &Operation> =
        operations.iter().map(|operation| (operation.ident.as_str(), *operation)).collect();
    for item in &mut file.items {
        match item {
            Item::Impl(block) if block.trait_.is_none() => document_methods(block, &methods)?,
            Item::Mod(module) if module.ident == "builder" => builders(module, operations)?,
            _ => {}
        }
    }
    Ok(())
}

/// The comments are made anew, so that nothing of the document gets into one unchecked.
fn document_methods(
    block: &mut ItemImpl,
    methods: &BTreeMap<&str, &Operation>,
) -> Result<(), Error> {
    for item in &mut block.items {
        if let ImplItem::Fn(function) = item
            && let Some(operation) = methods.get(function.sig.ident.to_string().as_str())
        {
            function.attrs =
                comment(std::mem::take(&mut function.attrs), &operation_text(operation))?;
            if operation.deprecated {
                function.attrs.push(syn::parse_quote!(#[deprecated]));
            }
        }
    }
    Ok(())
}

fn builders(module: &mut ItemMod, operations: &[&Operation]) -> Result<(), Error> {
    let builders: BTreeMap<String, &Operation> =
        operations.iter().map(|operation| (operation.builder(), *operation)).collect();
    let Some((_, items)) = &mut module.content else {
        return Ok(());
    };
    // The document need not describe everything.
    module.attrs.push(syn::parse_quote!(#[allow(missing_docs)]));
    // In the place of progenitor's own imports. A document need not have what a builder could name.
    items.retain(|item| !matches!(item, Item::Use(_)));
    let imports: File = syn::parse_quote! {
        #[allow(unused_imports)]
        use super::types;
        #[allow(unused_imports)]
        use super::support::{RequestBuilderExt, RequestError as Error, encode_path, progenitor_client};
    };
    items.splice(0..0, imports.items);
    for item in items {
        if let Item::Struct(builder) = item
            && let Some(operation) = builders.get(&builder.ident.to_string())
        {
            position::apply(builder, operation);
        }
        let Item::Impl(block) = item else { continue };
        let Type::Path(path) = &*block.self_ty else {
            continue;
        };
        let name =
            path.path.segments.last().map(|segment| segment.ident.to_string()).unwrap_or_default();
        let Some(operation) = builders.get(&name) else {
            continue;
        };
        document_builder(block, operation)?;
        wire::apply(block, operation);
        send::apply(block, operation)?;
    }
    Ok(())
}

fn document_builder(block: &mut ItemImpl, operation: &Operation) -> Result<(), Error> {
    for item in &mut block.items {
        let ImplItem::Fn(function) = item else {
            continue;
        };
        let name = function.sig.ident.to_string();
        let parameter = operation.parameters.iter().find(|parameter| parameter.ident == name);
        let text = match (name.as_str(), parameter, &operation.body) {
            (_, Some(parameter), _) => parameter_text(parameter),
            ("body", None, Some(body)) => format!("Sets the request body.\n\n{}", crate::emit::plain(&body.description)),
            ("new", ..) => "Begins a call with nothing set.".to_owned(),
            ("send", ..) => "Sends the request.\n\n# Errors\n\nWhen a required value was not set or does not convert, \
                when the request fails, and when the answer is not a success that decodes."
                .to_owned(),
            _ => continue,
        };
        function.attrs = comment(std::mem::take(&mut function.attrs), &text)?;
    }
    Ok(())
}

/// Replaces the doc comment among attributes.
fn comment(attributes: Vec<Attribute>, text: &str) -> Result<Vec<Attribute>, Error> {
    let docs = Attribute::parse_outer.parse2(attribute(text)).map_err(|error| {
        Error::new(ErrorKind::Generator, format!("a comment does not parse: {error}"))
    })?;
    let others = attributes.into_iter().filter(|attribute| !attribute.path().is_ident("doc"));
    Ok(docs.into_iter().chain(others).collect())
}
