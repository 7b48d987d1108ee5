//! The glue: what each operation is, and what can be done with all of them alike.

use std::collections::BTreeSet;
use std::iter;

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

use super::headers::headers_type;
use super::types::{Scope, tokens};
use super::{failures, lists, service};
use crate::lower::{Alias, Target};
use crate::model::{
    Body, BodyForm, Field, Location, Model, Operation, PagedBy, Parameter, Shape, Success, Type,
    Wire, envelope_data,
};
use crate::settings::Settings;
use crate::text::Module;

/// The module `operations`.
pub(crate) fn operations<'m>(model: &'m Model, settings: &'m Settings) -> Module<'m> {
    let specs = model.operations.iter().map(|operation| spec(operation, model));
    let service = service::constants(model);
    let common = quote! {
        use super::support::OperationSpec;

        /// Every operation, in the order of path and method.
        pub const ALL: &[OperationSpec] = &[#(#specs),*];

        #service
    };
    let impls = model.operations.iter().enumerate();
    let impls = impls.map(|(index, operation)| operation_impl(index, operation));
    let paged = model.operations.iter();
    let paged = paged.filter_map(|operation| paged_impl(operation, model, settings));
    let lists = model.operations.iter().filter_map(lists::list_impl);
    let items = iter::once(common).chain(impls);
    Module {
        head: quote! {
            /// What the document says of each operation, and the traits that all of them implement.
            pub mod operations {}
        },
        items: Box::new(items.chain(envelopes(model, settings)).chain(paged).chain(lists)),
    }
}

fn spec(operation: &Operation, model: &Model) -> TokenStream {
    let Operation { ident, method, path, success_media_types, .. } = operation;
    let operation_id = super::option(operation.operation_id.as_deref());
    let (safe, idempotent) = (operation.is_safe(), operation.is_idempotent());
    let idempotency_key = super::option(operation.idempotency_key());
    let streaming =
        matches!(operation.success, Success::Stream | Success::Events(_) | Success::Lines(_));
    let optional_body = operation.body.as_ref().is_some_and(|body| body.optional);
    let servers = operation.servers.iter().map(service::server);
    let security = service::security(&operation.security, model);
    let media_type = operation.body.as_ref().map(|body| body.media_type.as_str());
    // A range is no media type that could be sent.
    let media_type = super::option(media_type.filter(|media_type| !media_type.contains('*')));
    quote! {
        OperationSpec {
            name: #ident,
            operation_id: #operation_id,
            method: #method,
            path: #path,
            security: #security,
            safe: #safe,
            idempotent: #idempotent,
            idempotency_key: #idempotency_key,
            streaming: #streaming,
            optional_body: #optional_body,
            request_media_type: #media_type,
            response_media_types: &[#(#success_media_types),*],
            servers: &[#(#servers),*],
        }
    }
}

fn operation_impl(index: usize, operation: &Operation) -> TokenStream {
    let builder = format_ident!("{}", operation.builder());
    let client = client_field(operation);
    let values = operation.parameters.iter().map(written).chain(operation.body.iter().map(sent));
    let success = success_type(&operation.success, Scope::Sibling);
    let failure = failures::failure_type(operation.failure.as_ref(), Scope::Sibling);
    let headers = headers_type(operation.headers.as_ref(), Scope::Sibling);
    let failure_headers = headers_type(operation.failure_headers.as_ref(), Scope::Sibling);
    let decoded_failure = failures::decoded(operation.failure.as_ref());
    let (status, body) = match operation.failure {
        Some(_) => (quote!(status), quote!(body)),
        None => (quote!(_), quote!(_)),
    };
    let (received, decoded) = match &operation.success {
        Success::Empty => (quote!(_), quote!(::std::result::Result::Ok(()))),
        Success::Json(_) => (quote!(received), quote!(received.json())),
        Success::Optional(_) | Success::ByStatus(_) => {
            (quote!(received), quote!(received.by_status()))
        }
        Success::Stream => (quote!(received), quote!(::std::result::Result::Ok(received.stream()))),
        Success::Text => (quote!(received), quote!(received.text())),
        Success::Xml(_, root, optional) => {
            let root = super::xml::root(*root);
            let read = format_ident!("{}", if *optional { "optional_xml" } else { "xml" });
            (quote!(received), quote!(received.#read(&super::xml::#root)))
        }
        Success::Lines(_) => {
            (quote!(received), quote!(::std::result::Result::Ok(received.lines())))
        }
        Success::Events(_) => {
            (quote!(received), quote!(::std::result::Result::Ok(received.events())))
        }
    };
    quote! {
        impl super::support::Operation for super::builder::#builder<'_> {
            const SPEC: &'static OperationSpec = &ALL[#index];
            type Success = #success;
            type Headers = #headers;
            type Failure = #failure;
            type FailureHeaders = #failure_headers;

            fn client(&self) -> &super::support::Client {
                &self.#client.runtime
            }

            fn request(self) -> super::support::Result<::reqwest::Request> {
                #[allow(unused_mut)]
                let mut request = super::support::RequestBuilder::new(&self.#client.runtime, Self::SPEC);
                #(request.#values;)*
                request.finish()
            }

            fn decode(#received: &mut super::support::Received) -> ::std::result::Result<Self::Success, ::serde_json::Error> {
                #decoded
            }

            fn decode_failure(
                #status: u16,
                #body: &[u8],
            ) -> ::std::option::Option<::std::result::Result<Self::Failure, ::serde_json::Error>> {
                #decoded_failure
            }
        }
    }
}

/// The builder's field that holds the client: progenitor gives way to a parameter of that name.
fn client_field(operation: &Operation) -> Ident {
    let taken = operation.parameters.iter().any(|parameter| parameter.ident == "client");
    format_ident!("{}", if taken { "_client" } else { "client" })
}

/// Puts the value of a parameter into the request.
fn written(parameter: &Parameter) -> TokenStream {
    let (name, value) = (&parameter.name, format_ident!("{}", parameter.ident));
    match (parameter.wire, parameter.location) {
        (Wire::Segment, _) => quote!(segment(self.#value)),
        (Wire::Styled { style, .. }, Location::Querystring) => {
            let style = format_ident!("{style}");
            quote!(querystring(super::support::Style::#style, self.#value))
        }
        (Wire::Styled { style, explode, reserved }, location) => {
            let style = format_ident!("{style}");
            let put = if reserved { "query_reserved" } else { location.name() };
            let put = format_ident!("{put}");
            quote!(#put(#name, super::support::Style::#style, #explode, self.#value))
        }
    }
}

/// Puts the body into the request.
fn sent(body: &Body) -> TokenStream {
    match body.form {
        BodyForm::Json => quote!(json(self.body)),
        BodyForm::Form => {
            let styles = body.styles.iter().map(|(name, style, explode, reserved)| {
                let style = format_ident!("{style}");
                quote!((#name, super::support::Style::#style, #explode, #reserved))
            });
            quote!(form(&[#(#styles),*], self.body))
        }
        BodyForm::Text | BodyForm::Bytes | BodyForm::Multipart => quote!(bytes(self.body)),
        BodyForm::Xml(root) => {
            let root = super::xml::root(root);
            quote!(xml(&super::xml::#root, self.body))
        }
    }
}

/// The type that a success decodes to.
pub(crate) fn success_type(success: &Success, scope: Scope) -> TokenStream {
    match success {
        Success::Empty => quote!(()),
        Success::Json(ty) | Success::Xml(ty, _, false) => tokens(ty, scope),
        Success::Xml(ty, _, true) => {
            let ty = tokens(ty, scope);
            quote!(::std::option::Option<#ty>)
        }
        // A value that may be anything is not there all the same where there is no body.
        Success::Optional(ty) => {
            tokens(&Type::Nullable(Box::new(ty.clone().split_null().0)), scope)
        }
        Success::ByStatus(name) => tokens(&Type::Named(name.clone()), scope),
        Success::Stream => quote!(super::ByteStream),
        Success::Text => quote!(::std::string::String),
        Success::Lines(ty) => {
            let ty = tokens(ty, scope);
            quote!(super::support::LineStream<#ty>)
        }
        Success::Events(None) => quote!(super::support::EventStream<super::support::EventText>),
        Success::Events(Some(ty)) => {
            let ty = tokens(ty, scope);
            quote!(super::support::EventStream<#ty>)
        }
    }
}

fn envelopes(model: &Model, settings: &Settings) -> Vec<TokenStream> {
    let Some(envelope) = &settings.envelope else {
        return Vec::new();
    };
    let types: BTreeSet<&Type> = model
        .operations
        .iter()
        .filter_map(|operation| match &operation.success {
            Success::Json(ty) => Some(ty),
            _ => None,
        })
        .collect();
    let emit = |ty: &Type| {
        let data = envelope_data(model, ty, &envelope.data, &envelope.meta)?;
        let Type::Named(name) = ty else { return None };
        let Shape::Struct(shape) = &model.items.get(name)?.shape else {
            return None;
        };
        let beside = shape.fields.iter().filter(|field| field.name != data.name).map(|field| {
            let (name, ident) = (&field.name, format_ident!("{}", field.ident));
            quote! {
                if let ::std::result::Result::Ok(value) = ::serde_json::to_value(self.#ident) {
                    beside.insert(#name.to_owned(), value);
                }
            }
        });
        let (ty, data_type, data) =
            (tokens(ty, Scope::Sibling), data_type(data), format_ident!("{}", data.ident));
        Some(quote! {
            impl super::support::Envelope for #ty {
                type Data = #data_type;

                fn into_data(self) -> Self::Data {
                    self.#data
                }

                fn into_parts(self) -> (Self::Data, ::serde_json::Value) {
                    let mut beside = ::serde_json::Map::new();
                    #(#beside)*
                    (self.#data, ::serde_json::Value::Object(beside))
                }
            }
        })
    };
    types.into_iter().filter_map(emit).collect()
}

/// The type of the payload as the envelope's struct has it.
fn data_type(data: &Field) -> TokenStream {
    let ty = if data.nullable { data.ty.clone().nullable() } else { data.ty.clone() };
    let ty = tokens(&ty, Scope::Sibling);
    if data.boxed { quote!(::std::boxed::Box<#ty>) } else { ty }
}

fn paged_impl(operation: &Operation, model: &Model, settings: &Settings) -> Option<TokenStream> {
    let (envelope, paged) = (settings.envelope.as_ref()?, operation.paged.as_ref()?);
    let Success::Json(ty) = &operation.success else {
        return None;
    };
    let data = envelope_data(model, ty, &envelope.data, &envelope.meta)?;
    let list = if data.nullable { quote!(data.unwrap_or_default()) } else { quote!(data) };
    let (item, items) = match &data.ty {
        Type::List(item) => (item.as_ref(), quote!(::std::option::Option::Some(#list))),
        Type::Any => (&data.ty, quote!(super::support::items(data))),
        _ => return None,
    };
    let item = tokens(item, Scope::Sibling);
    let builder = format_ident!("{}", operation.builder());
    let (paging, at) = match paged {
        PagedBy::Cursor(ident) => {
            let method = format_ident!("{ident}");
            let is_text =
                operation.parameters.iter().any(|p| p.ident == *ident && p.ty == Type::String);
            let value =
                if is_text { quote!(position) } else { quote!(super::support::Text(position)) };
            (quote!(Cursor), quote!(self.#method(#value)))
        }
        PagedBy::PageNumber(ident) => {
            let method = format_ident!("{ident}");
            (quote!(PageNumber), quote!(self.#method(super::support::Text(position))))
        }
        PagedBy::Whole => (quote!(Whole), quote!(self)),
    };
    let argument = match paged {
        PagedBy::Whole => quote!(_position),
        _ => quote!(position),
    };
    let position = position(operation, paged);
    Some(quote! {
        impl super::support::Paged for super::builder::#builder<'_> {
            const PAGING: super::support::Paging = super::support::Paging::#paging;
            type Item = #item;

            fn position(&self) -> ::std::option::Option<::std::string::String> {
                #position
            }

            fn at(self, #argument: &str) -> Self {
                #at
            }

            fn items(data: <Self::Success as super::support::Envelope>::Data) -> ::std::option::Option<::std::vec::Vec<Self::Item>> {
                #items
            }
        }
    })
}

/// Reads the field of the builder that holds the position.
fn position(operation: &Operation, paged: &PagedBy) -> TokenStream {
    let found = paged.ident().and_then(|ident| {
        let parameter = operation.parameters.iter().find(|p| p.ident == ident)?;
        Some((format_ident!("{ident}"), parameter.required))
    });
    match found {
        // A value that does not convert shows when the call is sent.
        Some((field, true)) => {
            quote!(self.#field.as_ref().ok().map(::std::string::ToString::to_string))
        }
        Some((field, false)) => {
            quote!(self.#field.as_ref().ok()?.as_ref().map(::std::string::ToString::to_string))
        }
        None => quote!(::std::option::Option::None),
    }
}

/// The module `contract`, where there is anything to put into it.
pub(crate) fn contract(aliases: &[Alias]) -> Option<Module<'_>> {
    let items = aliases.iter().map(|alias| {
        let (name, of) = (format_ident!("{}", alias.name), super::docs::code(&alias.operation));
        match &alias.target {
            Target::Type(ty) => {
                let ty = tokens(ty, Scope::Sibling);
                let docs = super::attribute(&format!("What {of} is about."));
                quote! { #docs pub type #name = #ty; }
            }
            Target::Words(words) => {
                let docs = super::attribute(&format!("What {of} may call it."));
                quote! { #docs pub const #name: &[&str] = &[#(#words),*]; }
            }
        }
    });
    (!aliases.is_empty()).then(|| Module {
        head: quote! {
            /// Names for types that hand-written code relies on; they stay when the document's names change.
            pub mod contract {}
        },
        items: Box::new(items),
    })
}
