//! oneOf, anyOf and several types: unions.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use super::all_of::only_constrains;
use super::keywords::{is_annotation, is_constraint};
use super::{Hint, Lowering, Rule};
use crate::error::{Error, ErrorKind};
use crate::model::{Enum, Shape, Type, Union, Variant};
use crate::names::{Scope, pascal};
use crate::pointer::Pointer;

/// A union with more branches than this is any value: Rust would take minutes over it.
const MOST_BRANCHES: usize = 1_000;

/// A branch that became a type.
pub(super) struct Branch {
    /// The schema as it stands in the union, with what stands beside the union.
    pub(super) schema: Value,
    /// What the branch refers to, where it does.
    pub(super) reference: Option<Pointer>,
    pub(super) at: Pointer,
    pub(super) ty: Type,
}

impl Lowering<'_> {
    /// The type of a schema with `oneOf` or `anyOf`.
    pub(super) fn one_of(
        &mut self,
        schema: &Map<String, Value>,
        at: &Pointer,
        hint: &Hint,
    ) -> Result<Type, Error> {
        let both = schema.contains_key("oneOf") && schema.contains_key("anyOf");
        if both {
            let mut parts = schema.clone();
            let any_of = parts.remove("anyOf").unwrap_or_default();
            parts.insert("allOf".to_owned(), json!([{ "anyOf": any_of }]));
            return self.all_of(&parts, at, hint);
        }
        let key = if schema.contains_key("oneOf") { "oneOf" } else { "anyOf" };
        let Some(branches) = schema.get(key).and_then(Value::as_array) else {
            let message = format!("`{key}` is not an array");
            return Err(Error::new(ErrorKind::Invalid, message).at(at.join(key).as_str()));
        };
        let mut base = schema.clone();
        base.remove(key);
        if branches.iter().all(only_constrains) {
            self.apply(Rule::ConstraintUnionDropped, at);
            return self.schema(&Value::Object(base), at, hint);
        }
        if branches.len() > MOST_BRANCHES {
            return Ok(self.untyped(at, "a union of more than 1,000 branches"));
        }
        if let Some(ty) = self.documented_constants(branches, &base, at, hint) {
            return Ok(ty);
        }
        base.retain(|key, _| !is_annotation(key) && key != "discriminator" && key != "nullable");
        let has_base = !base.is_empty();
        let discriminator = schema.get("discriminator");
        let tag = discriminator
            .and_then(|discriminator| discriminator.get("propertyName"))
            .and_then(Value::as_str);
        let tag = tag.map(str::to_owned).or_else(|| self.telling(branches));
        let present: Vec<(usize, &Value)> = branches
            .iter()
            .enumerate()
            .filter(|(_, branch)| !is_null(branch) && **branch != false)
            .collect();
        let mut lowered = Vec::with_capacity(present.len());
        for (index, branch) in &present {
            let alone = !has_base || self.inherits(branch, at.as_str());
            let at = at.join(key).join(index);
            let combined = if alone { (*branch).clone() } else { beside(&base, branch) };
            // The only branch that is not null is the schema itself, so it has its name.
            let hint = match (present.len(), &hint) {
                (1, hint) => (*hint).clone(),
                (_, hint) => hint.inside(&self.variant_name(branches, *index, tag.as_deref())),
            };
            let ty = self.schema(&combined, &at, &hint)?;
            let reference = branch.get("$ref").and_then(Value::as_str);
            let reference = reference.and_then(|reference| self.target_of(reference));
            lowered.push(Branch { schema: combined, reference, at, ty });
        }
        if lowered.len() < branches.len() && lowered.len() == 1 {
            self.apply(Rule::OneVariantLeft, at);
        }
        self.union(lowered, schema, at, hint)
    }

    /// The type of a schema that lists several types.
    pub(super) fn several_types(
        &mut self,
        types: &[String],
        schema: &Map<String, Value>,
        at: &Pointer,
        hint: &Hint,
    ) -> Result<Type, Error> {
        let mut branches = Vec::with_capacity(types.len());
        for name in types {
            let ty = self.of_type(name, schema, at, &hint.inside(name))?;
            branches.push(Branch {
                schema: json!({ "type": name }),
                reference: None,
                at: at.clone(),
                ty,
            });
        }
        self.union(branches, schema, at, hint)
    }

    /// The union of branches: one type where they do not differ, else an enum.
    fn union(
        &mut self,
        mut branches: Vec<Branch>,
        schema: &Map<String, Value>,
        at: &Pointer,
        hint: &Hint,
    ) -> Result<Type, Error> {
        let mut null = false;
        for branch in &mut branches {
            let (ty, nullable) = branch.ty.clone().split_null();
            null |= nullable;
            branch.ty = ty;
        }
        if branches.iter().any(|branch| branch.ty == Type::Any) {
            return Ok(self.untyped(at, "a branch of the union takes any value"));
        }
        let tag = self.tag(&branches, schema, at)?;
        if tag.is_none() {
            self.merge_scalars(&mut branches, at, hint);
        }
        let ty = match branches.as_slice() {
            [] => self.untyped(at, "only null fits"),
            [only] => only.ty.clone(),
            _ => {
                let shape = match tag {
                    Some((tag, tags)) => {
                        let union = self.tagged(tag, tags, &branches, hint.name());
                        self.with_default(union, &branches, schema)
                    }
                    None => {
                        self.apply(Rule::UntaggedUnion, at);
                        self.untagged(branches, hint.name())
                    }
                };
                self.item(hint, at, schema, Shape::Union(shape))
            }
        };
        self.note_default(schema, &ty, at);
        Ok(if null { ty.nullable() } else { ty })
    }

    fn tagged(
        &self,
        tag: String,
        tags: Vec<Vec<String>>,
        branches: &[Branch],
        parent: &str,
    ) -> Union {
        let mut scope = Scope::with(&["Unrecognized"]);
        let variant = |(branch, tags): (&Branch, Vec<String>)| {
            let name = match &branch.schema {
                Value::Object(schema) if schema.contains_key("$ref") => self.type_name(&branch.ty),
                _ => tags.first().map_or_else(|| self.type_name(&branch.ty), |tag| pascal(tag)),
            };
            let ident = scope.unique(short(&name, parent), tags.first().map_or("", String::as_str));
            Variant { ident, ty: branch.ty.clone(), tags, boxed: false }
        };
        let lenient = self.disagrees(branches, &tag, &tags);
        let variants = branches.iter().zip(tags).map(variant).collect();
        Union { tag: Some(tag), base: None, optional_tag: false, lenient, variants }
    }

    /// Orders variants from narrow to wide, so that of two that know a value equally well the narrower is picked.
    pub(super) fn untagged(&self, mut branches: Vec<Branch>, parent: &str) -> Union {
        branches.sort_by_key(|branch| self.width(&branch.ty));
        let mut scope = Scope::with(&["Unrecognized"]);
        let variant = |branch: Branch| {
            let ident =
                scope.unique(short(&self.type_name(&branch.ty), parent), branch.at.as_str());
            Variant { ident, ty: branch.ty, tags: Vec::new(), boxed: false }
        };
        let variants = branches.into_iter().map(variant).collect();
        Union { tag: None, base: None, optional_tag: false, lenient: false, variants }
    }

    /// Joins branches that no value could tell apart: equal types, integers with numbers, and all kinds of text.
    pub(super) fn merge_scalars(&mut self, branches: &mut Vec<Branch>, at: &Pointer, hint: &Hint) {
        let mut seen = BTreeSet::new();
        branches.retain(|branch| seen.insert(branch.ty.clone()));
        if seen.contains(&Type::Number) {
            branches.retain(|branch| !matches!(branch.ty, Type::Integer(_) | Type::Primitive(_)));
        }
        let textual: Vec<Type> =
            branches.iter().map(|b| b.ty.clone()).filter(|ty| self.is_text(ty)).collect();
        if textual.len() < 2 {
            return;
        }
        self.apply(Rule::TextVariantsMerged, at);
        if textual.iter().any(|ty| matches!(ty, Type::JsonText { .. })) {
            self.apply(Rule::TextWithContent, at);
        }
        let joined = self.join_text(&textual, at, hint, textual.len() == branches.len());
        let Some(first) = branches.iter().position(|branch| textual.contains(&branch.ty)) else {
            return;
        };
        branches[first].ty = joined.clone();
        let mut index = 0;
        branches.retain(|branch| {
            index += 1;
            index - 1 == first || !textual.contains(&branch.ty)
        });
    }

    /// One type for several kinds of text: an open enum of all their values, since it takes any other text as well.
    fn join_text(&mut self, textual: &[Type], at: &Pointer, hint: &Hint, whole: bool) -> Type {
        let enums: Vec<&Type> = textual.iter().filter(|ty| matches!(ty, Type::Named(_))).collect();
        match enums.as_slice() {
            [] => Type::String,
            [only] => (*only).clone(),
            several => {
                let values: Vec<Value> = several
                    .iter()
                    .filter_map(|ty| self.enum_of(ty))
                    .flat_map(|found| found.values.iter().map(|value| value.value.clone()))
                    .collect();
                let hint = if whole { hint.clone() } else { hint.inside("Text") };
                self.enumeration(&values, &Map::new(), at, &hint)
            }
        }
    }

    pub(super) fn enum_of(&self, ty: &Type) -> Option<&Enum> {
        let Type::Named(name) = ty else { return None };
        match &self.model.items.get(name)?.shape {
            Shape::Enum(found) => Some(found),
            Shape::Alias(target) => self.enum_of(target),
            _ => None,
        }
    }

    fn is_text(&self, ty: &Type) -> bool {
        matches!(ty, Type::String | Type::Timestamp | Type::Parsed(_) | Type::JsonText { .. })
            || self.enum_of(ty).is_some_and(Enum::all_strings)
    }

    /// How much a type takes: the kind first, then structs with more required members before those with fewer.
    fn width(&self, ty: &Type) -> (u8, usize) {
        match ty {
            Type::Bool => (0, 0),
            Type::Integer(_) | Type::Primitive(_) => (1, 0),
            Type::Number => (2, 0),
            Type::Timestamp | Type::Parsed(_) | Type::JsonText { .. } => (4, 0),
            Type::String => (5, 0),
            Type::Tuple(_) => (6, 0),
            Type::List(_) => (6, 1),
            Type::Nullable(inner) => self.width(inner),
            Type::Named(name) => match self.model.items.get(name).map(|item| &item.shape) {
                Some(Shape::Enum(_)) => (3, 0),
                Some(Shape::Struct(shape)) => {
                    (7, usize::MAX - shape.fields.iter().filter(|field| field.required).count())
                }
                Some(Shape::Alias(target) | Shape::Newtype(target)) => self.width(target),
                _ => (8, 0),
            },
            Type::Replaced(..) => (8, 1),
            Type::Map(_) | Type::Keyed(..) => (9, 0),
            Type::Any => (10, 0),
        }
    }

    /// What a variant of this type is called.
    fn type_name(&self, ty: &Type) -> String {
        match ty {
            Type::Any => "Value".to_owned(),
            Type::Bool => "Boolean".to_owned(),
            Type::Integer(_) | Type::Primitive(_) => "Integer".to_owned(),
            Type::Number => "Number".to_owned(),
            Type::String => "String".to_owned(),
            Type::Timestamp => "Timestamp".to_owned(),
            Type::Parsed(path) | Type::Replaced(path, _) => {
                pascal(path.rsplit("::").next().unwrap_or(path))
            }
            Type::JsonText { .. } => "JsonText".to_owned(),
            Type::List(element) => format!("{}List", self.type_name(element)),
            Type::Tuple(_) => "Tuple".to_owned(),
            Type::Map(element) | Type::Keyed(_, element) => {
                format!("{}Map", self.type_name(element))
            }
            Type::Nullable(inner) => self.type_name(inner),
            Type::Named(name) => name.clone(),
        }
    }

    /// Whether a branch builds on the schema at a place already.
    fn inherits(&self, branch: &Value, at: &str) -> bool {
        let reference = branch.get("$ref").and_then(Value::as_str);
        let parts = reference
            .and_then(|reference| self.target_of(reference))
            .and_then(|target| self.root.pointer(target.as_str())?.get("allOf")?.as_array());
        parts.into_iter().flatten().any(|part| {
            let target = part.get("$ref").and_then(Value::as_str).and_then(|it| self.target_of(it));
            target.is_some_and(|target| target.as_str() == at)
        })
    }

    /// The member whose value tells inline branches apart.
    fn telling(&self, branches: &[Value]) -> Option<String> {
        let branches: Vec<&Value> = branches.iter().filter(|branch| !is_null(branch)).collect();
        self.constant_names(branches.first()?, 0).into_iter().find(|name| {
            let mut seen = BTreeSet::new();
            branches.iter().all(|branch| {
                let values = self.constants(branch, name, 0);
                values.is_some_and(|values| values.into_iter().all(|value| seen.insert(value)))
            })
        })
    }

    /// An enum whose values are documented one by one: a union of constants.
    fn documented_constants(
        &mut self,
        branches: &[Value],
        base: &Map<String, Value>,
        at: &Pointer,
        hint: &Hint,
    ) -> Option<Type> {
        let mut values = Vec::with_capacity(branches.len());
        let (mut names, mut descriptions) = (Vec::new(), Vec::new());
        for branch in branches.iter().filter(|branch| !is_null(branch)) {
            let branch = branch.as_object()?;
            let constant = branch.get("const")?;
            let plain = |key: &String| key == "const" || key == "type" || is_annotation(key);
            if constant.is_object() || constant.is_array() || !branch.keys().all(plain) {
                return None;
            }
            let text = constant.as_str().map_or_else(|| constant.to_string(), str::to_owned);
            names.push(branch.get("title").cloned().unwrap_or(text.into()));
            descriptions.push(branch.get("description").cloned().unwrap_or("".into()));
            values.push(constant.clone());
        }
        let only_types = |key: &String| is_annotation(key) || key == "type" || key == "nullable";
        if values.len() < 2 || !base.keys().all(only_types) {
            return None;
        }
        self.apply(Rule::ConstEnum, at);
        let mut named = base.clone();
        named.insert("x-enum-varnames".to_owned(), names.into());
        named.insert("x-enum-descriptions".to_owned(), descriptions.into());
        Some(self.enumeration(&values, &named, at, hint))
    }
}

