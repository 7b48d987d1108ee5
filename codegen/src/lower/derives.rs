//! Which types can have the traits that the settings ask for.

use std::collections::BTreeSet;

use super::Lowering;
use super::split::leading;
use crate::direction::edges;
use crate::model::{Extra, Model, Shape, Type};
use crate::settings::{Constructors, Derive};

impl Lowering<'_> {
    /// Notes which types can be made, and those that are equal to themselves in every case: all but those with a number that need not be an integer, and those that
    /// lead to one.
    pub(super) fn derives(&mut self) {
        self.model.construct_all = self.settings.constructors == Constructors::All;
        self.model.derives.clone_from(&self.settings.derives);
        if self.model.derives.is_empty() {
            return;
        }
        let items = self.model.items.iter();
        let partial = items.filter(|(_, item)| has_number(&item.shape));
        let partial: Vec<String> = partial.map(|(name, _)| name.clone()).collect();
        let partial: BTreeSet<String> = leading(&edges(&self.model), partial);
        self.model.partially_equal = partial;
        if self.model.derives.contains(&Derive::Default) {
            self.model.defaults = defaults(&self.model);
        }
    }
}

/// The items that have a default: each after those that it needs for it, so that none that contains itself has one.
fn defaults(model: &Model) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    loop {
        let items = model.items.iter().filter(|(name, _)| !found.contains(*name));
        let more: Vec<String> = items
            .filter(|(_, item)| match &item.shape {
                Shape::Struct(shape) => shape.fields.iter().all(|field| {
                    !field.required || field.nullable || has_default(&field.ty, &found)
                }),
                Shape::Newtype(ty) => matches!(ty, Type::List(_) | Type::Map(_) | Type::Keyed(..)),
                Shape::Alias(ty) => has_default(ty, &found),
                _ => false,
            })
            .map(|(name, _)| name.clone())
            .collect();
        if more.is_empty() {
            return found;
        }
        found.extend(more);
    }
}

fn has_default(ty: &Type, items: &BTreeSet<String>) -> bool {
    match ty {
        Type::Any
        | Type::Bool
        | Type::Integer(_)
        | Type::Primitive(_)
        | Type::String
        | Type::List(_)
        | Type::Map(_)
        | Type::Keyed(..)
        | Type::Nullable(_) => true,
        Type::Tuple(elements) => {
            elements.len() <= 12 && elements.iter().all(|element| has_default(element, items))
        }
        Type::Named(name) => items.contains(name),
        Type::Number
        | Type::Timestamp
        | Type::Parsed(_)
        | Type::Replaced(..)
        | Type::JsonText { .. } => false,
    }
}

fn has_number(shape: &Shape) -> bool {
    match shape {
        Shape::Struct(shape) => {
            let extra = matches!(&shape.extra, Extra::Of(ty) if ty.has_number());
            extra || shape.fields.iter().any(|field| field.ty.has_number())
        }
        Shape::Union(union) => union.variants.iter().any(|variant| variant.ty.has_number()),
        Shape::Newtype(ty) | Shape::Alias(ty) => ty.has_number(),
        // Enums have the traits anyway, and of the others no value is part of another.
        Shape::Enum(_) => false,
        Shape::Multipart(_)
        | Shape::ByStatus(_)
        | Shape::Failure(_)
        | Shape::Headers(_)
        | Shape::Events(_) => true,
    }
}
