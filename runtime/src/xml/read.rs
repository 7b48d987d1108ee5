//! An element as the JSON value that it stands for.

use serde_json::{Map, Value};

use super::tree::Element;
use super::{XmlMember, XmlPlace, XmlShape};

/// The value of an element.
pub(super) fn value(element: &Element, shape: &XmlShape) -> Result<Value, String> {
    if element.nil {
        return Ok(Value::Null);
    }
    match shape {
        XmlShape::Text | XmlShape::Bool | XmlShape::Number if element.children.is_empty() => {
            Ok(scalar(&element.text, shape))
        }
        XmlShape::Text | XmlShape::Bool | XmlShape::Number => {
            Err(format!("the element {} has elements where it should have text", element.name))
        }
        XmlShape::Any => Ok(any(element)),
        XmlShape::List(_, item) => {
            element.children.iter().map(|child| value(child, item)).collect()
        }
        XmlShape::Object(members, rest) => object(element, members, *rest),
    }
}

/// A text; where it does not fit the shape it is text, which the type then refuses with its place.
fn scalar(text: &str, shape: &XmlShape) -> Value {
    let value = match (shape, text.trim()) {
        (XmlShape::Bool, "true" | "1") => Some(Value::Bool(true)),
        (XmlShape::Bool, "false" | "0") => Some(Value::Bool(false)),
        (XmlShape::Number, text) => {
            serde_json::from_str(text.trim_start_matches('+')).ok().map(Value::Number)
        }
        _ => None,
    };
    value.unwrap_or_else(|| Value::String(text.to_owned()))
}

fn object(
    element: &Element,
    members: &[XmlMember],
    rest: Option<&'static XmlShape>,
) -> Result<Value, String> {
    let mut object = Map::new();
    let member = |name: &str, attribute: bool| {
        members.iter().find(|member| {
            let here = match member.place {
                XmlPlace::Attribute => attribute,
                XmlPlace::Element | XmlPlace::Repeated => !attribute,
                XmlPlace::Text => false,
            };
            here && member.name.local == name
        })
    };
    for (name, text) in &element.attributes {
        let (name, value) = match member(name, true) {
            Some(member) => (member.json.to_owned(), scalar(text, member.shape)),
            None => (format!("@{name}"), Value::String(text.clone())),
        };
        insert(&mut object, name, value)?;
    }
    for child in &element.children {
        match member(&child.name, false) {
            Some(member) if member.place == XmlPlace::Repeated => {
                let value = value(child, member.shape)?;
                let list = object.entry(member.json).or_insert_with(|| Value::Array(Vec::new()));
                if let Value::Array(list) = list {
                    list.push(value);
                }
            }
            Some(member) => {
                insert(&mut object, member.json.to_owned(), value(child, member.shape)?)?;
            }
            None if members.iter().any(|member| member.json == child.name) => {
                return Err(format!("the element {} is a member by another name", child.name));
            }
            None => match rest {
                Some(rest) => insert(&mut object, child.name.clone(), value(child, rest)?)?,
                None => gather(&mut object, &child.name, any(child)),
            },
        }
    }
    let text = members.iter().find(|member| member.place == XmlPlace::Text);
    match text {
        Some(member) if member.required || !element.text.is_empty() => {
            insert(&mut object, member.json.to_owned(), scalar(&element.text, member.shape))?;
        }
        None if !element.text.trim().is_empty() => {
            insert(&mut object, "$text".to_owned(), Value::String(element.text.clone()))?;
        }
        _ => {}
    }
    for member in members.iter().filter(|member| member.required) {
        if member.place == XmlPlace::Repeated {
            object.entry(member.json).or_insert_with(|| Value::Array(Vec::new()));
        }
    }
    Ok(Value::Object(object))
}

fn insert(object: &mut Map<String, Value>, name: String, value: Value) -> Result<(), String> {
    match object.contains_key(&name) {
        true => Err(format!("the element for {name} is there twice")),
        false => {
            object.insert(name, value);
            Ok(())
        }
    }
}

/// Adds a value that may come several times.
fn gather(object: &mut Map<String, Value>, name: &str, value: Value) {
    match object.get_mut(name) {
        Some(Value::Array(list)) => list.push(value),
        Some(first) => {
            let first_value = first.take();
            *first = Value::Array(vec![first_value, value]);
        }
        None => {
            object.insert(name.to_owned(), value);
        }
    }
}

/// An element of which nothing is known.
fn any(element: &Element) -> Value {
    if element.nil {
        return Value::Null;
    }
    if element.children.is_empty() && element.attributes.is_empty() {
        return Value::String(element.text.clone());
    }
    let mut object = Map::new();
    for (name, text) in &element.attributes {
        gather(&mut object, &format!("@{name}"), Value::String(text.clone()));
    }
    element.children.iter().for_each(|child| gather(&mut object, &child.name, any(child)));
    if !element.text.trim().is_empty() {
        object.insert("$text".to_owned(), Value::String(element.text.clone()));
    }
    Value::Object(object)
}
