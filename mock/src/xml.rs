//! A value as XML, by the `xml` of its schema.

use serde_json::{Map, Value};

use crate::refs::resolve;
use crate::schema::{items, members};

/// The document that has a value.
///
/// # Errors
/// Its root has no name: a sentence that says what is needed.
pub(crate) fn written(root: &Value, schema: &str, value: &Value) -> Result<String, String> {
    let own = said(root, schema).and_then(|said| said.get("name")?.as_str());
    let name = own.map(str::to_owned).or_else(|| {
        let place = resolve(root, schema.to_owned());
        place.strip_prefix("/components/schemas/").map(oas_source::pointer::unescape)
    });
    let name = name.filter(|name| is_name(name)).ok_or_else(|| {
        format!("the schema at {schema} says no name for its element: it needs `xml.name`, or an example")
    })?;
    let mut writer =
        Writer { root, text: String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>") };
    writer.element(&name, schema, value);
    Ok(writer.text)
}

/// What a schema says of XML, or what it refers to.
fn said<'r>(root: &'r Value, schema: &str) -> Option<&'r Map<String, Value>> {
    let own = |at: &str| root.pointer(at)?.get("xml")?.as_object();
    own(schema).or_else(|| own(&resolve(root, schema.to_owned())))
}

/// The name that a schema gives its element, where it can be one.
fn named(root: &Value, schema: &str) -> Option<String> {
    said(root, schema)?.get("name")?.as_str().filter(|name| is_name(name)).map(str::to_owned)
}

/// How a member stands in its element; `attribute` and `wrapped` are OpenAPI 3.1's, `nodeType` is 3.2's.
#[derive(PartialEq)]
enum Node {
    Attribute,
    Text,
    Element,
    Wrapped,
}

fn node(root: &Value, schema: &str) -> Node {
    let Some(said) = said(root, schema) else { return Node::Element };
    let is = |key: &str| said.get(key).is_some_and(|value| value == true);
    match said.get("nodeType").and_then(Value::as_str) {
        Some("attribute") => Node::Attribute,
        Some("text" | "cdata") => Node::Text,
        Some("element") if items(root, schema).is_some() => Node::Wrapped,
        _ if is("attribute") => Node::Attribute,
        _ if is("wrapped") => Node::Wrapped,
        _ => Node::Element,
    }
}

struct Writer<'r> {
    root: &'r Value,
    text: String,
}

impl Writer<'_> {
    fn element(&mut self, name: &str, schema: &str, value: &Value) {
        let said = said(self.root, schema);
        let text = |key: &str| said.and_then(|said| said.get(key)?.as_str()).unwrap_or_default();
        let (prefix, namespace) = (text("prefix"), text("namespace"));
        let tag = match is_name(prefix) {
            true => format!("{prefix}:{name}"),
            false => name.to_owned(),
        };
        self.text.push_str(&format!("<{tag}"));
        if !namespace.is_empty() {
            let attribute =
                if is_name(prefix) { format!("xmlns:{prefix}") } else { "xmlns".to_owned() };
            self.attribute(&attribute, namespace);
        }
        let known = members(self.root, schema);
        let own =
            |member: &str| known.iter().find(|(name, _)| name == member).map(|(_, at)| at.as_str());
        let object = value.as_object();
        let parts: Vec<(&String, &Value, &str, Node)> = object
            .into_iter()
            .flatten()
            .filter(|(_, value)| !value.is_null())
            .map(|(name, value)| {
                let at = own(name).unwrap_or_default();
                (name, value, at, node(self.root, at))
            })
            .collect();
        for (name, value, at, _) in parts.iter().filter(|part| part.3 == Node::Attribute) {
            let name = named(self.root, at).unwrap_or_else(|| (*name).clone());
            if is_name(&name) {
                self.attribute(&name, &plain(value));
            }
        }
        self.text.push('>');
        for (name, value, at, node) in &parts {
            let name = named(self.root, at).unwrap_or_else(|| (*name).clone());
            match node {
                Node::Attribute => {}
                _ if *node != Node::Text && !is_name(&name) => {}
                Node::Text => self.text.push_str(&escaped(&plain(value))),
                Node::Wrapped => {
                    self.text.push_str(&format!("<{name}>"));
                    self.member(&name, at, value);
                    self.text.push_str(&format!("</{name}>"));
                }
                Node::Element => self.member(&name, at, value),
            }
        }
        match value {
            Value::Object(_) => {}
            Value::Array(list) => {
                let at = items(self.root, schema).unwrap_or_default();
                let item = named(self.root, &at).unwrap_or_else(|| name.to_owned());
                list.iter().for_each(|one| self.element(&item, &at, one));
            }
            other => self.text.push_str(&escaped(&plain(other))),
        }
        self.text.push_str(&format!("</{tag}>"));
    }

    /// A member: a list is an element for each of its own.
    fn member(&mut self, name: &str, schema: &str, value: &Value) {
        match value {
            Value::Array(list) => {
                let at = items(self.root, schema).unwrap_or_default();
                let item = named(self.root, &at).unwrap_or_else(|| name.to_owned());
                list.iter().for_each(|one| self.element(&item, &at, one));
            }
            one => self.element(name, schema, one),
        }
    }

    fn attribute(&mut self, name: &str, value: &str) {
        self.text.push_str(&format!(" {name}=\"{}\"", escaped(value)));
    }
}

