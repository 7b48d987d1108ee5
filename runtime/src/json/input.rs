//! Where a value is decoded from: a text while it is read, or a tree of what was read before.
//!
//! Most values go from the text into their types without a tree between. Which deserializer reads the text is hidden
//! behind a trait object, so that a type is compiled once, and not once for every deserializer.

use std::borrow::Cow;
use std::fmt;

use serde::de::{
    Deserialize, DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor,
};

use super::decode::{DecodeError, Decoder, Json};
use super::node::{NUMBER, Name, Node, NodeVisitor};

/// A JSON value on its way into a type.
pub struct Input<'a, 'de> {
    source: &'a mut (dyn Source<'de> + 'a),
    /// Whether null is told by [`DecodeError::NULL`].
    or_null: bool,
}

impl fmt::Debug for Input<'_, '_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Input")
    }
}

pub(super) type Done = Result<(), DecodeError>;
type OnMember<'m, 'de> = dyn FnMut(&str, Input<'_, 'de>) -> Done + 'm;
type OnElement<'m, 'de> = dyn FnMut(Input<'_, 'de>) -> Done + 'm;

impl<'a, 'de> Input<'a, 'de> {
    fn new(source: &'a mut (dyn Source<'de> + 'a)) -> Self {
        Self { source, or_null: false }
    }

    /// The same value, to be read by a type that may know no null: one is told by [`DecodeError::NULL`].
    pub(super) fn or_null(self) -> Self {
        Self { or_null: true, ..self }
    }

    fn read(self, parts: Parts<'_, 'de>) -> Result<Option<Node<'de>>, DecodeError> {
        match self.source.read(parts)? {
            Some(Node::Null) if self.or_null => Err(DecodeError::NULL),
            read => Ok(read),
        }
    }

    /// The value as a tree.
    ///
    /// # Errors
    ///
    /// When the text is not JSON.
    pub fn node(self) -> Result<Node<'de>, DecodeError> {
        self.read(Parts::None)?.ok_or_else(read_before)
    }

    /// The members of an object, one by one, as they come. One that is refused does not count if another of its name
    /// comes behind it.
    pub(crate) fn members(self, on_member: &mut OnMember<'_, 'de>) -> Done {
        match self.read(Parts::Members(on_member))? {
            None => Ok(()),
            Some(Node::Object(members)) => members
                .into_iter()
                .try_for_each(|(name, member)| on_member(&name, Input::new(&mut Some(member)))),
            Some(other) => Err(DecodeError::expected("an object", &other)),
        }
    }

    /// The elements of an array, one by one.
    pub(crate) fn elements(self, on_element: &mut OnElement<'_, 'de>) -> Done {
        match self.read(Parts::Elements(on_element))? {
            None => Ok(()),
            Some(Node::Array(elements)) => elements
                .into_iter()
                .try_for_each(|element| on_element(Input::new(&mut Some(element)))),
            Some(other) => Err(DecodeError::expected("an array", &other)),
        }
    }
}

/// Which parts of a value are wanted one by one, if it has such.
enum Parts<'m, 'de> {
    None,
    Members(&'m mut OnMember<'m, 'de>),
    Elements(&'m mut OnElement<'m, 'de>),
}

trait Source<'de> {
    /// The value, or nothing where its parts were given away.
    fn read<'m>(&mut self, parts: Parts<'m, 'de>) -> Result<Option<Node<'de>>, DecodeError>
    where
        'de: 'm;
}

impl<'de> Source<'de> for Option<Node<'de>> {
    fn read<'m>(&mut self, _: Parts<'m, 'de>) -> Result<Option<Node<'de>>, DecodeError>
    where
        'de: 'm,
    {
        self.take().map(Some).ok_or_else(read_before)
    }
}

/// An input is given away when it is read.
pub(crate) fn read_before() -> DecodeError {
    DecodeError::new("the value was read before")
}

/// A value that a deserializer is about to read.
struct Text<D, E> {
    deserializer: Option<D>,
    /// What the deserializer says of a text that is not JSON. It counts more than what a type says of a value.
    broken: Option<E>,
}

impl<'de, D: Deserializer<'de>> Source<'de> for Text<D, D::Error> {
    fn read<'m>(&mut self, parts: Parts<'m, 'de>) -> Result<Option<Node<'de>>, DecodeError>
    where
        'de: 'm,
    {
        let mut refused = None;
        let deserializer = self.deserializer.take().ok_or_else(read_before)?;
        match deserializer.deserialize_any(InParts { parts, refused: &mut refused }) {
            Ok(read) => refused.map_or(Ok(read), Err),
            Err(broken) => {
                self.broken = Some(broken);
                Err(DecodeError::new("not JSON"))
            }
        }
    }
}

/// Gives a value away. One that is refused is noted, and the rest of the text read all the same: whether it is JSON is
/// to be known first.
struct Give<'r, F> {
    to: F,
    refused: &'r mut Option<DecodeError>,
}

impl<'de, F: FnOnce(Input<'_, 'de>) -> Done> DeserializeSeed<'de> for Give<'_, F> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        let mut text = Text { deserializer: Some(deserializer), broken: None };
        if self.refused.is_none() {
            *self.refused = (self.to)(Input::new(&mut text)).err();
        }
        if let Some(broken) = text.broken {
            return Err(broken);
        }
        match text.deserializer {
            Some(unread) => IgnoredAny::deserialize(unread).map(|_| ()),
            None => Ok(()),
        }
    }
}

