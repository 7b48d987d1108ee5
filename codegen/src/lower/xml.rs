//! XML: elements, attributes and lists by what schemas say under `xml` (OpenAPI, "XML Object").

use std::collections::BTreeMap;

use oas_source::media_type::essence;
use serde_json::{Map, Value};

use super::keywords::{is_annotation, texts};
use super::one_of::is_null;
use super::schema::DEEPEST;
use super::{Lowering, Rule};
use crate::model::{Xml, XmlMember, XmlName, XmlRoot};
use crate::pointer::Pointer;

/// A shape, or why there is none.
type Shaped = Result<Xml, String>;

/// Which way a body goes: one that is read may have any name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Way {
    Read,
    Written,
}

pub(super) fn is_xml(media_type: &str) -> bool {
    let essence = essence(media_type);
    matches!(essence.as_str(), "application/xml" | "text/xml") || essence.ends_with("+xml")
}

impl Lowering<'_> {
    /// The element that a body is, by its place in the model's list, or why it has no form in XML.
    pub(super) fn xml_root(
        &mut self,
        schema: &Value,
        at: &Pointer,
        way: Way,
    ) -> Result<usize, String> {
        let known = (self.model.xml_shapes.len(), self.xml_shapes.clone());
        let root = self.xml_named(schema, at, way).and_then(|root| {
            self.xml_aliases(known.0)?;
            Ok(root)
        });
        if root.is_err() {
            // What was begun leads to what cannot be done.
            self.model.xml_shapes.truncate(known.0);
            self.xml_shapes = known.1;
        }
        let root = root?;
        self.apply(Rule::Xml, at);
        let known = self.model.xml_roots.iter().position(|known| *known == root);
        Ok(known.unwrap_or_else(|| {
            self.model.xml_roots.push(root);
            self.model.xml_roots.len() - 1
        }))
    }

    /// Puts in its place what a schema is that is only another one.
    fn xml_aliases(&mut self, first: usize) -> Result<(), String> {
        for index in first..self.model.xml_shapes.len() {
            let mut chain = 0;
            while let Xml::Shared(other) = self.model.xml_shapes[index] {
                chain += 1;
                if chain > DEEPEST {
                    return Err("it leads to itself".to_owned());
                }
                self.model.xml_shapes[index] = self.model.xml_shapes[other].clone();
            }
        }
        Ok(())
    }

    fn xml_named(&mut self, schema: &Value, at: &Pointer, way: Way) -> Result<XmlRoot, String> {
        let object = schema.as_object().ok_or("the schema says nothing")?;
        let reference = object.get("$ref").and_then(Value::as_str);
        let component = reference.and_then(|text| text.rsplit('/').next());
        let said = self.xml_object(object, at)?;
        let name = name(&said, component.unwrap_or_default())?;
        if name.local.is_empty() && way == Way::Written {
            return Err("its element has no name".to_owned());
        }
        let shape = self.xml_shape(schema, at)?;
        Ok((name, shape))
    }

    /// What a schema says of its own form in XML.
    fn xml_object(
        &mut self,
        schema: &Map<String, Value>,
        at: &Pointer,
    ) -> Result<Map<String, Value>, String> {
        // What stands beside a reference or a merged schema is said of this place alone.
        if let Some(own) = schema.get("xml").and_then(Value::as_object) {
            return Ok(own.clone());
        }
        if !schema.contains_key("$ref") {
            return Ok(Map::new());
        }
        let merged = self.merged(schema, at).map_err(|error| error.to_string())?;
        Ok(merged.get("xml").and_then(Value::as_object).cloned().unwrap_or_default())
    }

    fn xml_shape(&mut self, schema: &Value, at: &Pointer) -> Shaped {
        let object = match schema {
            Value::Object(object) => object,
            Value::Bool(true) => return Ok(Xml::Any),
            _ => return Err("a schema that nothing fits has no form".to_owned()),
        };
        let Some(key) = self.xml_target(object).map(|target| target.to_string()) else {
            return self.xml_content(object, at);
        };
        if let Some(index) = self.xml_shapes.get(&key) {
            return Ok(Xml::Shared(*index));
        }
        let index = self.model.xml_shapes.len();
        self.model.xml_shapes.push(Xml::Any);
        self.xml_shapes.insert(key, index);
        let shape = self.xml_content(object, at)?;
        self.model.xml_shapes[index] = shape;
        Ok(Xml::Shared(index))
    }

    /// What a schema refers to that says nothing of its own but its name.
    fn xml_target(&self, schema: &Map<String, Value>) -> Option<Pointer> {
        let bare = |key: &String| is_annotation(key) || ["xml", "nullable"].contains(&key.as_str());
        if !schema.keys().all(|key| bare(key) || key == "$ref" || key == "allOf") {
            return None;
        }
        match (schema.get("$ref"), schema.get("allOf")) {
            (Some(reference), None) => self.target_of(reference.as_str()?),
            (None, Some(Value::Array(all))) => match all.as_slice() {
                [Value::Object(only)] => self.xml_target(only),
                _ => None,
            },
            _ => None,
        }
    }

    fn xml_content(&mut self, schema: &Map<String, Value>, at: &Pointer) -> Shaped {
        if self.depth >= DEEPEST {
            return Err("it is nested too deeply".to_owned());
        }
        let merged = self.merged(schema, at).map_err(|error| error.to_string());
        if !self.work.spend(1) {
            return Err("its schemas refer to each other too often".to_owned());
        }
        self.depth += 1;
        let shape = merged.and_then(|merged| self.xml_merged(&merged, at));
        self.depth -= 1;
        shape
    }

    fn xml_merged(&mut self, schema: &Map<String, Value>, at: &Pointer) -> Shaped {
        if schema.contains_key("discriminator") {
            return Err("it is one of several types".to_owned());
        }
        for key in ["oneOf", "anyOf"] {
            let Some(branches) = schema.get(key).and_then(Value::as_array) else { continue };
            return self.xml_union(branches, &at.join(key));
        }
        let types = match schema.get("type") {
            Some(Value::String(name)) => vec![name.as_str()],
            Some(Value::Array(names)) => {
                names.iter().filter_map(Value::as_str).filter(|name| *name != "null").collect()
            }
            _ => Vec::new(),
        };
        let has = |key: &str| schema.contains_key(key);
        match types.as_slice() {
            ["string"] => Ok(Xml::Text),
            ["boolean"] => Ok(Xml::Bool),
            ["integer" | "number"] => Ok(Xml::Number),
            ["array"] => self.xml_list(schema, at, ""),
            ["object"] => self.xml_members(schema, at),
            [] if has("properties") || has("additionalProperties") => self.xml_members(schema, at),
            [] if has("items") => self.xml_list(schema, at, ""),
            [] => match schema.get("const").into_iter().chain(schema.get("enum")).next() {
                None => Ok(Xml::Any),
                Some(Value::String(_)) => Ok(Xml::Text),
                Some(Value::Array(values)) if values.iter().all(Value::is_string) => Ok(Xml::Text),
                Some(_) => Err("its constants have no type".to_owned()),
            },
            _ => Err("it is one of several types".to_owned()),
        }
    }

    /// Branches that have one form, as texts have; null apart.
    fn xml_union(&mut self, branches: &[Value], at: &Pointer) -> Shaped {
        let mut shape = None;
        for (index, branch) in branches.iter().enumerate().filter(|(_, branch)| !is_null(branch)) {
            let branch = self.xml_shape(branch, &at.join(index))?;
            let alike = matches!(branch, Xml::Text | Xml::Bool | Xml::Number | Xml::Shared(_));
            if shape.as_ref().is_some_and(|known| !alike || *known != branch) {
                return Err("it is one of several types".to_owned());
            }
            shape = Some(branch);
        }
        shape.ok_or_else(|| "only null fits".to_owned())
    }

    /// A list with its elements' name: that of the items, or else that of what holds them.
    fn xml_list(&mut self, schema: &Map<String, Value>, at: &Pointer, outer: &str) -> Shaped {
        if schema.contains_key("prefixItems") {
            return Err("a tuple has no form".to_owned());
        }
        let any = Value::Bool(true);
        let (items, at) = (schema.get("items").unwrap_or(&any), at.join("items"));
        let said = match items.as_object() {
            Some(items) => self.xml_object(items, &at)?,
            None => Map::new(),
        };
        let reference = items.get("$ref").and_then(Value::as_str);
        let component = reference.and_then(|text| text.rsplit('/').next()).unwrap_or("item");
        let name = name(&said, if outer.is_empty() { component } else { outer })?;
        let shape = self.xml_shape(items, &at)?;
        if self.is_list(&shape) {
            return Err("a list of lists has no form".to_owned());
        }
        Ok(Xml::List(name, Box::new(shape)))
    }

    fn is_list(&self, shape: &Xml) -> bool {
        match shape {
            Xml::Shared(index) => {
                matches!(self.model.xml_shapes.get(*index), Some(Xml::List(..)))
            }
            shape => matches!(shape, Xml::List(..)),
        }
    }

    fn xml_members(&mut self, schema: &Map<String, Value>, at: &Pointer) -> Shaped {
        if schema.contains_key("patternProperties") {
            return Err("members that differ by the pattern of their names have no form".to_owned());
        }
        let required: Vec<&str> = texts(schema, "required").collect();
        let properties: BTreeMap<&String, &Value> =
            schema.get("properties").and_then(Value::as_object).into_iter().flatten().collect();
        let mut members: Vec<XmlMember> = Vec::new();
        for (json, property) in properties {
            let at = at.join("properties").join(json);
            let required = required.contains(&json.as_str());
            let member = self.xml_member(json, property, &at, required)?;
            let clashes = |known: &&XmlMember| {
                let attribute = |place| place == "Attribute";
                known.name.local == member.name.local
                    && attribute(known.place) == attribute(member.place)
                    && known.place != "Text"
                    && member.place != "Text"
            };
            if members.iter().any(|known| clashes(&known)) {
                return Err(format!("two members are called {}", member.name.local));
            }
            members.push(member);
        }
        let keys = ["additionalProperties", "unevaluatedProperties"];
        let rest = keys.into_iter().find_map(|key| Some((key, schema.get(key)?)));
        let rest = match rest {
            Some((key, rest @ Value::Object(_))) => {
                let shape = self.xml_shape(rest, &at.join(key))?;
                // Of elements of any name none would be known to belong together.
                if self.is_list(&shape) {
                    return Err("members of any name that are lists have no form".to_owned());
                }
                Some(Box::new(shape)).filter(|shape| **shape != Xml::Any)
            }
            _ => None,
        };
        Ok(Xml::Object(members, rest))
    }

    fn xml_member(
        &mut self,
        json: &str,
        property: &Value,
        at: &Pointer,
        required: bool,
    ) -> Result<XmlMember, String> {
        let said = match property.as_object() {
            Some(property) => self.xml_object(property, at)?,
            None => Map::new(),
        };
        let flag = |key: &str| said.get(key).is_some_and(|flag| *flag == true);
        // OpenAPI 3.2 says it with `nodeType`.
        let node = said.get("nodeType").and_then(Value::as_str);
        let name = name(&said, json)?;
        let (merged, at) = self.xml_real(property, at)?;
        if is_array(&merged) {
            let own = node == Some("element") || flag("wrapped");
            if matches!(node, Some("attribute" | "text" | "cdata")) || flag("attribute") {
                return Err(format!("the list {json} stands where only text does"));
            }
            let outer = if own { &name.local } else { json };
            let list = self.xml_list(&merged, &at, outer)?;
            let (place, name, shape) = match list {
                Xml::List(item, shape) if !own => ("Repeated", item, *shape),
                list => ("Element", name, list),
            };
            return Ok(XmlMember { json: json.to_owned(), name, place, shape, required });
        }
        let shape = self.xml_shape(property, &at)?;
        let place = match node {
            Some("attribute") => "Attribute",
            Some("text" | "cdata") => "Text",
            Some("none") => return Err(format!("the member {json} has no element of its own")),
            _ if flag("attribute") => "Attribute",
            _ => "Element",
        };
        if place != "Element" && !self.is_xml_text(&shape) {
            return Err(format!("the member {json} is no text, and stands where only text does"));
        }
        Ok(XmlMember { json: json.to_owned(), name, place, shape, required })
    }

    /// A property with what it refers to; of a union with null the other branch.
    fn xml_real(
        &mut self,
        property: &Value,
        at: &Pointer,
    ) -> Result<(Map<String, Value>, Pointer), String> {
        let Some(object) = property.as_object() else { return Ok((Map::new(), at.clone())) };
        let merged = self.merged(object, at).map_err(|error| error.to_string())?;
        for key in ["oneOf", "anyOf"] {
            let branches = merged.get(key).and_then(Value::as_array).into_iter().flatten();
            let mut real = branches.enumerate().filter(|(_, branch)| !is_null(branch));
            if let (Some((index, Value::Object(only))), None) = (real.next(), real.next()) {
                let at = at.join(key).join(index);
                let merged = self.merged(only, &at).map_err(|error| error.to_string())?;
                return Ok((merged, at));
            }
        }
        Ok((merged, at.clone()))
    }

    fn is_xml_text(&self, shape: &Xml) -> bool {
        match shape {
            Xml::Shared(index) => matches!(
                self.model.xml_shapes.get(*index),
                Some(Xml::Text | Xml::Bool | Xml::Number)
            ),
            shape => matches!(shape, Xml::Text | Xml::Bool | Xml::Number),
        }
    }
}

