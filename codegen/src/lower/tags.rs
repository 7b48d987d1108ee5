//! What tells the variants of a union apart: a discriminator, or a constant in each of them.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

use super::one_of::Branch;
use super::schema::mapped as mapped_schema;
use super::{Lowering, Rule};
use crate::error::Error;
use crate::model::{Model, Shape, Type, Union};
use crate::pointer::Pointer;

/// References are followed this far in search of a constant.
const DEEPEST: usize = 16;

/// The member's name, and its values for each branch.
type Tag = (String, Vec<Vec<String>>);

pub(super) fn default_mapping(schema: &Map<String, Value>) -> Option<&str> {
    schema.get("discriminator")?.get("defaultMapping")?.as_str()
}

impl Lowering<'_> {
    /// The tag of a union, if it has one that is certain: every branch a struct, every value leading to one branch.
    pub(super) fn tag(
        &mut self,
        branches: &[Branch],
        schema: &Map<String, Value>,
        at: &Pointer,
    ) -> Result<Option<Tag>, Error> {
        if branches.len() < 2 || !branches.iter().all(|branch| self.is_object(&branch.ty)) {
            return Ok(None);
        }
        let distinct: BTreeSet<&Type> = branches.iter().map(|branch| &branch.ty).collect();
        if distinct.len() < branches.len() {
            return Ok(None);
        }
        if let Some(name) =
            schema.get("discriminator").and_then(|found| found.get("propertyName")?.as_str())
        {
            let tags = self.discriminator_tags(branches, name, &schema["discriminator"]);
            if let Some(tags) = tags.filter(|tags| certain(tags)) {
                self.apply(Rule::TagFromDiscriminator, at);
                return Ok(Some((name.to_owned(), tags)));
            }
        }
        for name in self.constant_names(&branches[0].schema, 0) {
            let tags: Option<Vec<Vec<String>>> =
                branches.iter().map(|branch| self.constants(&branch.schema, &name, 0)).collect();
            if let Some(tags) = tags.filter(|tags| certain(tags)) {
                self.apply(Rule::TagFromConst, at);
                return Ok(Some((name, tags)));
            }
        }
        Ok(None)
    }

    /// The values of a discriminator: those of the mapping, else those that the branch itself allows, else its name.
    fn discriminator_tags(
        &self,
        branches: &[Branch],
        name: &str,
        discriminator: &Value,
    ) -> Option<Vec<Vec<String>>> {
        let mut mapped: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for (value, target) in
            discriminator.get("mapping").and_then(Value::as_object).into_iter().flatten()
        {
            let target = target.as_str()?;
            // A mapping may name a schema or refer to it.
            let pointer = mapped_schema(target).trim_start_matches('#').to_owned();
            mapped.entry(pointer).or_default().push(value.clone());
        }
        let tags = |branch: &Branch| {
            let reference = branch.reference.as_ref().map(Pointer::as_str);
            let mapped = reference.and_then(|pointer| mapped.get(pointer)).cloned();
            mapped
                .or_else(|| self.constants(&branch.schema, name, 0))
                .or_else(|| self.nested_tags(&branch.ty, name))
                .or_else(|| {
                    let component = reference?.strip_prefix("/components/schemas/")?;
                    Some(vec![component.to_owned()])
                })
        };
        branches.iter().map(tags).collect()
    }

    /// The union with the branch that a value without a known tag is (OpenAPI 3.2's `defaultMapping`).
    pub(super) fn with_default(
        &self,
        mut union: Union,
        branches: &[Branch],
        schema: &Map<String, Value>,
    ) -> Union {
        let target = default_mapping(schema).and_then(|it| self.target_of(&mapped_schema(it)));
        let is_default = |branch: &Branch| target.is_some() && branch.reference == target;
        union.base = branches.iter().position(is_default);
        union.optional_tag = union.base.is_some();
        union
    }

    /// Notes a `defaultMapping` that did not become a variant.
    pub(super) fn note_default(&mut self, schema: &Map<String, Value>, ty: &Type, at: &Pointer) {
        let shape = match ty {
            Type::Named(name) => self.model.items.get(name).map(|item| &item.shape),
            _ => None,
        };
        let used = matches!(shape, Some(Shape::Union(union)) if union.base.is_some());
        if default_mapping(schema).is_some() && !used {
            self.apply(Rule::DefaultMappingUnused, at);
        }
    }

    /// Whether a branch allows a tag that names another.
    pub(super) fn disagrees(&self, branches: &[Branch], name: &str, tags: &[Vec<String>]) -> bool {
        let elsewhere = |index: usize, value: &String| {
            tags.iter().enumerate().any(|(other, tags)| other != index && tags.contains(value))
        };
        branches.iter().enumerate().any(|(index, branch)| {
            let allowed = self.constants(&branch.schema, name, 0).unwrap_or_default();
            allowed.iter().any(|value| elsewhere(index, value))
        })
    }

    /// The tags of a union inside a union.
    pub(super) fn nested_tags(&self, ty: &Type, name: &str) -> Option<Vec<String>> {
        let Type::Named(item) = ty else { return None };
        match &self.model.items.get(item)?.shape {
            Shape::Union(union) if union.tag.as_deref() == Some(name) => {
                Some(union.variants.iter().flat_map(|variant| variant.tags.clone()).collect())
            }
            _ => None,
        }
    }

    pub(super) fn is_object(&self, ty: &Type) -> bool {
        let Type::Named(name) = ty else { return false };
        match self.model.items.get(name).map(|item| &item.shape) {
            Some(Shape::Struct(_)) => true,
            Some(Shape::Union(union)) => union.tag.is_some(),
            Some(Shape::Alias(target)) => self.is_object(target),
            // Not there yet: a schema that is being lowered, which only an object can be inside itself.
            None => true,
            _ => false,
        }
    }

    /// The text values that a property of this schema is restricted to.
    pub(super) fn constants(
        &self,
        schema: &Value,
        name: &str,
        depth: usize,
    ) -> Option<Vec<String>> {
        if depth > DEEPEST {
            return None;
        }
        if let Some(property) = schema.get("properties").and_then(|properties| properties.get(name))
        {
            return self.values(property, depth);
        }
        let inherited = schema.get("allOf").and_then(Value::as_array).into_iter().flatten();
        inherited
            .chain(self.referred(schema))
            .find_map(|part| self.constants(part, name, depth + 1))
    }

    fn values(&self, property: &Value, depth: usize) -> Option<Vec<String>> {
        if depth > DEEPEST {
            return None;
        }
        if let Some(constant) = property.get("const") {
            return Some(vec![constant.as_str()?.to_owned()]);
        }
        if let Some(values) = property.get("enum").and_then(Value::as_array) {
            return values.iter().map(|value| value.as_str().map(str::to_owned)).collect();
        }
        let inherited = property.get("allOf").and_then(Value::as_array).into_iter().flatten();
        inherited.chain(self.referred(property)).find_map(|part| self.values(part, depth + 1))
    }

    /// Names of properties restricted to few values.
    pub(super) fn constant_names(&self, schema: &Value, depth: usize) -> BTreeSet<String> {
        let mut names = BTreeSet::new();
        if depth > DEEPEST {
            return names;
        }
        let properties = schema.get("properties").and_then(Value::as_object).into_iter().flatten();
        names.extend(
            properties
                .filter(|(_, property)| self.values(property, depth).is_some())
                .map(|(name, _)| name.clone()),
        );
        let inherited = schema.get("allOf").and_then(Value::as_array).into_iter().flatten();
        for part in inherited.chain(self.referred(schema)) {
            names.extend(self.constant_names(part, depth + 1));
        }
        names
    }

    fn referred(&self, schema: &Value) -> Option<&Value> {
        let target = self.target(schema.get("$ref")?, &Pointer::default()).ok()?;
        self.root.pointer(target.as_str())
    }
}

