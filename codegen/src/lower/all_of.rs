//! allOf: one schema that says all that its parts say.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use super::keywords::{is_annotation, is_constraint};
use super::replaced::RUST_TYPE;
use super::work::size;
use super::{Hint, Lowering, Rule};
use crate::error::{Error, ErrorKind};
use crate::model::Type;
use crate::pointer::Pointer;

/// Keywords that every part may have and that are joined in their own way.
const UNIONS: [&str; 2] = ["oneOf", "anyOf"];

impl Lowering<'_> {
    /// The type of a schema with `allOf`, or with a `$ref` that is not alone.
    pub(super) fn all_of(
        &mut self,
        schema: &Map<String, Value>,
        at: &Pointer,
        hint: &Hint,
    ) -> Result<Type, Error> {
        if let Some(reference) = wrapped_reference(schema)
            && !self.builds_on(at, reference)
        {
            self.apply(Rule::AllOfWrapper, at);
            return match self.schema_target(reference, at)? {
                Some(target) => self.schema_at(&target),
                None => Ok(self.untyped(at, "the `$ref` leads out of the document")),
            };
        }
        let mut parts = Vec::new();
        self.collect(schema, at, &mut BTreeSet::new(), &mut parts)?;
        self.apply(Rule::AllOfMerged, at);
        let mut merged = Map::new();
        let mut unions = Vec::new();
        for mut part in parts {
            // What stands for a part does not stand for the whole.
            part.remove(RUST_TYPE);
            for key in UNIONS {
                if let Some(Value::Array(branches)) = part.remove(key)
                    && !branches.iter().all(only_constrains)
                {
                    unions.push((key, Value::Array(branches)));
                }
            }
            merge(&mut merged, part);
        }
        let unions = strictest(&unions);
        match unions.len() {
            0 => {}
            1 => {
                merged.extend(unions.into_iter().map(|(key, branches)| (key.to_owned(), branches)));
            }
            _ => {
                self.apply(Rule::SeveralUnions, at);
                if !merged.contains_key("properties") {
                    return Ok(self.untyped(at, "several unions have to fit at once"));
                }
            }
        }
        // The description is the schema's own, whatever its parts say of themselves.
        for key in ["description", "deprecated"] {
            match schema.get(key) {
                Some(own) => merged.insert(key.to_owned(), own.clone()),
                None => merged.remove(key),
            };
        }
        self.schema(&Value::Object(merged), at, hint)
    }

    /// A schema with all that its references and its allOf say.
    pub(super) fn merged(
        &mut self,
        schema: &Map<String, Value>,
        at: &Pointer,
    ) -> Result<Map<String, Value>, Error> {
        let mut parts = Vec::new();
        self.collect(schema, at, &mut BTreeSet::new(), &mut parts)?;
        let mut merged = Map::new();
        parts.into_iter().for_each(|part| merge(&mut merged, part));
        Ok(merged)
    }

    /// The schema without its union, where a schema that builds on it is a branch of that union: the branch would have itself
    /// inside.
    fn without_own_union(
        &mut self,
        schema: &Map<String, Value>,
        at: &Pointer,
        heirs: &BTreeSet<Pointer>,
    ) -> Option<Map<String, Value>> {
        let is_heir = |branch: &Value| {
            let reference = branch.get("$ref").and_then(Value::as_str);
            let target = reference.and_then(|reference| self.target_of(reference));
            target.is_some_and(|target| target != *at && heirs.contains(&target))
        };
        let own = |key: &&str| {
            schema.get(*key).and_then(Value::as_array).is_some_and(|all| all.iter().any(is_heir))
        };
        UNIONS.iter().any(own).then(|| {
            self.apply(Rule::OwnUnionLeftOut, at);
            let kept = |key: &String| !UNIONS.contains(&key.as_str()) && key != "discriminator";
            schema
                .iter()
                .filter(|(key, _)| kept(key))
                .map(|(k, v)| (k.clone(), v.clone()))
                .collect()
        })
    }

    /// Flattens nested allOf and references into parts. A place that was seen is not taken twice, which keeps circles
    /// and schemas that double at every level in bounds.
    fn collect(
        &mut self,
        schema: &Map<String, Value>,
        at: &Pointer,
        seen: &mut BTreeSet<Pointer>,
        parts: &mut Vec<Map<String, Value>>,
    ) -> Result<(), Error> {
        seen.insert(at.clone());
        if !self.work.spend(1 + schema.values().map(size).sum::<usize>() / 10) {
            return Ok(());
        }
        let mut own = schema.clone();
        let branches = own.remove("allOf");
        if let Some(reference) = own.remove("$ref")
            && let Some(target) = self.schema_target(&reference, at)?
            && seen.insert(target.clone())
            && let Value::Object(object) = self.value_at(&target)?
        {
            match self.without_own_union(object, &target, seen) {
                Some(rest) => self.collect(&rest, &target, seen, parts)?,
                None => self.collect(object, &target, seen, parts)?,
            }
        }
        match branches {
            None => {}
            Some(Value::Array(branches)) => {
                for (index, branch) in branches.iter().enumerate() {
                    if let Value::Object(branch) = branch {
                        self.collect(branch, &at.join("allOf").join(index), seen, parts)?;
                    }
                }
            }
            Some(_) => {
                return Err(Error::new(ErrorKind::Invalid, "`allOf` is not an array")
                    .at(at.join("allOf").as_str()));
            }
        }
        parts.push(own);
        Ok(())
    }
}