/// Whether a schema is that of a list, null apart.
fn is_array(schema: &Map<String, Value>) -> bool {
    match schema.get("type") {
        Some(Value::Array(types)) => types.iter().all(|ty| ty == "array" || ty == "null"),
        Some(ty) => ty == "array",
        None => schema.contains_key("items"),
    }
}

/// The name that is said, or this one.
fn name(said: &Map<String, Value>, otherwise: &str) -> Result<XmlName, String> {
    let text = |key: &str| said.get(key).and_then(Value::as_str).filter(|text| !text.is_empty());
    let name = text("name").unwrap_or(otherwise);
    // Some write the prefix into the name.
    let (prefix, local) = match name.split_once(':') {
        Some((prefix, local)) => (Some(prefix), local),
        None => (text("prefix"), name),
    };
    let fits = |text: &str| {
        let first = text.chars().next().is_none_or(|c| c.is_alphabetic() || c == '_');
        first && text.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '-' | '.'))
    };
    if !fits(local) || !prefix.is_none_or(fits) || (local.is_empty() && !name.is_empty()) {
        return Err(format!("{name:?} cannot be a name in XML"));
    }
    if prefix.is_some() && text("namespace").is_none() && prefix != Some("xml") {
        return Err(format!("the prefix of {local} has no namespace"));
    }
    Ok(XmlName {
        local: local.to_owned(),
        prefix: prefix.map(str::to_owned),
        namespace: text("namespace").map(str::to_owned),
    })
}
