//! Merge patches (RFC 7396): null takes a member away, whatever its schema says.

use std::collections::BTreeSet;

use super::Lowering;
use crate::model::{Extra, Shape, Type};

impl Lowering<'_> {
    /// Lets every member of a merge patch be null that can be left out, and every value of its maps.
    pub(super) fn merge_patches(&mut self) {
        let mut waiting = Vec::new();
        let bodies =
            self.model.operations.iter_mut().filter_map(|operation| operation.body.as_mut());
        for body in bodies.filter(|body| body.is_merge_patch()) {
            remove(&mut body.ty);
            names(&body.ty, &mut waiting);
        }
        let mut seen = BTreeSet::new();
        while let Some(name) = waiting.pop() {
            if !seen.insert(name.clone()) {
                continue;
            }
            let Some(item) = self.model.items.get_mut(&name) else { continue };
            match &mut item.shape {
                Shape::Struct(shape) => {
                    for field in &mut shape.fields {
                        field.nullable |= !field.required;
                        remove(&mut field.ty);
                        names(&field.ty, &mut waiting);
                    }
                    if let Extra::Of(ty) = &mut shape.extra {
                        remove(ty);
                        *ty = ty.clone().nullable();
                        names(ty, &mut waiting);
                    }
                }
                Shape::Union(union) => {
                    for variant in &mut union.variants {
                        remove(&mut variant.ty);
                        names(&variant.ty, &mut waiting);
                    }
                }
                Shape::Newtype(ty) | Shape::Alias(ty) => {
                    remove(ty);
                    names(ty, &mut waiting);
                }
                _ => {}
            }
        }
    }
}

/// Lets the values of maps be null. What is in a list is replaced with it, and not patched.
fn remove(ty: &mut Type) {
    match ty {
        Type::Nullable(inner) => remove(inner),
        Type::Map(element) | Type::Keyed(_, element) if **element != Type::Any => {
            remove(element);
            **element = element.as_ref().clone().nullable();
        }
        _ => {}
    }
}

/// The items that are patched where this type is.
fn names(ty: &Type, names: &mut Vec<String>) {
    match ty {
        Type::Named(name) => names.push(name.clone()),
        Type::Nullable(inner) | Type::Map(inner) | Type::Keyed(_, inner) => {
            self::names(inner, names);
        }
        _ => {}
    }
}