/// Whether every branch has a value and no value leads to two.
pub(super) fn certain(tags: &[Vec<String>]) -> bool {
    let mut seen = BTreeSet::new();
    tags.iter().all(|values| !values.is_empty() && values.iter().all(|value| seen.insert(value)))
}

/// Gives the types of variants the tag by which their unions know them, where that is one only: what is sent has to carry it.
pub(super) fn fill(model: &mut Model) {
    let mut known: BTreeMap<String, BTreeSet<(String, String)>> = BTreeMap::new();
    for item in model.items.values() {
        let Shape::Union(Union { tag: Some(tag), variants, .. }) = &item.shape else { continue };
        for variant in variants {
            let Some(name) = struct_of(&variant.ty, model) else { continue };
            let tags = variant.tags.iter().map(|value| (tag.clone(), value.clone()));
            known.entry(name).or_default().extend(tags);
        }
    }
    for (name, tags) in known {
        let Some(Shape::Struct(shape)) = model.items.get_mut(&name).map(|item| &mut item.shape)
        else {
            continue;
        };
        for field in &mut shape.fields {
            let mut values = tags.iter().filter(|(tag, _)| *tag == field.name);
            if let (Some((_, value)), None) = (values.next(), values.next()) {
                field.tag = Some(value.as_str().into());
            }
        }
    }
}

/// The struct that a type is, other names apart.
fn struct_of(ty: &Type, model: &Model) -> Option<String> {
    let Type::Named(name) = ty else { return None };
    match &model.items.get(name)?.shape {
        Shape::Struct(_) => Some(name.clone()),
        Shape::Alias(target) => struct_of(target, model),
        _ => None,
    }
}
