//! Which way a type travels.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::{Content, Extra, Model, PartContent, Shape, Type};

/// Which way each item travels.
#[derive(Debug, Default)]
pub(crate) struct Directions {
    /// Part of a request body.
    pub(crate) request: BTreeSet<String>,
    /// Part of an answer.
    pub(crate) response: BTreeSet<String>,
    /// Part of a body that changes something, where leaving a member out and setting it to null are two things.
    pub(crate) update: BTreeSet<String>,
}

impl Directions {
    pub(crate) fn of(model: &Model) -> Self {
        let edges = edges(model);
        let mut directions = Self::default();
        for operation in &model.operations {
            if let Some(body) = &operation.body {
                spread(&body.ty, &edges, &mut directions.request);
                if matches!(operation.method.as_str(), "PATCH" | "PUT") || body.is_merge_patch() {
                    spread(&body.ty, &edges, &mut directions.update);
                }
            }
            if let Some(ty) = operation.success.ty() {
                spread(&ty, &edges, &mut directions.response);
            }
            if let Some(failure) = &operation.failure {
                spread(&failure.ty(), &edges, &mut directions.response);
            }
            for name in operation.headers.iter().chain(&operation.failure_headers) {
                spread(&Type::Named(name.clone()), &edges, &mut directions.response);
            }
        }
        for ty in model.webhooks.iter().filter_map(|webhook| webhook.ty.as_ref()) {
            spread(ty, &edges, &mut directions.response);
        }
        directions
    }
}

/// Every item that an operation or a webhook leads to.
pub(crate) fn reached(model: &Model) -> BTreeSet<String> {
    let edges = edges(model);
    let directions = Directions::of(model);
    let mut reached = directions.request;
    reached.extend(directions.response);
    let parameters = model.operations.iter().flat_map(|operation| &operation.parameters);
    for parameter in parameters {
        spread(&parameter.ty, &edges, &mut reached);
    }
    reached
}

/// What each item names.
pub(crate) type Edges<'m> = BTreeMap<&'m str, BTreeSet<String>>;

pub(crate) fn edges(model: &Model) -> Edges<'_> {
    model.items.iter().map(|(name, item)| (name.as_str(), mentioned(&item.shape))).collect()
}

/// Adds every item that a type leads to.
fn spread(ty: &Type, edges: &Edges<'_>, reached: &mut BTreeSet<String>) {
    let mut waiting = Vec::new();
    ty.for_each_name(&mut |name| waiting.push(name.to_owned()));
    while let Some(name) = waiting.pop() {
        if reached.insert(name.clone()) {
            waiting.extend(edges.get(name.as_str()).into_iter().flatten().cloned());
        }
    }
}

/// Every item that a shape names.
fn mentioned(shape: &Shape) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    let mut visit = |name: &str| {
        names.insert(name.to_owned());
    };
    match shape {
        Shape::Struct(shape) => {
            shape.fields.iter().for_each(|field| field.ty.for_each_name(&mut visit));
            if let Extra::Of(ty) = &shape.extra {
                ty.for_each_name(&mut visit);
            }
        }
        Shape::Union(union) => {
            union.variants.iter().for_each(|variant| variant.ty.for_each_name(&mut visit));
        }
        Shape::Multipart(parts) => parts.iter().for_each(|part| {
            if let PartContent::Value(ty) = &part.content {
                ty.for_each_name(&mut visit);
            }
            part.headers.iter().for_each(|header| header.ty.for_each_name(&mut visit));
        }),
        Shape::ByStatus(variants) => {
            for variant in variants {
                if let Content::Json(ty) = &variant.content {
                    ty.for_each_name(&mut visit);
                }
            }
        }
        Shape::Events(variants) => {
            variants
                .iter()
                .filter_map(|variant| variant.ty.as_ref())
                .for_each(|ty| ty.for_each_name(&mut visit));
        }
        Shape::Failure(variants) => {
            variants.iter().for_each(|variant| variant.ty.for_each_name(&mut visit));
        }
        Shape::Headers(headers) => {
            headers.iter().for_each(|header| header.ty.for_each_name(&mut visit));
        }
        Shape::Newtype(ty) | Shape::Alias(ty) => ty.for_each_name(&mut visit),
        Shape::Enum(_) => {}
    }
    names
}