struct InParts<'m, 'r, 'de> {
    parts: Parts<'m, 'de>,
    refused: &'r mut Option<DecodeError>,
}

impl<'de> Visitor<'de> for InParts<'_, '_, 'de> {
    type Value = Option<Node<'de>>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        NodeVisitor.expecting(f)
    }

    fn visit_unit<E: serde::de::Error>(self) -> Result<Self::Value, E> {
        NodeVisitor.visit_unit().map(Some)
    }

    fn visit_none<E: serde::de::Error>(self) -> Result<Self::Value, E> {
        NodeVisitor.visit_none().map(Some)
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_any(self)
    }

    fn visit_bool<E: serde::de::Error>(self, value: bool) -> Result<Self::Value, E> {
        NodeVisitor.visit_bool(value).map(Some)
    }

    fn visit_i64<E: serde::de::Error>(self, value: i64) -> Result<Self::Value, E> {
        NodeVisitor.visit_i64(value).map(Some)
    }

    fn visit_u64<E: serde::de::Error>(self, value: u64) -> Result<Self::Value, E> {
        NodeVisitor.visit_u64(value).map(Some)
    }

    fn visit_f64<E: serde::de::Error>(self, value: f64) -> Result<Self::Value, E> {
        NodeVisitor.visit_f64(value).map(Some)
    }

    fn visit_borrowed_str<E: serde::de::Error>(self, text: &'de str) -> Result<Self::Value, E> {
        NodeVisitor.visit_borrowed_str(text).map(Some)
    }

    fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<Self::Value, E> {
        NodeVisitor.visit_str(text).map(Some)
    }

    fn visit_string<E: serde::de::Error>(self, text: String) -> Result<Self::Value, E> {
        NodeVisitor.visit_string(text).map(Some)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Self::Value, A::Error> {
        let Parts::Elements(on_element) = self.parts else {
            return NodeVisitor.visit_seq(seq).map(Some);
        };
        while seq.next_element_seed(Give { to: &mut *on_element, refused: self.refused })?.is_some()
        {
        }
        Ok(None)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let Parts::Members(on_member) = self.parts else {
            return NodeVisitor.visit_map(map).map(Some);
        };
        let mut refused: Vec<(Cow<'de, str>, DecodeError)> = Vec::new();
        while let Some(Name(name)) = map.next_key()? {
            if name == NUMBER {
                return NodeVisitor::with_first(name, map).map(Some);
            }
            if !refused.is_empty() {
                refused.retain(|(before, _)| *before != name);
            }
            let mut error = None;
            map.next_value_seed(Give {
                to: |value: Input<'_, 'de>| on_member(&name, value),
                refused: &mut error,
            })?;
            if let Some(error) = error {
                refused.push((name, error));
            }
        }
        *self.refused = refused.into_iter().next().map(|(_, error)| error);
        Ok(None)
    }
}

/// Decodes what a deserializer reads into a place for it: what is decoded may be large, and is moved no more than it has to be.
/// The inner error is one of the value, the outer one of its text.
pub(crate) fn decode<'de, T: Json, D: Deserializer<'de>>(
    deserializer: D,
    place: &mut Option<T>,
) -> Result<Done, D::Error> {
    let mut refused = None;
    let to = |input: Input<'_, 'de>| {
        *place = Some(T::decode(input, &mut Decoder::default())?);
        Ok(())
    };
    Give { to, refused: &mut refused }.deserialize(deserializer)?;
    Ok(refused.map_or(Ok(()), Err))
}

/// Decodes what was read before.
pub(super) fn decode_node<T: Json>(node: Node<'_>, cx: &mut Decoder) -> Result<T, DecodeError> {
    T::decode(Input::new(&mut Some(node)), cx)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json::{Json, deserialize};

    /// What gives a value inside of an option, as formats other than JSON do.
    struct Within<D>(D);

    impl<'de, D: Deserializer<'de>> Deserializer<'de> for Within<D> {
        type Error = D::Error;

        fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, D::Error> {
            visitor.visit_some(self.0)
        }

        serde::forward_to_deserialize_any! {
            bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option unit
            unit_struct newtype_struct seq tuple tuple_struct map struct enum identifier ignored_any
        }
    }

    fn read<T: Json>(json: &str) -> Result<T, serde_json::Error> {
        deserialize(Within(&mut serde_json::Deserializer::from_str(json)))
    }

    /// What serde_json hands over in the place of a number where its feature `arbitrary_precision` is on.
    #[test]
    fn a_number_in_an_object_is_no_object() {
        let text = format!(r#"{{"{NUMBER}":"1"}}"#);
        let number = serde_json::from_str::<Node<'_>>(&text).unwrap();
        assert!(matches!(number, Node::Number(_)));
        let error = read::<std::collections::BTreeMap<String, String>>(&text).unwrap_err();
        assert_eq!(error.to_string(), "expected an object, found a number");
    }

    #[test]
    fn a_value_within_an_option_is_that_value() {
        assert_eq!(read::<Vec<String>>(r#"["a", "b"]"#).unwrap(), ["a", "b"]);
        assert_eq!(read::<String>(r#""a""#).unwrap(), "a");
        assert!(read::<Vec<String>>("null").is_err());
    }
}