/// A branch together with what stands beside the union.
fn beside(base: &Map<String, Value>, branch: &Value) -> Value {
    let says_nothing_new =
        base.iter().all(|(key, value)| is_constraint(key) || branch.get(key) == Some(value));
    if says_nothing_new && !base.contains_key("required") {
        return branch.clone();
    }
    json!({ "allOf": [branch, base] })
}

/// A variant's name without that of its union in front.
fn short<'n>(name: &'n str, parent: &str) -> &'n str {
    let rest = name
        .strip_prefix(parent)
        .filter(|rest| rest.starts_with(|first: char| first.is_ascii_uppercase()))
        // Alone it is no name.
        .filter(|rest| *rest != "Self");
    rest.unwrap_or(name)
}

pub(super) fn is_null(branch: &Value) -> bool {
    branch.get("type").is_some_and(is_null_type)
        || branch.get("const").is_some_and(Value::is_null)
        || branch
            .get("enum")
            .and_then(Value::as_array)
            .is_some_and(|values| values.len() == 1 && values[0].is_null())
}

/// `null` as a type: alone, in a list of one, or without the quotes that YAML needs.
fn is_null_type(ty: &Value) -> bool {
    match ty {
        Value::String(name) => name == "null",
        Value::Array(names) => matches!(names.as_slice(), [only] if is_null_type(only)),
        other => other.is_null(),
    }
}
