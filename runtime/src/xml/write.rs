//! A JSON value as an element.

use std::borrow::Cow;

use quick_xml::escape::escape;
use serde_json::{Map, Value};

use super::{XmlMember, XmlName, XmlPlace, XmlRoot, XmlShape};

const NIL: &str = " xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" xsi:nil=\"true\"";

/// Values in values, as deep as they are read.
const DEEPEST: usize = 128;

pub(super) fn document(value: &Value, root: &XmlRoot) -> Result<String, String> {
    let mut writer = Writer {
        out: "<?xml version=\"1.0\" encoding=\"UTF-8\"?>".to_owned(),
        bound: Vec::new(),
        depth: 0,
    };
    writer.element(&root.name, root.shape, value)?;
    Ok(writer.out)
}

/// What was written, and the namespaces that are declared where it stands.
struct Writer {
    out: String,
    bound: Vec<(Option<String>, String)>,
    depth: usize,
}

/// A name as it is written: with its prefix.
struct Written<'n> {
    name: Cow<'n, str>,
    prefix: Option<&'n str>,
    namespace: Option<&'n str>,
}

impl<'n> Written<'n> {
    fn of(name: &XmlName) -> Self {
        let written = match name.prefix {
            Some(prefix) => Cow::Owned(format!("{prefix}:{}", name.local)),
            None => Cow::Borrowed(name.local),
        };
        Self { name: written, prefix: name.prefix, namespace: name.namespace }
    }

    /// A name that is no part of the document.
    fn free(name: &'n str) -> Result<Self, String> {
        let first = name.chars().next().is_some_and(|c| c.is_alphabetic() || c == '_');
        let rest = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '.');
        match first && name.chars().all(rest) {
            true => Ok(Self { name: Cow::Borrowed(name), prefix: None, namespace: None }),
            false => Err(format!("{name:?} cannot be the name of an XML element")),
        }
    }
}

impl Writer {
    fn element(&mut self, name: &XmlName, shape: &XmlShape, value: &Value) -> Result<(), String> {
        self.written(&Written::of(name), shape, value)
    }

    fn written(
        &mut self,
        name: &Written<'_>,
        shape: &XmlShape,
        value: &Value,
    ) -> Result<(), String> {
        let before = self.bound.len();
        self.out.push('<');
        self.out.push_str(&name.name);
        self.declare(name.prefix, name.namespace);
        let content = match (shape, value) {
            (_, Value::Null) => {
                self.out.push_str(NIL);
                Content::Nothing
            }
            (XmlShape::Object(members, rest), Value::Object(object)) => {
                self.attributes(members, object)?;
                Content::Members(members, *rest, object)
            }
            (XmlShape::List(item, shape), Value::Array(list)) => Content::Items(item, shape, list),
            (_, Value::Object(object)) => {
                self.attributes(&[], object)?;
                Content::Members(&[], None, object)
            }
            (_, value) => Content::Text(text(value)?),
        };
        self.out.push('>');
        self.depth += 1;
        if self.depth > DEEPEST {
            return Err(format!("the value has more than {DEEPEST} elements in each other"));
        }
        match content {
            Content::Nothing => {}
            Content::Text(text) => self.out.push_str(&escape(text.as_str())),
            Content::Items(item, shape, list) => {
                list.iter().try_for_each(|value| self.element(item, shape, value))?;
            }
            Content::Members(members, rest, object) => self.members(members, rest, object)?,
        }
        self.out.push_str("</");
        self.out.push_str(&name.name);
        self.out.push('>');
        self.bound.truncate(before);
        self.depth -= 1;
        Ok(())
    }

    /// Declares a namespace where it is not the one that its prefix stands for already.
    fn declare(&mut self, prefix: Option<&str>, namespace: Option<&str>) {
        let Some(namespace) = namespace else { return };
        let known = self.bound.iter().rev().find(|(known, _)| known.as_deref() == prefix);
        if known.is_some_and(|(_, known)| known == namespace) {
            return;
        }
        self.out.push_str(" xmlns");
        if let Some(prefix) = prefix {
            self.out.push(':');
            self.out.push_str(prefix);
        }
        self.out.push_str(&format!("=\"{}\"", escape(namespace)));
        self.bound.push((prefix.map(str::to_owned), namespace.to_owned()));
    }

    fn attributes(
        &mut self,
        members: &[XmlMember],
        object: &Map<String, Value>,
    ) -> Result<(), String> {
        for member in members.iter().filter(|member| member.place == XmlPlace::Attribute) {
            match object.get(member.json) {
                None | Some(Value::Null) => {}
                Some(value) => {
                    self.declare(member.name.prefix, member.name.namespace);
                    let text = text(value)?;
                    self.out.push_str(&format!(
                        " {}=\"{}\"",
                        Written::of(&member.name).name,
                        escape(text.as_str())
                    ));
                }
            }
        }
        for (name, value) in object {
            if let Some(free) = name.strip_prefix('@')
                && !members.iter().any(|member| member.json == name)
            {
                let text = text(value)?;
                self.out.push_str(&format!(
                    " {}=\"{}\"",
                    Written::free(free)?.name,
                    escape(text.as_str())
                ));
            }
        }
        Ok(())
    }

    fn members(
        &mut self,
        members: &[XmlMember],
        rest: Option<&'static XmlShape>,
        object: &Map<String, Value>,
    ) -> Result<(), String> {
        for member in members {
            let Some(value) = object.get(member.json) else { continue };
            match (member.place, value) {
                (XmlPlace::Attribute, _) | (XmlPlace::Text | XmlPlace::Repeated, Value::Null) => {}
                (XmlPlace::Text, value) => {
                    let text = text(value)?;
                    self.out.push_str(&escape(text.as_str()));
                }
                (XmlPlace::Repeated, Value::Array(list)) => {
                    list.iter()
                        .try_for_each(|value| self.element(&member.name, member.shape, value))?;
                }
                (_, value) => self.element(&member.name, member.shape, value)?,
            }
        }
        let free = object.iter().filter(|(name, _)| {
            !name.starts_with('@') && !members.iter().any(|member| member.json == name.as_str())
        });
        for (name, value) in free {
            match (name.as_str(), value) {
                ("$text", value) => {
                    let text = text(value)?;
                    self.out.push_str(&escape(text.as_str()));
                }
                (name, Value::Array(list)) if rest.is_none() => {
                    let name = Written::free(name)?;
                    list.iter().try_for_each(|value| self.written(&name, &XmlShape::Any, value))?;
                }
                (name, value) => {
                    self.written(&Written::free(name)?, rest.unwrap_or(&XmlShape::Any), value)?;
                }
            }
        }
        Ok(())
    }
}

/// What is in an element.
enum Content<'v> {
    Nothing,
    Text(String),
    Items(&'v XmlName, &'static XmlShape, &'v [Value]),
    Members(&'v [XmlMember], Option<&'static XmlShape>, &'v Map<String, Value>),
}

/// The text of a value. XML has no form for most control characters.
fn text(value: &Value) -> Result<String, String> {
    let text = match value {
        Value::String(text) => text.clone(),
        Value::Array(_) => return Err("a list in a list has no form in XML".to_owned()),
        value => value.to_string(),
    };
    let allowed = |c: char| !c.is_control() || matches!(c, '\t' | '\n' | '\r') || c >= '\u{80}';
    match text.chars().all(|c| allowed(c) && !matches!(c, '\u{fffe}' | '\u{ffff}')) {
        true => Ok(text),
        false => Err("a text has a character that XML does not have".to_owned()),
    }
}