fn plain(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Null => String::new(),
        other => other.to_string(),
    }
}

/// Without what no document of XML 1.0 can have.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\t' | '\n' | '\r' => escaped.push_str(&format!("&#{};", u32::from(c))),
            '\u{fffe}' | '\u{ffff}' => {}
            c if c.is_control() => {}
            c => escaped.push(c),
        }
    }
    escaped
}

/// Whether a text can be the name of an element: the part of them that everybody takes.
fn is_name(text: &str) -> bool {
    let first = text.chars().next().is_some_and(|c| c.is_alphabetic() || c == '_');
    first && text.chars().all(|c| c.is_alphanumeric() || "_-.".contains(c))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_value_is_written_as_its_schema_says() {
        let root = json!({ "components": { "schemas": {
            "Pet": { "type": "object", "properties": {
                "id": { "type": "integer", "xml": { "attribute": true } },
                "name": { "type": "string", "xml": { "name": "called" } },
                "tags": { "type": "array", "items": { "type": "string", "xml": { "name": "tag" } }, "xml": { "wrapped": true } },
                "marks": { "type": "array", "items": { "type": "integer" } },
                "owner": { "type": "object", "properties": { "x": { "type": "boolean" } }, "xml": { "prefix": "o", "namespace": "urn:o" } },
                "gone": { "type": "null" },
            } },
            "Named": { "type": "string", "xml": { "name": "n" } },
        } }, "bare": { "type": "string" } });
        let pet = json!({ "id": 7, "name": "a<b & \u{1}c", "tags": ["x", "y"], "marks": [1, 2], "owner": { "x": true }, "gone": null });
        let text = written(&root, "/components/schemas/Pet", &pet).unwrap();
        assert_eq!(
            text,
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?><Pet id=\"7\"><marks>1</marks><marks>2</marks><called>a&lt;b &amp; c</called>\
             <o:owner xmlns:o=\"urn:o\"><x>true</x></o:owner><tags><tag>x</tag><tag>y</tag></tags></Pet>"
        );
        assert!(
            written(&root, "/components/schemas/Named", &json!("v")).unwrap().ends_with("<n>v</n>")
        );
        // What can be no name of an element is none.
        let list = |xml: serde_json::Value| json!({ "type": "array", "items": { "type": "string", "xml": { "name": "a b" } }, "xml": xml });
        let odd = json!({ "components": { "schemas": { "Pet": { "type": "object", "properties": {
            "x><y": list(json!({ "wrapped": true })),
            "z": list(json!({ "name": "<", "wrapped": true })),
        } } } } });
        let text = written(&odd, "/components/schemas/Pet", &json!({ "x><y": ["1"], "z": ["2"] }))
            .unwrap();
        assert!(text.ends_with("<Pet><z><z>2</z></z></Pet>"), "{text}");
        let problem = written(&root, "/bare", &json!("v")).unwrap_err();
        assert_eq!(
            problem,
            "the schema at /bare says no name for its element: it needs `xml.name`, or an example"
        );
    }
}
