//! Types of their own for what is sent, where what is required differs by the direction.

use std::collections::{BTreeMap, BTreeSet};

use super::{Lowering, Rule};
use crate::direction::{Directions, edges};
use crate::model::{Extra, PartContent, Shape, Type};
use crate::pointer::Pointer;

impl Lowering<'_> {
    /// Gives each type that is sent and received, and that has or leads to a member that is required one way only, another for what is
    /// sent: `User` is what is received, `UserInput` what is sent.
    pub(super) fn split(&mut self) {
        if !self.settings.split_read_write {
            return;
        }
        let directions = Directions::of(&self.model);
        let both =
            |name: &str| directions.request.contains(name) && directions.response.contains(name);
        let mut differing: Vec<String> = Vec::new();
        for (name, item) in &self.model.items {
            let Shape::Struct(shape) = &item.shape else { continue };
            let mut fields = shape.fields.iter();
            if both(name)
                && fields.any(|field| field.required && (field.read_only || field.write_only))
            {
                differing.push(name.clone());
            }
        }
        let places =
            differing.iter().filter_map(|name| Pointer::parse(&self.model.items[name].pointer));
        for at in places.collect::<Vec<_>>() {
            self.apply(Rule::SplitByDirection, &at);
        }
        let sent: Vec<String> = leading(&edges(&self.model), differing)
            .into_iter()
            .filter(|name| directions.request.contains(name))
            .collect();
        let mut names = BTreeMap::new();
        for name in sent.iter().filter(|name| both(name)) {
            let pointer = self.model.items[name].pointer.clone();
            names.insert(name.clone(), self.names.unique(&format!("{name}Input"), &pointer));
        }
        for name in &sent {
            let to = names.get(name).unwrap_or(name);
            if let Some(mut item) = self.model.items.get(name).cloned() {
                types(&mut item.shape).into_iter().for_each(|ty| ty.rename(&names));
                self.model.items.insert(to.clone(), item);
            }
        }
        for operation in &mut self.model.operations {
            if let Some(body) = &mut operation.body {
                body.ty.rename(&names);
            }
        }
    }
}

/// The items that lead to one of these, and these.
pub(super) fn leading(
    edges: &BTreeMap<&str, BTreeSet<String>>,
    to: Vec<String>,
) -> BTreeSet<String> {
    let mut backwards: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for (from, targets) in edges {
        targets.iter().for_each(|to| backwards.entry(to).or_default().push(from));
    }
    let mut found = BTreeSet::new();
    let mut waiting = to;
    while let Some(name) = waiting.pop() {
        let before = backwards.get(name.as_str()).into_iter().flatten();
        waiting
            .extend(before.filter(|before| !found.contains(**before)).map(|it| (*it).to_owned()));
        found.insert(name);
    }
    found
}

/// The types in what is sent.
fn types(shape: &mut Shape) -> Vec<&mut Type> {
    match shape {
        Shape::Struct(shape) => {
            let extra = match &mut shape.extra {
                Extra::Of(ty) => Some(ty),
                Extra::Unknown | Extra::Any => None,
            };
            shape.fields.iter_mut().map(|field| &mut field.ty).chain(extra).collect()
        }
        Shape::Union(union) => union.variants.iter_mut().map(|variant| &mut variant.ty).collect(),
        Shape::Multipart(parts) => parts
            .iter_mut()
            .filter_map(|part| match &mut part.content {
                PartContent::Value(ty) => Some(ty),
                PartContent::File | PartContent::Files => None,
            })
            .collect(),
        Shape::Newtype(ty) | Shape::Alias(ty) => vec![ty],
        Shape::Enum(_)
        | Shape::ByStatus(_)
        | Shape::Failure(_)
        | Shape::Headers(_)
        | Shape::Events(_) => Vec::new(),
    }
}
