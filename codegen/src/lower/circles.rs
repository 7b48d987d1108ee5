//! Unions that are variants of themselves, straight or through other unions: a value would be tried without an end.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::hint::Hint;
use super::one_of::Branch;
use super::recursion::components;
use super::reference::circle;
use super::{Lowering, Rule};
use crate::error::Error;
use crate::model::{Model, Shape, Type};
use crate::pointer::Pointer;

impl Lowering<'_> {
    /// Unions that lead to each other are one: what one may be, all may be. The first becomes the union of what else they may be, and the
    /// others are names for it.
    pub(super) fn merge_circles(&mut self) -> Result<(), Error> {
        for group in circles(&self.model) {
            let Some(first) = group.first() else { continue };
            let Some(at) = self.model.items.get(first).map(|item| Pointer::parse(&item.pointer))
            else {
                continue;
            };
            let at = at.unwrap_or_default();
            let shape = match self.beside_itself(&group) {
                Some(shape) => shape,
                None => self.union_of_all(&group, first, &at)?,
            };
            for (name, item) in &mut self.model.items {
                if group.contains(name) {
                    item.shape = Shape::Alias(Type::Named(first.clone()));
                }
            }
            if let Some(item) = self.model.items.get_mut(first) {
                item.shape = shape;
            }
        }
        Ok(())
    }

    /// A union that is told apart by a tag keeps it.
    fn beside_itself(&self, group: &BTreeSet<String>) -> Option<Shape> {
        let mut names = group.iter();
        let (name, None) = (names.next()?, names.next()) else { return None };
        let Shape::Union(union) = &self.model.items.get(name)?.shape else { return None };
        let (mut union, model) = (union.clone(), &self.model);
        union.tag.as_ref()?;
        let other = |ty: &Type| union_of(ty, model) != Some(name);
        let base =
            union.base.and_then(|base| union.variants.get(base)).map(|one| one.ident.clone());
        union.variants.retain(|one| other(&one.ty));
        union.base = union.variants.iter().position(|one| Some(&one.ident) == base.as_ref());
        (!union.variants.is_empty()).then_some(Shape::Union(union))
    }

    fn union_of_all(
        &mut self,
        group: &BTreeSet<String>,
        first: &str,
        at: &Pointer,
    ) -> Result<Shape, Error> {
        let model = &self.model;
        let within = |ty: &Type| union_of(ty, model).is_some_and(|name| group.contains(name));
        let mut branches = Vec::new();
        for item in group.iter().filter_map(|name| model.items.get(name)) {
            let Shape::Union(union) = &item.shape else { continue };
            for variant in union.variants.iter().filter(|variant| !within(&variant.ty)) {
                let (at, ty) = (at.clone(), variant.ty.clone());
                branches.push(Branch { schema: Value::Null, reference: None, at, ty });
            }
        }
        self.merge_scalars(&mut branches, at, &Hint::Reserved(first.to_owned()));
        Ok(match branches.as_slice() {
            [] => Shape::Alias(self.circular(at, circle(at))?),
            [only] => Shape::Alias(only.ty.clone()),
            _ => {
                self.apply(Rule::UntaggedUnion, at);
                Shape::Union(self.untagged(branches, first))
            }
        })
    }
}

/// The unions that lead back to themselves through unions alone, those together that lead to each other.
fn circles(model: &Model) -> Vec<BTreeSet<String>> {
    let unions = model.items.iter().filter_map(|(name, item)| match &item.shape {
        Shape::Union(union) => {
            let inner = union.variants.iter().filter_map(|variant| union_of(&variant.ty, model));
            Some((name.clone(), inner.map(str::to_owned).collect()))
        }
        _ => None,
    });
    let mut groups: BTreeMap<usize, BTreeSet<String>> = BTreeMap::new();
    for (name, number) in components(&unions.collect()) {
        groups.entry(number).or_default().insert(name.to_owned());
    }
    groups.into_values().collect()
}

/// The union that a type is by another name.
fn union_of<'m>(ty: &'m Type, model: &'m Model) -> Option<&'m str> {
    let (mut ty, mut seen) = (ty, BTreeSet::new());
    loop {
        let Type::Named(name) = ty else {
            let Type::Nullable(inner) = ty else { return None };
            ty = inner;
            continue;
        };
        match &model.items.get(name)?.shape {
            Shape::Union(_) => return Some(name),
            Shape::Alias(target) | Shape::Newtype(target) if seen.insert(name) => ty = target,
            _ => return None,
        }
    }
}
