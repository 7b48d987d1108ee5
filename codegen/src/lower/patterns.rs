//! Members that go by the form of their names: patternProperties, and propertyNames that list what there may be.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use super::keywords::is_annotation;
use super::object::others;
use super::reference::LONGEST_CHAIN;
use super::{Hint, Lowering, Rule};
use crate::error::Error;
use crate::model::{Enum, Shape, Type, Union, Variant};
use crate::pointer::Pointer;

impl Lowering<'_> {
    /// The type of members whose names go by patterns, any where that is not one; nothing where no pattern is given. Beside members
    /// of other names, `alone` is false, and where the document allows any others, what does not fit is kept as it came: no
    /// name is looked at.
    pub(super) fn by_pattern(
        &mut self,
        schema: &Map<String, Value>,
        at: &Pointer,
        hint: &Hint,
        alone: bool,
    ) -> Result<Option<Type>, Error> {
        let Some(patterns) = schema.get("patternProperties").and_then(Value::as_object) else {
            return Ok(None);
        };
        let (key, others) = others(schema);
        let others = others.filter(|others| others.is_object());
        let mut places: Vec<(Pointer, &Value)> = patterns
            .iter()
            .map(|(pattern, schema)| (at.join("patternProperties").join(pattern), schema))
            .collect();
        places.sort_unstable_by(|(one, _), (other, _)| one.as_str().cmp(other.as_str()));
        places.extend(others.map(|others| (at.join(key), others)));
        // What says the same at several places is looked at once.
        let mut distinct: Vec<(Pointer, &Value)> = Vec::new();
        for (at, schema) in places {
            if !distinct.iter().any(|(_, known)| says_the_same(known, schema)) {
                distinct.push((at, schema));
            }
        }
        let only_these = schema.get(key) == Some(&Value::Bool(false)) || others.is_some();
        let value = hint.inside("Value");
        let direct = alone && only_these;
        let inner = if direct { value.clone() } else { value.inside("Known") };
        let mut types = Vec::with_capacity(distinct.len());
        for (at, schema) in &distinct {
            let ty = self.schema(schema, at, &inner)?;
            if !types.contains(&ty) {
                types.push(ty);
            }
        }
        let [ty] = types.as_slice() else {
            self.apply(Rule::PatternsUntyped, at);
            return Ok(Some(match alone {
                true => self.untyped(at, "members differ by the pattern of their names"),
                false => Type::Any,
            }));
        };
        if direct || *ty == Type::Any {
            return Ok(Some(ty.clone()));
        }
        self.apply(Rule::PatternsTyped, at);
        Ok(Some(self.or_as_it_came(ty.clone(), &at.join("patternProperties"), &value)))
    }

    /// The type, or any other value: a union of one variant.
    fn or_as_it_came(&mut self, ty: Type, at: &Pointer, hint: &Hint) -> Type {
        let (ty, null) = ty.split_null();
        let open = matches!(&ty, Type::Named(name) if matches!(
            self.model.items.get(name).map(|item| &item.shape),
            Some(Shape::Union(_))
        ));
        let ty = if open {
            ty
        } else {
            let ident = "Known".to_owned();
            let variants = vec![Variant { ident, ty, tags: Vec::new(), boxed: false }];
            let union =
                Union { tag: None, base: None, optional_tag: false, lenient: false, variants };
            self.item(hint, at, &Map::new(), Shape::Union(union))
        };
        if null { ty.nullable() } else { ty }
    }

    /// The names of an object's members that `propertyNames` lists beside `properties`, each once. What it says of names in another way is
    /// reported, unless it is only how they are written.
    pub(super) fn listed_names(
        &mut self,
        schema: &Map<String, Value>,
        properties: &Map<String, Value>,
        at: &Pointer,
    ) -> Vec<String> {
        let Some(mut names) = schema.get("propertyNames") else { return Vec::new() };
        let is_more = lists_names(names);
        for _ in 0..LONGEST_CHAIN {
            let target =
                names.get("$ref").and_then(Value::as_str).and_then(|to| self.target_of(to));
            match target.and_then(|target| self.root.pointer(target.as_str())) {
                Some(target) => names = target,
                None => break,
            }
        }
        let Some(listed) = listed_texts(names) else {
            if is_more {
                self.apply(Rule::TypesInConditions, at);
            }
            return Vec::new();
        };
        let closed = !schema.contains_key("patternProperties")
            && matches!(others(schema), (_, Some(Value::Bool(false))));
        if closed || !self.work.spend(listed.len()) {
            return Vec::new();
        }
        let listed = listed.into_iter().filter(|name| !properties.contains_key(*name));
        BTreeSet::from_iter(listed.map(str::to_owned)).into_iter().collect()
    }

    /// The open enum of the names that the members of a map may have; nothing where the schema does not list them.
    pub(super) fn member_names(
        &mut self,
        schema: &Map<String, Value>,
        at: &Pointer,
        hint: &Hint,
    ) -> Result<Option<String>, Error> {
        let names = match schema.get("propertyNames") {
            Some(names) if lists_names(names) => names,
            _ => return Ok(None),
        };
        let ty = self.schema(names, &at.join("propertyNames"), &hint.inside("Key"))?;
        match ty.split_null().0 {
            Type::Named(name)
                if self.enum_of(&Type::Named(name.clone())).is_some_and(Enum::all_strings) =>
            {
                Ok(Some(name))
            }
            Type::String if names.get("format").is_none() => Ok(None),
            _ => {
                self.apply(Rule::TypesInConditions, at);
                Ok(None)
            }
        }
    }
}

/// The texts that an enum or a constant lists, where all are texts.
fn listed_texts(schema: &Value) -> Option<Vec<&str>> {
    match (schema.get("enum"), schema.get("const")) {
        (Some(Value::Array(values)), _) => values.iter().map(Value::as_str).collect(),
        (_, Some(only)) => only.as_str().map(|only| vec![only]),
        _ => None,
    }
}

/// Whether a schema of names says more than how they are written.
pub(super) fn lists_names(names: &Value) -> bool {
    ["enum", "const", "$ref", "format", "oneOf", "anyOf", "allOf"]
        .iter()
        .any(|key| names.get(*key).is_some())
}

/// Whether two schemas differ in nothing but what is written for people.
fn says_the_same(one: &Value, other: &Value) -> bool {
    let (Value::Object(one), Value::Object(other)) = (one, other) else { return one == other };
    let within = |one: &Map<String, Value>, other: &Map<String, Value>| {
        one.iter().all(|(key, value)| is_annotation(key) || other.get(key) == Some(value))
    };
    within(one, other) && within(other, one)
}
