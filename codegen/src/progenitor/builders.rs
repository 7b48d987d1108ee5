//! Changes to what progenitor wrote, before it is formatted.

use std::collections::BTreeMap;

use syn::parse::Parser as _;
use syn::visit_mut::{VisitMut, visit_field_value_mut};
use syn::{
    Attribute, Expr, FieldValue, File, ImplItem, Item, ItemImpl, ItemMod, LitStr, Member, Type,
};

use crate::emit::{
    Scope, attribute, failure_type, headers_type, operation_alias, operation_text, parameter_text,
    short, success_type,
};
use crate::error::{Error, ErrorKind};
use crate::model::{BodyForm, Operation, Parameter, Wire};

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
            if let Some(alias) = operation_alias(operation) {
                function.attrs.push(syn::parse_quote!(#[doc(alias = #alias)]));
            }
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
    items.insert(
        0,
        syn::parse_quote!(
            #[allow(unused_imports)]
            use super::types;
        ),
    );
    for item in items {
        match item {
            // The module beside this one makes requests of them.
            Item::Struct(builder) => {
                builder
                    .fields
                    .iter_mut()
                    .for_each(|field| field.vis = syn::parse_quote!(pub(super)));
            }
            Item::Impl(block) => {
                let Type::Path(path) = &*block.self_ty else { continue };
                let name = path.path.segments.last().map(|segment| segment.ident.to_string());
                let Some(operation) = builders.get(&name.unwrap_or_default()) else { continue };
                Builder { operation }.visit_item_impl_mut(block);
                document_builder(block, operation)?;
                send(block, operation);
            }
            _ => {}
        }
    }
    Ok(())
}

/// How a call is made is in the runtime, once. progenitor writes it out for each operation, which is most of what its builders cost the compiler.
fn send(block: &mut ItemImpl, operation: &Operation) {
    let ty = success_type(&operation.success, Scope::Builder);
    let failure = failure_type(operation.failure.as_ref(), Scope::Builder);
    let second = |headers: &Option<String>| {
        let ty = headers.as_ref().map(|_| headers_type(headers.as_ref(), Scope::Builder));
        ty.map(|ty| quote::quote!(, #ty))
    };
    let (headers, failure_headers) =
        (second(&operation.headers), second(&operation.failure_headers));
    for item in &mut block.items {
        if let ImplItem::Fn(send) = item
            && send.sig.ident == "send"
        {
            send.sig = syn::parse_quote!(fn send(self) -> super::support::Sending<'a, super::support::Response<#ty #headers>, super::support::OperationError<#failure #failure_headers>>);
            send.block = syn::parse_quote!({ super::support::send(self) });
        }
    }
}

/// What a builder begins with, and what its setters say.
struct Builder<'m> {
    operation: &'m Operation,
}

impl VisitMut for Builder<'_> {
    /// `body: Err("body was not initialized".to_string())`, where the body may stay away.
    fn visit_field_value_mut(&mut self, field: &mut FieldValue) {
        let optional = self.operation.body.as_ref().filter(|body| body.optional);
        let is_body = matches!(&field.member, Member::Named(name) if name == "body");
        if let Some(body) = optional
            && is_body
            && matches!(&field.expr, Expr::Call(_))
        {
            field.expr = match body.form {
                BodyForm::Json | BodyForm::Xml(_) => {
                    syn::parse_quote!(Ok(::std::default::Default::default()))
                }
                // There is nothing to complain of.
                _ => syn::parse_quote!(Err(::std::string::String::new())),
            };
        }
        visit_field_value_mut(self, field);
    }

    fn visit_lit_str_mut(&mut self, text: &mut LitStr) {
        let old = text.value();
        let ident = old
            .strip_prefix("conversion to `")
            .and_then(|rest| rest.strip_suffix(" failed")?.rsplit_once("` for "));
        if let Some((_, ident)) = ident {
            let mut parameters = self.operation.parameters.iter();
            let parameter = parameters.find(|parameter| parameter.ident == ident);
            *text = LitStr::new(&conversion_message(parameter, ident), text.span());
        }
    }
}

/// What a value has to be, where progenitor says only that it does not convert.
fn conversion_message(parameter: Option<&Parameter>, ident: &str) -> String {
    let needed = match parameter.map(|parameter| (parameter.wire, &parameter.ty)) {
        Some((Wire::Segment, _)) => {
            "a text that is not empty, `.` or `..` and has no backslash".to_owned()
        }
        Some((_, ty)) => format!("a value that converts to {}", short(ty).replace("support::", "")),
        None => "a value that converts to the type of the body".to_owned(),
    };
    format!("{ident} takes {needed}")
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
