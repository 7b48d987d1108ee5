//! Types that contain themselves need a pointer in between.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::{Model, Shape, Type};

/// Boxes every field and variant whose type leads back to the item it stands in without a list or map between.
pub(super) fn insert_boxes(model: &mut Model) {
    let edges: BTreeMap<String, BTreeSet<String>> =
        model.items.iter().map(|(name, item)| (name.clone(), contained(&item.shape))).collect();
    let component = components(&edges);
    let same = |from: &str, ty: &Type| {
        direct(ty)
            .into_iter()
            .any(|to| component.get(from) == component.get(to) && component.contains_key(to))
    };
    for (name, item) in &mut model.items {
        match &mut item.shape {
            Shape::Struct(shape) => {
                shape.fields.iter_mut().for_each(|field| field.boxed = same(name, &field.ty));
            }
            Shape::Union(union) => {
                union
                    .variants
                    .iter_mut()
                    .for_each(|variant| variant.boxed = same(name, &variant.ty));
            }
            _ => {}
        }
    }
}

fn contained(shape: &Shape) -> BTreeSet<String> {
    let types: Vec<&Type> = match shape {
        Shape::Struct(shape) => shape.fields.iter().map(|field| &field.ty).collect(),
        Shape::Union(union) => union.variants.iter().map(|variant| &variant.ty).collect(),
        Shape::Alias(target) | Shape::Newtype(target) => vec![target],
        _ => Vec::new(),
    };
    types.into_iter().flat_map(direct).map(str::to_owned).collect()
}

/// The items that a value of this type has inside itself, not behind a pointer.
fn direct(ty: &Type) -> Vec<&str> {
    match ty {
        Type::Named(name) => vec![name],
        Type::Nullable(inner) => direct(inner),
        Type::Tuple(elements) => elements.iter().flat_map(direct).collect(),
        _ => Vec::new(),
    }
}

/// The strongly connected component of each item that lies on a circle (Kosaraju's algorithm, without recursion, since
/// a document may be as deep as it likes).
pub(super) fn components(edges: &BTreeMap<String, BTreeSet<String>>) -> BTreeMap<&str, usize> {
    let mut order = Vec::new();
    let mut visited = BTreeSet::new();
    for start in edges.keys() {
        let mut stack = vec![(start.as_str(), false)];
        while let Some((name, finished)) = stack.pop() {
            if finished {
                order.push(name);
            } else if visited.insert(name) {
                stack.push((name, true));
                stack.extend(
                    edges.get(name).into_iter().flatten().map(|next| (next.as_str(), false)),
                );
            }
        }
    }
    let mut backwards: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for (from, targets) in edges {
        targets.iter().for_each(|to| backwards.entry(to).or_default().push(from));
    }
    let mut component = BTreeMap::new();
    let mut assigned = BTreeSet::new();
    for (number, start) in order.into_iter().rev().enumerate() {
        let mut members = Vec::new();
        let mut stack = vec![start];
        while let Some(name) = stack.pop() {
            if edges.contains_key(name) && assigned.insert(name) {
                members.push(name);
                stack.extend(backwards.get(name).into_iter().flatten());
            }
        }
        // Alone, an item is on a circle only if it contains itself.
        if !matches!(members.as_slice(), [only] if !edges[*only].contains(*only)) {
            component.extend(members.into_iter().map(|member| (member, number)));
        }
    }
    component
}
