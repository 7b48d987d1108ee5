//! Any schema: which family of rules it belongs to.

use oas_source::media_type::is_json;
use serde_json::{Map, Value, json};

use super::body::suffix;
use super::keywords::{BOUNDS, VALIDATION, is_annotation};
use super::reference::allows_null;
use super::scalar::holds_json;
use super::{Hint, Lowering, Rule};
use crate::error::Error;
use crate::model::Type;
use crate::names::pascal;
use crate::pointer::Pointer;
use crate::settings::WithoutType;

/// Inline schemas nested deeper than this are any value.
pub(super) const DEEPEST: usize = 100;

impl Lowering<'_> {
    /// The type of a schema.
    pub(super) fn schema(
        &mut self,
        schema: &Value,
        at: &Pointer,
        hint: &Hint,
    ) -> Result<Type, Error> {
        // An enum may be long, and is made anew wherever it is merged.
        let values = schema.get("enum").and_then(Value::as_array).map_or(0, Vec::len);
        if !self.work.spend(1 + values) {
            return Ok(self.spent(at));
        }
        let object = match schema {
            Value::Object(object) => object,
            Value::Bool(any) => {
                self.apply(Rule::BooleanSchema, at);
                return Ok(self.untyped(
                    at,
                    if *any { "the schema is `true`" } else { "the schema is `false`" },
                ));
            }
            _ => {
                self.apply(Rule::NotFoundHere, at);
                return Ok(self.untyped(at, "neither an object nor a boolean, so no schema"));
            }
        };
        if self.depth >= DEEPEST {
            return Ok(self.untyped(at, "nested too deeply"));
        }
        (self.depth, self.begun) = (self.depth + 1, self.begun + 1);
        let ty = self.object_schema(object, at, hint);
        (self.depth, self.begun) = (self.depth - 1, self.begun - 1);
        let mut ty = ty?;
        if allows_null(schema) && !matches!(ty, Type::Any) {
            self.apply(Rule::NullAsNullable, at);
            ty = ty.nullable();
        }
        self.places.insert(at.to_string(), ty.clone());
        Ok(ty)
    }

    /// The type of a schema in what several operations may refer to, as a parameter or a response: one, whoever does, named after that.
    pub(super) fn shared(
        &mut self,
        schema: &Value,
        at: &Pointer,
        hint: &Hint,
    ) -> Result<Type, Error> {
        let Some(name) = name_of_holder(at) else { return self.schema(schema, at, hint) };
        match self.places.get(at.as_str()) {
            Some(known) => Ok(known.clone()),
            None => self.schema(schema, at, &Hint::Inline(name)),
        }
    }

    /// The type of what is not looked at any more.
    pub(super) fn spent(&mut self, at: &Pointer) -> Type {
        self.apply(Rule::TooMuchMerged, at);
        self.untyped(
            at,
            "too much would be made of it: schemas are merged with one another again and again",
        )
    }

    /// The type of a schema, null apart.
    pub(super) fn object_schema(
        &mut self,
        schema: &Map<String, Value>,
        at: &Pointer,
        hint: &Hint,
    ) -> Result<Type, Error> {
        if let Some(ty) = self.replaced(schema, at, hint)? {
            return Ok(ty);
        }
        self.note_dropped(schema, at);
        if let Some(heirs) = self.heirs.get(at.as_str()).cloned()
            && self.inherited.insert(at.to_string())
        {
            return self.inherited(schema, &heirs, at, hint);
        }
        if let Some(reference) = schema.get("$ref") {
            if schema.keys().all(|key| key == "$ref" || key == "nullable" || is_annotation(key)) {
                return match self.schema_target(reference, at)? {
                    Some(target) => self.schema_at(&target),
                    None => Ok(self.untyped(at, "the `$ref` leads out of the document")),
                };
            }
            self.apply(Rule::RefSiblings, at);
            return self.all_of(schema, at, hint);
        }
        if schema.contains_key("allOf") {
            return self.all_of(schema, at, hint);
        }
        if let Some(named) = branches_of_mapping(schema) {
            return self.one_of(&named, at, hint);
        }
        if schema.contains_key("oneOf") || schema.contains_key("anyOf") {
            return self.one_of(schema, at, hint);
        }
        if let Some(constant) = schema.get("const") {
            self.apply(Rule::ConstEnum, at);
            return Ok(self.enumeration(std::slice::from_ref(constant), schema, at, hint));
        }
        if let Some(Value::Array(values)) = schema.get("enum") {
            return Ok(self.enumeration(values, schema, at, hint));
        }
        let types = self.types(schema, at);
        match types.as_slice() {
            [] if schema.get("type").is_some() => Ok(self.untyped(at, "only null fits")),
            [] => self.without_type(schema, at, hint),
            [only] => self.of_type(only, schema, at, hint),
            several => {
                self.apply(Rule::TypeArray, at);
                self.several_types(several, schema, at, hint)
            }
        }
    }

    /// The type of a schema that names one type.
    pub(super) fn of_type(
        &mut self,
        name: &str,
        schema: &Map<String, Value>,
        at: &Pointer,
        hint: &Hint,
    ) -> Result<Type, Error> {
        match name {
            "object" => self.object(schema, at, hint),
            "array" => self.array(schema, at, hint),
            "boolean" => Ok(Type::Bool),
            "integer" => Ok(self.integer(schema, at)),
            "number" => Ok(self.number(schema, at)),
            "string" => self.string(schema, at, hint),
            _ => {
                self.apply(Rule::UnknownType, at);
                Ok(self.untyped(at, "a type that JSON Schema does not know"))
            }
        }
    }

    /// Without a type, the keywords tell what the author had in mind.
    fn without_type(
        &mut self,
        schema: &Map<String, Value>,
        at: &Pointer,
        hint: &Hint,
    ) -> Result<Type, Error> {
        if self.settings.without_type == WithoutType::Untyped {
            return Ok(self.untyped(at, "the schema has no type"));
        }
        let has = |keys: &[&str]| keys.iter().any(|key| schema.contains_key(*key));
        if has(&["properties", "additionalProperties", "patternProperties"]) {
            self.object(schema, at, hint)
        } else if has(&["items", "prefixItems"]) {
            self.array(schema, at, hint)
        } else if holds_json(schema) {
            self.string(schema, at, hint)
        } else {
            Ok(self.untyped(at, "the schema does not say what it is"))
        }
    }

    /// The names in `type`, without null.
    fn types(&mut self, schema: &Map<String, Value>, at: &Pointer) -> Vec<String> {
        let mut types = match schema.get("type") {
            Some(Value::String(name)) => vec![name.clone()],
            Some(Value::Array(names)) => {
                names.iter().filter_map(Value::as_str).map(str::to_owned).collect()
            }
            Some(Value::Null) => {
                self.apply(Rule::NullWithoutQuotes, at);
                Vec::new()
            }
            Some(_) => {
                self.apply(Rule::UnknownType, at);
                Vec::new()
            }
            None => Vec::new(),
        };
        types.retain(|name| name != "null");
        types.dedup();
        types
    }

    /// Counts what a schema says and the types do not.
    fn note_dropped(&mut self, schema: &Map<String, Value>, at: &Pointer) {
        let has = |keys: &[&str]| keys.iter().any(|key| schema.contains_key(*key));
        let condition = ["if", "then", "else", "dependentSchemas"];
        let typed = |key: &str| {
            let says_types = |schema: &Value| {
                ["properties", "$ref", "allOf", "oneOf", "anyOf"]
                    .iter()
                    .any(|key| schema.get(*key).is_some())
            };
            match (key, schema.get(key)) {
                ("dependentSchemas", Some(Value::Object(all))) => all.values().any(says_types),
                ("if", _) | (_, None) => false,
                (_, Some(schema)) => says_types(schema),
            }
        };
        // What is merged is looked at again.
        let is_merged = has(&["$ref", "allOf"]);
        let rules = [
            (condition.into_iter().any(typed), Rule::TypesInConditions),
            (has(&["contentSchema"]) && !is_merged && !holds_json(schema), Rule::TextWithContent),
            (has(VALIDATION), Rule::ValidationDropped),
            (has(BOUNDS), Rule::BoundsDropped),
            (has(&["default"]), Rule::DefaultNotApplied),
            (has(&["title"]), Rule::TitleIgnored),
        ];
        for (_, rule) in rules.into_iter().filter(|(applies, _)| *applies) {
            self.apply(rule, at);
        }
    }
}

