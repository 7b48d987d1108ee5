//! What progenitor is given: the operations of the document as OpenAPI 3.0, reduced to what it takes, with every type a
//! reference to one that is generated here.

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};

use oas_source::text::quoted;
use openapiv3::OpenAPI;
use proc_macro2::TokenStream;
use progenitor::{GenerationSettings, Generator, InterfaceStyle};
use quote::quote;
use serde_json::{Map, Value, json};

use crate::emit::{Scope, tokens};
use crate::error::{Error, ErrorKind};
use crate::model::{Body, BodyForm, Operation, Parameter, Type, Wire};
use crate::pointer::Pointer;

/// Runs progenitor on operations.
pub(crate) fn generate(operations: &[&Operation]) -> Result<TokenStream, Error> {
    tokens_of(operations).map_err(|message| {
        // Alone, each operation shows whether it is the one.
        let culprit = operations.iter().find(|operation| tokens_of(&[operation]).is_err());
        let error = Error::new(
            ErrorKind::Generator,
            format!("progenitor does not take the document: {message}"),
        );
        let error = error.advise("please report this, it is a bug of oas-codegen");
        match culprit {
            Some(operation) => {
                let at = Pointer::default().join("paths").join(&operation.path);
                error.at(at.join(operation.method.to_ascii_lowercase()).as_str())
            }
            None => error,
        }
    })
}

fn tokens_of(operations: &[&Operation]) -> Result<TokenStream, String> {
    let mut types = Types::default();
    let document = document(operations, &mut types);
    let document: OpenAPI = serde_json::from_value(document).map_err(|error| error.to_string())?;
    let mut settings = GenerationSettings::new();
    settings.with_interface(InterfaceStyle::Builder);
    for (rust, name) in &types.names {
        settings.with_replacement(name, rust, std::iter::empty());
    }
    let generated =
        catch_unwind(AssertUnwindSafe(|| Generator::new(&settings).generate_tokens(&document)));
    match generated {
        Ok(Ok(tokens)) => Ok(tokens),
        Ok(Err(error)) => Err(error.to_string()),
        Err(panic) => {
            let text = panic.downcast_ref::<String>().map(String::as_str);
            let text =
                text.or_else(|| panic.downcast_ref::<&str>().copied()).unwrap_or("no message");
            Err(format!("it panicked: {}", quoted(text)))
        }
    }
}

/// Stand-ins for types, by the type's Rust form.
#[derive(Default)]
struct Types {
    names: BTreeMap<String, String>,
}

impl Types {
    fn reference(&mut self, rust: String) -> Value {
        let next = format!("Type{}", self.names.len());
        let name = self.names.entry(rust).or_insert(next);
        json!({ "$ref": format!("#/components/schemas/{name}") })
    }

    fn of(&mut self, ty: &Type) -> Value {
        let rust = tokens(ty, Scope::Builder);
        // progenitor takes a path, which a tuple is not.
        self.reference(match ty {
            Type::Tuple(_) => quote!(super::support::Same<#rust>).to_string(),
            _ => rust.to_string(),
        })
    }
}

fn document(operations: &[&Operation], types: &mut Types) -> Value {
    // Where an operation goes is not progenitor's to know: its name is enough.
    let paths: Map<String, Value> = operations
        .iter()
        .map(|operation| {
            (format!("/{}", operation.ident), json!({ "get": describe(operation, types) }))
        })
        .collect();
    let schemas: Map<String, Value> =
        types.names.values().map(|name| (name.clone(), json!({ "type": "object" }))).collect();
    json!({
        "openapi": "3.0.3",
        "info": { "title": "API", "version": "0" },
        "paths": paths,
        "components": { "schemas": schemas },
    })
}

fn describe(operation: &Operation, types: &mut Types) -> Value {
    let parameters: Vec<Value> =
        operation.parameters.iter().map(|parameter| parameter_value(parameter, types)).collect();
    let mut described = json!({
        "operationId": operation.ident,
        "parameters": parameters,
        "responses": { "2XX": { "description": "" } },
    });
    if let Some(body) = &operation.body {
        described["requestBody"] = body_value(body, types);
    }
    described
}

fn parameter_value(parameter: &Parameter, types: &mut Types) -> Value {
    let schema = match parameter.wire {
        Wire::Styled { .. } => types.of(&parameter.ty),
        Wire::Segment => types.reference("super::support::PathSegment".to_owned()),
    };
    // Where it stands makes no difference to a setter.
    json!({ "name": parameter.ident, "in": "query", "required": parameter.required, "schema": schema })
}

fn body_value(body: &Body, types: &mut Types) -> Value {
    let (media_type, schema) = match body.form {
        BodyForm::Json | BodyForm::Xml(_) if body.optional => {
            ("application/json", types.of(&body.ty.clone().nullable()))
        }
        BodyForm::Json | BodyForm::Xml(_) => ("application/json", types.of(&body.ty)),
        BodyForm::Form => ("application/x-www-form-urlencoded", types.of(&body.ty)),
        BodyForm::Text => ("text/plain", json!({ "type": "string" })),
        BodyForm::Bytes | BodyForm::Multipart => {
            ("application/octet-stream", json!({ "type": "string", "format": "binary" }))
        }
    };
    json!({ "required": true, "content": { media_type: { "schema": schema } } })
}
