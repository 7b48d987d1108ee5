//! Reading and writing objects with named members.

use std::borrow::Cow;
use std::collections::BTreeMap;

use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};
use serde_json::{Map, Value};

use super::json::{DecodeError, Decoder, Json};
use super::node::{Node, object};

/// The members of an object that is being decoded. The first error is kept until somebody asks for a result, so that
/// optional members, which are most of all, need no branch of their own in the generated code.
#[derive(Debug)]
pub struct Fields<'cx, 'de> {
    members: Vec<(Cow<'de, str>, Node<'de>)>,
    cx: &'cx mut Decoder,
    error: Option<DecodeError>,
}

impl<'cx, 'de> Fields<'cx, 'de> {
    pub(crate) fn new(node: Node<'de>, cx: &'cx mut Decoder) -> Result<Self, DecodeError> {
        match node {
            Node::Object(members) => Ok(Self { members, cx, error: None }),
            other => Err(DecodeError::expected("an object", &other)),
        }
    }

    fn take(&mut self, name: &str) -> Option<Node<'de>> {
        let index = self.members.iter().position(|(known, _)| known == name)?;
        Some(self.members.remove(index).1)
    }

    /// A member that has to be there.
    pub(crate) fn required<T: Json>(&mut self, name: &str) -> Result<T, DecodeError> {
        if let Some(error) = self.error.take() {
            return Err(error);
        }
        match self.take(name) {
            Some(node) => T::decode(node, self.cx).map_err(|error| error.inside(name)),
            None => Err(DecodeError::new("required, and missing").inside(name)),
        }
    }

    /// A member that may be absent; null counts as absent.
    pub(crate) fn optional<T: Json>(&mut self, name: &str) -> Option<T> {
        match self.take(name) {
            None | Some(Node::Null) => None,
            Some(node) => self.decoded(name, node),
        }
    }

    /// A member whose absence, null and value are three things.
    pub(crate) fn patch<T: Json>(&mut self, name: &str) -> Option<T> {
        let node = self.take(name)?;
        self.decoded(name, node)
    }

    fn decoded<T: Json>(&mut self, name: &str, node: Node<'_>) -> Option<T> {
        if self.error.is_some() {
            return None;
        }
        T::decode(node, self.cx).map_err(|error| self.error = Some(error.inside(name))).ok()
    }

    /// Every member that nobody asked for, of a type whose document does not speak of them.
    pub(crate) fn rest(self) -> Result<Map<String, Value>, DecodeError> {
        self.cx.unknown += self.members.len();
        self.rest_any()
    }

    /// Every member that nobody asked for, where the document allows any.
    pub(crate) fn rest_any(self) -> Result<Map<String, Value>, DecodeError> {
        self.error.map_or_else(|| Ok(object(self.members)), Err)
    }

    /// Every member that nobody asked for, where the document gives their type.
    pub(crate) fn rest_of<T: Json>(self) -> Result<BTreeMap<String, T>, DecodeError> {
        match self.error {
            Some(error) => Err(error),
            None => Json::decode(Node::Object(self.members), self.cx),
        }
    }
}

/// An object that is being written. The first error ends it and is kept to the end, so that a member needs no branch of
/// its own in the generated code.
pub(crate) struct Object<S: Serializer>(Result<S::SerializeMap, S::Error>);

impl<S: Serializer> Object<S> {
    pub(crate) fn new(serializer: S) -> Self {
        Self(serializer.serialize_map(None))
    }

    /// Writes a member.
    pub(crate) fn put<T: Serialize>(&mut self, name: &str, value: &T) {
        if let Ok(map) = &mut self.0
            && let Err(error) = map.serialize_entry(name, value)
        {
            self.0 = Err(error);
        }
    }

    /// Writes an optional member: nothing at all when it is `None`.
    pub(crate) fn put_some<T: Serialize>(&mut self, name: &str, value: &Option<T>) {
        if let Some(value) = value {
            self.put(name, value);
        }
    }

    /// Writes the members of any other name, and ends the object.
    pub(crate) fn end<'a, T: Serialize + 'a>(
        mut self,
        extra: impl IntoIterator<Item = (&'a String, &'a T)>,
    ) -> Result<S::Ok, S::Error> {
        extra.into_iter().for_each(|(name, value)| self.put(name, value));
        self.0?.end()
    }
}
