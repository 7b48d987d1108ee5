//! Inheritance: a schema with a discriminator and without branches stands for all that build on it by allOf.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

use super::schema::mapped;
use super::tags::{certain, default_mapping};
use super::{Hint, Lowering, Rule};
use crate::error::Error;
use crate::model::{Shape, Type, Union, Variant};
use crate::names::Scope;
use crate::pointer::Pointer;

/// Unions of more heirs than this are the base alone: Rust would take minutes over them.
const MOST_HEIRS: usize = 1_000;

/// The component schemas that build on each with a discriminator of its own, as far as another such is not between.
pub(super) fn heirs(root: &Value) -> BTreeMap<String, Vec<Pointer>> {
    let at = Pointer::default().join("components").join("schemas");
    let schemas = root.pointer(at.as_str()).and_then(Value::as_object);
    let mut children: BTreeMap<String, Vec<Pointer>> = BTreeMap::new();
    for (name, schema) in schemas.into_iter().flatten() {
        let parts = schema.get("allOf").and_then(Value::as_array).into_iter().flatten();
        for reference in parts.filter_map(|part| part.get("$ref")?.as_str()) {
            children
                .entry(reference.trim_start_matches('#').to_owned())
                .or_default()
                .push(at.join(name));
        }
    }
    let is_base = |at: &str| {
        root.pointer(at).is_some_and(|schema| {
            let has = |key: &str| schema.get(key).is_some();
            schema.pointer("/discriminator/propertyName").is_some()
                && !has("oneOf")
                && !has("anyOf")
        })
    };
    let mut heirs = BTreeMap::new();
    for base in children.keys().filter(|at| is_base(at)) {
        let mut found = BTreeSet::new();
        let mut waiting = vec![base.clone()];
        while let Some(parent) = waiting.pop() {
            for child in children.get(&parent).into_iter().flatten() {
                if child.as_str() != base && found.insert(child.clone()) && !is_base(child.as_str())
                {
                    waiting.push(child.as_str().to_owned());
                }
            }
        }
        if !found.is_empty() && found.len() <= MOST_HEIRS {
            heirs.insert(base.clone(), found.into_iter().collect());
        }
    }
    heirs
}

/// A schema that builds on another, by its type.
struct Heir {
    ty: Type,
    /// The values of the discriminator that tell it.
    tags: Vec<String>,
    /// Whether the document says them, in a mapping or as a constant; else they are the name of the schema.
    is_said: bool,
}

impl Lowering<'_> {
    /// A union of those that build on a schema, and of itself for any other tag.
    pub(super) fn inherited(
        &mut self,
        schema: &Map<String, Value>,
        heirs: &[Pointer],
        at: &Pointer,
        hint: &Hint,
    ) -> Result<Type, Error> {
        if default_mapping(schema).is_some() {
            self.apply(Rule::DefaultMappingUnused, at);
        }
        let base = self.object_schema(schema, at, &hint.inside("Base"))?.split_null().0;
        let discriminator = schema.get("discriminator").cloned().unwrap_or_default();
        let name = discriminator.get("propertyName").and_then(Value::as_str).unwrap_or_default();
        let tags_of = |at: &Pointer| -> Vec<String> {
            let mapping = discriminator.get("mapping").and_then(Value::as_object);
            let here = |target: &Value| {
                target.as_str().is_some_and(|it| mapped(it).trim_start_matches('#') == at.as_str())
            };
            let mapping = mapping.into_iter().flatten().filter(|(_, target)| here(target));
            mapping.map(|(tag, _)| tag.clone()).collect()
        };
        let own_name = |at: &Pointer| at.segments().last().unwrap_or_default();
        let mut scope = Scope::with(&["Unrecognized"]);
        let mut variants: Vec<Heir> = Vec::with_capacity(heirs.len());
        for heir in heirs {
            let ty = self.schema_at(heir)?.split_null().0;
            if !self.is_object(&ty) || ty == base {
                continue;
            }
            let mut tags = tags_of(heir);
            if tags.is_empty() {
                let schema = self.value_at(heir)?;
                let own = self.constants(schema, name, 0).filter(|own| own.len() == 1);
                tags = self.nested_tags(&ty, name).or(own).unwrap_or_default();
            }
            let is_said = !tags.is_empty();
            if !is_said {
                tags.push(own_name(heir));
            }
            let own = self.component_names.get(heir.as_str());
            let is_itself = matches!(&ty, Type::Named(name) if own == Some(name));
            // A schema can be another name for one of the heirs.
            match variants.iter_mut().find(|known| known.ty == ty) {
                None => variants.push(Heir { ty, tags, is_said }),
                Some(known) if is_said && known.is_said => {
                    tags.retain(|tag| !known.tags.contains(tag));
                    known.tags.extend(tags);
                }
                Some(known) if is_said || is_itself && !known.is_said => {
                    *known = Heir { ty, tags, is_said };
                }
                Some(_) => {}
            }
        }
        let mut tags: Vec<Vec<String>> = variants.iter().map(|heir| heir.tags.clone()).collect();
        if variants.is_empty() || !self.is_object(&base) || !certain(&tags) {
            self.apply(Rule::HeirsNotTold, at);
            return Ok(base);
        }
        self.apply(Rule::HeirsAsVariants, at);
        let mut own = tags_of(at);
        if own.is_empty() {
            own.push(own_name(at));
        }
        own.retain(|tag| !tags.iter().flatten().any(|taken| taken == tag));
        tags.push(own);
        let index = variants.len();
        let types = variants.into_iter().map(|heir| heir.ty).chain([base]);
        let variants = types.zip(tags).enumerate().map(|(number, (ty, tags))| {
            let name = match &ty {
                Type::Named(name) if number < index => name,
                _ => hint.name(),
            };
            Variant { ident: scope.unique(name, at.as_str()), ty, tags, boxed: false }
        });
        let variants = variants.collect();
        let tag = Some(name.to_owned());
        let union = Union { tag, base: Some(index), optional_tag: false, lenient: true, variants };
        Ok(self.item(hint, at, schema, Shape::Union(union)))
    }

    /// Whether the schema at a place is a variant of the one that it refers to, and no other name for it.
    pub(super) fn builds_on(&self, at: &Pointer, reference: &Value) -> bool {
        let Ok(target) = self.target(reference, at) else { return false };
        let is_own = |branch: &Value| {
            let reference = branch.get("$ref").and_then(Value::as_str);
            reference.and_then(|it| self.target_of(it)).is_some_and(|branch| branch == *at)
        };
        let schema = self.root.pointer(target.as_str());
        let branches =
            ["oneOf", "anyOf"].into_iter().filter_map(|key| schema?.get(key)?.as_array());
        branches.flatten().any(is_own)
            || self.heirs.get(target.as_str()).is_some_and(|heirs| heirs.contains(at))
    }
}