/// What a schema in a component is called that is not a schema itself. Of several media types each but JSON is named too.
fn name_of_holder(at: &Pointer) -> Option<String> {
    let segments: Vec<String> = at.segments().collect();
    let [components, kind, name, rest @ ..] = segments.as_slice() else { return None };
    let kinds = ["parameters", "headers", "requestBodies", "responses", "mediaTypes"];
    if components != "components" || !kinds.contains(&kind.as_str()) {
        return None;
    }
    match rest {
        [content, media_type, _] if content == "content" && !is_json(media_type) => {
            Some(pascal(&format!("{name} {}", suffix(media_type))))
        }
        _ => Some(pascal(name)),
    }
}

/// A union without branches whose discriminator names some, with these.
fn branches_of_mapping(schema: &Map<String, Value>) -> Option<Map<String, Value>> {
    let empty = |key: &str| match schema.get(key) {
        None => true,
        Some(branches) => branches.as_array().is_some_and(Vec::is_empty),
    };
    let is_union = ["oneOf", "anyOf"].iter().any(|key| schema.contains_key(*key));
    let is_object = schema.contains_key("properties");
    if (is_object && !is_union) || !empty("oneOf") || !empty("anyOf") {
        return None;
    }
    let mapping = schema.get("discriminator")?.get("mapping")?.as_object()?;
    let mut targets: Vec<String> =
        mapping.values().filter_map(|target| Some(mapped(target.as_str()?))).collect();
    targets.sort_unstable();
    targets.dedup();
    let branches = targets.into_iter().map(|target| json!({ "$ref": target })).collect();
    let mut named = schema.clone();
    named.remove("anyOf");
    named.insert("oneOf".to_owned(), Value::Array(branches));
    Some(named)
}

/// What a discriminator's mapping names: a reference, or the name of a component.
pub(super) fn mapped(target: &str) -> String {
    match target.starts_with('#') {
        true => target.to_owned(),
        false => format!("#/components/schemas/{target}"),
    }
}
