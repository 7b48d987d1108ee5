//! What is generated: the document's types and operations in Rust's terms, after lowering.

mod headers;
mod json_schema;
mod operation;
mod service;
mod types;
mod xml;

use std::collections::{BTreeMap, BTreeSet};

pub(crate) use headers::{HeaderField, HeaderForm};
pub(crate) use json_schema::{JsonSchema, SchemaOf};
pub(crate) use operation::{
    Body, BodyForm, Failure, List, Location, Operation, PagedBy, Parameter, Success, Wire,
};
pub(crate) use service::{Scheme, SchemeKind, Server, ServerVariable};
pub(crate) use types::{
    Content, Enum, EnumValue, EventVariant, Extra, FailureVariant, Field, Item, Part, PartContent,
    PartHeader, Shape, StatusVariant, Statuses, Struct, Type, Union, Variant,
};

pub(crate) use xml::{Xml, XmlMember, XmlName, XmlRoot};

use crate::settings::Derive;

/// The whole client.
#[derive(Debug, Default)]
pub(crate) struct Model {
    pub(crate) title: String,
    pub(crate) description: String,
    pub(crate) version: String,
    /// What is only received can be made by callers too.
    pub(crate) construct_all: bool,
    /// Traits that are derived beside the usual ones, where they can be.
    pub(crate) derives: BTreeSet<Derive>,
    /// The items that cannot have them.
    pub(crate) partially_equal: BTreeSet<String>,
    /// Structs that have a default by the settings.
    pub(crate) defaults: BTreeSet<String>,
    pub(crate) servers: Vec<Server>,
    pub(crate) schemes: Vec<Scheme>,
    /// The schemes that operations can be called with that say nothing else.
    pub(crate) security: Vec<Vec<String>>,
    /// The variables of all servers, each with the builder's method.
    pub(crate) server_variables: Vec<(String, ServerVariable)>,
    /// Every named type, by its Rust name.
    pub(crate) items: BTreeMap<String, Item>,
    pub(crate) operations: Vec<Operation>,
    pub(crate) webhooks: Vec<Webhook>,
    /// The forms of schemas in XML that several places share.
    pub(crate) xml_shapes: Vec<Xml>,
    /// The elements that bodies are.
    pub(crate) xml_roots: Vec<XmlRoot>,
    /// The schemas of the types, where the settings ask for them.
    pub(crate) json_schemas: Vec<JsonSchema>,
}

/// A webhook or a callback.
#[derive(Clone, Debug)]
pub(crate) struct Webhook {
    /// The name of its type.
    pub(crate) ident: String,
    pub(crate) method: String,
    /// The webhook's name, or the expression that the callback goes to.
    pub(crate) to: String,
    /// Where the document has it.
    pub(crate) pointer: String,
    pub(crate) summary: String,
    pub(crate) description: String,
    /// The type of its JSON or XML, where it has any.
    pub(crate) ty: Option<Type>,
    /// Its element, where it may be XML.
    pub(crate) xml: Option<usize>,
}

impl Model {
    /// The shape of an item of the model.
    pub(crate) fn shape(&self, ty: &Type) -> Option<&Shape> {
        let Type::Named(item) = ty else { return None };
        self.items.get(item).map(|item| &item.shape)
    }

    /// What a value may be that is not null: the variants of unions, and what stands behind other names. A type may be a variant of
    /// itself, which adds nothing.
    pub(crate) fn forms<'a>(&'a self, ty: &'a Type) -> Vec<&'a Type> {
        let (mut forms, mut open, mut seen) = (Vec::new(), vec![ty], BTreeSet::new());
        while let Some(ty) = open.pop() {
            if let Type::Named(item) = ty
                && !seen.insert(item)
            {
                continue;
            }
            match (ty, self.shape(ty)) {
                (Type::Nullable(inner), _) => open.push(inner),
                (_, Some(Shape::Alias(target))) => open.push(target),
                (_, Some(Shape::Union(union))) => {
                    open.extend(union.variants.iter().map(|variant| &variant.ty));
                }
                _ => forms.push(ty),
            }
        }
        forms
    }
}

/// The member names of an envelope that an item has, if it is one.
pub(crate) fn envelope_data<'m>(
    model: &'m Model,
    ty: &Type,
    data: &str,
    meta: &str,
) -> Option<&'m Field> {
    let Type::Named(name) = ty else { return None };
    let Shape::Struct(shape) = &model.items.get(name)?.shape else {
        return None;
    };
    shape.fields.iter().find(|field| field.name == meta && field.required)?;
    shape.fields.iter().find(|field| field.name == data && field.required)
}
