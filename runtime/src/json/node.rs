//! A JSON value on its way into a type.

use std::borrow::Cow;
use std::collections::HashSet;
use std::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Number, Value};

use super::decode::{DecodeError, Decoder, Json};
use super::input::decode_node;

/// What [`serde_json::Value`] is, with the text borrowed from where it was read, since most of it goes into a type, and the
/// names of members nowhere.
#[derive(Clone, Debug, PartialEq)]
pub enum Node<'de> {
    /// `null`.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A number.
    Number(Number),
    /// A string.
    String(Cow<'de, str>),
    /// An array.
    Array(Vec<Node<'de>>),
    /// The members of an object as they came, each name once.
    Object(Vec<(Cow<'de, str>, Node<'de>)>),
}

impl<'de> Node<'de> {
    /// The member of this name, of an object.
    pub fn get(&self, name: &str) -> Option<&Node<'de>> {
        match self {
            Self::Object(members) => {
                members.iter().find(|(known, _)| known == name).map(|(_, member)| member)
            }
            _ => None,
        }
    }

    /// The text of a string.
    pub fn as_str(&self) -> Option<&str> {
        match self {
            Self::String(text) => Some(text),
            _ => None,
        }
    }
}

impl Node<'_> {
    /// Decodes the value.
    ///
    /// # Errors
    ///
    /// Says what was expected, what was found and where.
    pub fn decode<T: Json>(self, cx: &mut Decoder) -> Result<T, DecodeError> {
        decode_node(self, cx)
    }
}

impl From<Node<'_>> for Value {
    fn from(node: Node<'_>) -> Self {
        match node {
            Node::Null => Self::Null,
            Node::Bool(value) => Self::Bool(value),
            Node::Number(number) => Self::Number(number),
            Node::String(text) => Self::String(text.into_owned()),
            Node::Array(elements) => Self::Array(elements.into_iter().map(Self::from).collect()),
            Node::Object(members) => Self::Object(object(members)),
        }
    }
}

impl From<Value> for Node<'_> {
    fn from(value: Value) -> Self {
        match value {
            Value::Null => Self::Null,
            Value::Bool(value) => Self::Bool(value),
            Value::Number(number) => Self::Number(number),
            Value::String(text) => Self::String(text.into()),
            Value::Array(elements) => Self::Array(elements.into_iter().map(Self::from).collect()),
            Value::Object(members) => Self::Object(
                members.into_iter().map(|(name, member)| (name.into(), member.into())).collect(),
            ),
        }
    }
}

/// Members that keep their names.
pub(crate) fn object(members: Vec<(Cow<'_, str>, Node<'_>)>) -> Map<String, Value> {
    members.into_iter().map(|(name, member)| (name.into_owned(), member.into())).collect()
}

impl<'de> Deserialize<'de> for Node<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(NodeVisitor)
    }
}

pub(super) struct NodeVisitor;

impl NodeVisitor {
    /// [`visit_map`](Visitor::visit_map) where the first name has been read.
    pub(super) fn with_first<'de, A: MapAccess<'de>>(
        first: Cow<'de, str>,
        mut map: A,
    ) -> Result<Node<'de>, A::Error> {
        let mut members = Vec::with_capacity(8);
        members.push((first, map.next_value()?));
        while let Some(Name(name)) = map.next_key()? {
            members.push((name, map.next_value()?));
        }
        if let [(name, Node::String(digits))] = members.as_slice()
            && name == NUMBER
            && let Ok(number) = digits.parse()
        {
            return Ok(Node::Number(number));
        }
        Ok(Node::Object(last_of_each(members)))
    }
}

impl<'de> Visitor<'de> for NodeVisitor {
    type Value = Node<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E>(self) -> Result<Node<'de>, E> {
        Ok(Node::Null)
    }

    fn visit_none<E>(self) -> Result<Node<'de>, E> {
        Ok(Node::Null)
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Node<'de>, D::Error> {
        deserializer.deserialize_any(self)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Node<'de>, E> {
        Ok(Node::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Node<'de>, E> {
        Ok(Node::Number(value.into()))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Node<'de>, E> {
        Ok(Node::Number(value.into()))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Node<'de>, E> {
        Ok(Number::from_f64(value).map_or(Node::Null, Node::Number))
    }

    fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Node<'de>, E> {
        Ok(Node::String(Cow::Borrowed(text)))
    }

    fn visit_str<E>(self, text: &str) -> Result<Node<'de>, E> {
        Ok(Node::String(text.to_owned().into()))
    }

    fn visit_string<E>(self, text: String) -> Result<Node<'de>, E> {
        Ok(Node::String(text.into()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Node<'de>, A::Error> {
        let mut elements = Vec::new();
        while let Some(element) = seq.next_element()? {
            elements.push(element);
        }
        Ok(Node::Array(elements))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Node<'de>, A::Error> {
        match map.next_key()? {
            Some(Name(first)) => Self::with_first(first, map),
            None => Ok(Node::Object(Vec::new())),
        }
    }
}

/// How serde_json hands over a number where its feature `arbitrary_precision` is on.
pub(super) const NUMBER: &str = "$serde_json::private::Number";

/// Of members of one name the last, as everywhere in JavaScript and in serde_json.
fn last_of_each<'de>(
    mut members: Vec<(Cow<'de, str>, Node<'de>)>,
) -> Vec<(Cow<'de, str>, Node<'de>)> {
    const FEW: usize = 24;
    let repeated = if members.len() <= FEW {
        let before = |index: usize, name| members[..index].iter().any(|(known, _)| known == name);
        members.iter().enumerate().any(|(index, (name, _))| before(index, name))
    } else {
        let mut names = HashSet::with_capacity(members.len());
        !members.iter().all(|(name, _)| names.insert(name))
    };
    if repeated {
        let mut names = HashSet::new();
        members.reverse();
        members.retain(|(name, _)| names.insert(name.clone()));
        members.reverse();
    }
    members
}

/// The name of a member.
pub(super) struct Name<'de>(pub(super) Cow<'de, str>);

impl<'de> Deserialize<'de> for Name<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        match Node::deserialize(deserializer)? {
            Node::String(name) => Ok(Self(name)),
            _ => Err(serde::de::Error::custom("the name of a member has to be a string")),
        }
    }
}
