//! Following `$ref`.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use super::one_of::is_null;
use super::{Hint, Lowering, Met, Rule};
use crate::error::{Error, ErrorKind};
use crate::model::{Shape, Type};
use crate::names::pascal;
use crate::pointer::Pointer;
use crate::settings::ForeignRefs;

/// A chain of references longer than this is a circle.
pub(super) const LONGEST_CHAIN: usize = 64;

/// Schemas are lowered in an order in which only those on a circle are begun before another is done; this many may be, those inside of
/// them counted, for the stack.
const MOST_BEGUN: usize = 12_000;

impl<'d> Lowering<'d> {
    pub(super) fn value_at(&self, at: &Pointer) -> Result<&'d Value, Error> {
        self.root
            .pointer(at.as_str())
            .ok_or_else(|| Error::new(ErrorKind::Reference, "nothing stands here").at(at.as_str()))
    }

    /// Follows references of objects other than schemas (parameters, responses, path items, …) to the object itself.
    pub(super) fn follow(
        &self,
        value: &'d Value,
        at: &Pointer,
    ) -> Result<(&'d Map<String, Value>, Pointer), Error> {
        let (mut value, mut at) = (value, at.clone());
        for _ in 0..LONGEST_CHAIN {
            let Some(object) = value.as_object() else {
                return Err(
                    Error::new(ErrorKind::Invalid, "an object was expected here").at(at.as_str())
                );
            };
            let Some(reference) = object.get("$ref") else {
                return Ok((object, at));
            };
            at = self.target(reference, &at)?;
            value = self.value_at(&at)?;
        }
        Err(Error::new(ErrorKind::Reference, "a circular `$ref`").at(at.as_str()))
    }

    /// What a reference led to; nothing, with an entry in the report, where it leads nowhere and the settings allow that.
    pub(super) fn if_found<T>(
        &mut self,
        found: Result<T, Error>,
        at: &Pointer,
    ) -> Result<Option<T>, Error> {
        match found {
            Err(error)
                if error.kind() == ErrorKind::Reference
                    && self.settings.foreign_refs == ForeignRefs::Untyped =>
            {
                self.apply(Rule::ForeignReference, at);
                Ok(None)
            }
            found => found.map(Some),
        }
    }

    /// The type of the schema at a place that others refer to: lowered once, however often and wherever it is named.
    pub(super) fn schema_at(&mut self, at: &Pointer) -> Result<Type, Error> {
        match self.met.get_mut(at.as_str()) {
            Some(Met::Done(ty)) => return Ok(ty.clone()),
            Some(Met::InProgress { name, nullable, again }) => {
                *again = true;
                let named = Type::Named(name.clone());
                return Ok(if *nullable { named.nullable() } else { named });
            }
            None => {}
        }
        if let Err(circle) = self.check_chain(at) {
            let any = self.circular(at, circle)?;
            if let Some(name) = self.component_names.get(at.as_str()).cloned() {
                self.insert(name, at, &Map::new(), Shape::Alias(any.clone()));
            }
            self.met.insert(at.to_string(), Met::Done(any.clone()));
            self.places.insert(at.to_string(), any.clone());
            return Ok(any);
        }
        if self.begun >= MOST_BEGUN {
            self.apply(Rule::TooMuchMerged, at);
            return Ok(self.untyped(at, "in the midst of a circle of too many schemas"));
        }
        let schema = self.value_at(at)?;
        let component = self.component_names.get(at.as_str()).cloned();
        let nullable = allows_null(schema);
        let name = match &component {
            // The component's own name is for the type with null, since that is what the document calls so.
            Some(name) if nullable => self.names.unique(&format!("{name}Value"), at.as_str()),
            Some(name) => name.clone(),
            None => self.name_of_place(at),
        };
        let in_progress = Met::InProgress { name: name.clone(), nullable, again: false };
        self.met.insert(at.to_string(), in_progress);
        let outer = std::mem::take(&mut self.depth);
        let lowered = self.schema(schema, at, &Hint::Reserved(name.clone()));
        self.depth = outer;
        let mut ty = lowered?;
        let again = matches!(self.met.get(at.as_str()), Some(Met::InProgress { again: true, .. }));
        let empty = Map::new();
        let annotations = schema.as_object().unwrap_or(&empty);
        let (inner, null) = ty.clone().split_null();
        let is_named = inner == Type::Named(name.clone());
        if again && is_named && !self.model.items.contains_key(&name) {
            // `anyOf` of itself: as circular as a `$ref` to itself, and as void.
            let any = self.circular(at, circle(at))?;
            self.insert(name.clone(), at, annotations, Shape::Alias(any.clone()));
            ty = any;
        } else if again && !is_named {
            // `type X = Vec<X>` is no Rust; a struct around it is.
            self.apply(Rule::RecursiveAlias, at);
            let named = self.insert(name, at, annotations, Shape::Newtype(inner));
            ty = if null { named.nullable() } else { named };
        }
        // The schema turned out to allow null through what it refers to: its name is for the type with null.
        if let (true, Some(own)) =
            (null, component.as_ref().filter(|own| ty == Type::Named((*own).clone()).nullable()))
            && let Some(item) = self.model.items.remove(own)
        {
            let value = self.names.unique(&format!("{own}Value"), at.as_str());
            self.model.items.insert(value.clone(), item);
            ty = Type::Named(value).nullable();
        }
        if let Some(name) = component.filter(|name| ty != Type::Named(name.clone())) {
            self.insert(name, at, annotations, Shape::Alias(ty.clone()));
        }
        self.met.insert(at.to_string(), Met::Done(ty.clone()));
        self.places.insert(at.to_string(), ty.clone());
        Ok(ty)
    }

    /// Component schemas, each after those that it refers to, as far as there are no circles.
    pub(super) fn in_order(&self, names: Vec<Pointer>) -> Vec<Pointer> {
        let mut order = Vec::with_capacity(names.len());
        let mut visited = BTreeSet::new();
        for start in names {
            let mut stack = vec![(start, false)];
            while let Some((at, finished)) = stack.pop() {
                if finished {
                    order.push(at);
                    continue;
                }
                if !visited.insert(at.clone()) {
                    continue;
                }
                let mut references = BTreeSet::new();
                if let Some(schema) = self.root.pointer(at.as_str()) {
                    collect_references(schema, &mut references);
                }
                stack.push((at, true));
                let targets =
                    references.into_iter().filter_map(|reference| self.target_of(reference));
                stack.extend(
                    targets
                        .filter(|target| self.component_names.contains_key(target.as_str()))
                        .map(|target| (target, false)),
                );
            }
        }
        order
    }

    /// The name of a schema that is no component. One in a `$defs` has its own, as if it were one, where that is free.
    fn name_of_place(&mut self, at: &Pointer) -> String {
        let segments: Vec<String> = at.segments().collect();
        if let [.., keyword, key] = segments.as_slice()
            && ["$defs", "definitions"].contains(&keyword.as_str())
            && self.names.take(&pascal(key))
        {
            return pascal(key);
        }
        let segments = segments.into_iter().skip(2).filter(|segment| segment != "properties");
        self.names.unique(&pascal(&segments.collect::<Vec<_>>().join(" ")), at.as_str())
    }

    /// A schema that is nothing but a reference to itself, over however many steps, has no meaning.
    fn check_chain(&mut self, start: &Pointer) -> Result<(), Error> {
        let mut at = start.clone();
        for _ in 0..LONGEST_CHAIN {
            let Some(reference) = self.value_at(&at)?.get("$ref") else {
                return Ok(());
            };
            match self.schema_target(reference, &at)? {
                Some(target) => at = target,
                None => return Ok(()),
            }
        }
        Err(circle(start))
    }

    /// Of a schema that leads to nothing but itself, nothing is known.
    pub(super) fn circular(&mut self, at: &Pointer, circle: Error) -> Result<Type, Error> {
        if self.settings.foreign_refs == ForeignRefs::Refuse {
            return Err(circle);
        }
        self.apply(Rule::ForeignReference, at);
        Ok(self.untyped(at, "circular `$ref`"))
    }
}

pub(super) fn circle(at: &Pointer) -> Error {
    Error::new(ErrorKind::Reference, "circular `$ref`").at(at.as_str())
}

/// Every `$ref` in a value. A default or an example that looks like one does no harm here.
fn collect_references<'v>(value: &'v Value, found: &mut BTreeSet<&'v str>) {
    match value {
        Value::Object(members) => {
            found.extend(members.get("$ref").and_then(Value::as_str));
            members.values().for_each(|member| collect_references(member, found));
        }
        Value::Array(elements) => {
            elements.iter().for_each(|element| collect_references(element, found));
        }
        _ => {}
    }
}

/// Whether the schema itself, without following references, says that null fits.
pub(super) fn allows_null(schema: &Value) -> bool {
    let listed = |key: &str, test: &dyn Fn(&Value) -> bool| {
        schema.get(key).and_then(Value::as_array).is_some_and(|elements| elements.iter().any(test))
    };
    is_null(schema)
        || schema.get("nullable").is_some_and(|nullable| nullable == true)
        || listed("type", &|ty| ty == "null" || ty.is_null())
        || listed("enum", &Value::is_null)
        || listed("anyOf", &is_null)
        || listed("oneOf", &is_null)
}