/// The `$ref` of `{allOf: [{$ref}]}` with nothing beside it that constrains.
fn wrapped_reference(schema: &Map<String, Value>) -> Option<&Value> {
    let only = |schema: &Map<String, Value>, kept: &str| {
        schema.keys().all(|key| key == kept || key == "nullable" || is_annotation(key))
    };
    let [Value::Object(branch)] = schema.get("allOf")?.as_array()?.as_slice() else {
        return None;
    };
    (only(schema, "allOf") && only(branch, "$ref")).then(|| branch.get("$ref"))?
}

/// Whether a branch says nothing of its type.
pub(super) fn only_constrains(branch: &Value) -> bool {
    match branch {
        Value::Object(branch) => branch.keys().all(|key| is_constraint(key)),
        Value::Bool(_) => true,
        _ => false,
    }
}

/// The unions without those that another implies: all its branches are theirs as well.
fn strictest(unions: &[(&'static str, Value)]) -> Vec<(&'static str, Value)> {
    let branches = |union: &Value| union.as_array().cloned().unwrap_or_default();
    let within = |one: &Value, other: &Value| {
        let other = branches(other);
        branches(one).iter().all(|branch| other.contains(branch))
    };
    let implied = |index: usize, union: &Value| {
        unions.iter().enumerate().any(|(other, (_, stricter))| {
            other != index && within(stricter, union) && (other < index || !within(union, stricter))
        })
    };
    let kept = unions.iter().enumerate().filter(|(index, (_, union))| !implied(*index, union));
    kept.map(|(_, union)| union.clone()).collect()
}

fn merge(merged: &mut Map<String, Value>, part: Map<String, Value>) {
    for (key, value) in part {
        let Some(known) = merged.get_mut(&key) else {
            merged.insert(key, value);
            continue;
        };
        if *known == value {
            continue;
        }
        match (key.as_str(), known, value) {
            (
                "properties" | "patternProperties",
                Value::Object(known),
                Value::Object(properties),
            ) => {
                for (name, property) in properties {
                    match known.get_mut(&name) {
                        None => {
                            known.insert(name, property);
                        }
                        Some(known) if *known == property => {}
                        Some(known) => *known = narrower(known.take(), property),
                    }
                }
            }
            ("required", Value::Array(known), Value::Array(names)) => known.extend(names),
            ("type", known, value) => *known = common_types(known, &value),
            ("enum", Value::Array(known), Value::Array(values)) => {
                let common: Vec<Value> =
                    known.iter().filter(|value| values.contains(value)).cloned().collect();
                if !common.is_empty() {
                    *known = common;
                }
            }
            // What only one part allows is kept by opening the object.
            ("additionalProperties", known, _) => *known = Value::Bool(true),
            ("items", known, value) => *known = narrower(known.take(), value),
            // Of two constants, formats or descriptions the first stands.
            _ => {}
        }
    }
}

/// Both schemas at once; a plain `{}` or an annotation adds nothing.
fn narrower(left: Value, right: Value) -> Value {
    match (only_constrains(&left), only_constrains(&right)) {
        (_, true) => left,
        (true, false) => right,
        (false, false) => json!({ "allOf": [left, right] }),
    }
}

fn common_types(left: &Value, right: &Value) -> Value {
    let list = |value: &Value| match value {
        Value::Array(names) => names.clone(),
        other => vec![other.clone()],
    };
    let right = list(right);
    let mut common: Vec<Value> = list(left);
    common.retain(|name| {
        right.contains(name) || (name == "integer" && right.iter().any(|other| other == "number"))
    });
    match common.len() {
        0 if right.iter().any(|name| name == "integer") => json!("integer"),
        0 => left.clone(),
        1 => common.remove(0),
        _ => Value::Array(common),
    }
}
