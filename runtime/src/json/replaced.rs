//! Values of types that stand in the place of generated ones.

use serde::de::DeserializeOwned;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::Value;

use super::decode::{DecodeError, Decoder, Json, deserialize};
use super::input::Input;

/// A value of a type that stands in the place of a generated one, by the generator's setting `replace` or by `x-rust-type`. The type
/// is read and written by serde; JSON that it does not take is kept as it came, and refuses no answer.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Replaced<T> {
    /// A value of the type.
    Known(T),
    /// JSON that the type does not take.
    Unrecognized(Value),
}

impl<T> Replaced<T> {
    /// The value, where the type takes it.
    pub fn known(&self) -> Option<&T> {
        match self {
            Self::Known(value) => Some(value),
            Self::Unrecognized(_) => None,
        }
    }

    /// The value, where the type takes it.
    pub fn into_known(self) -> Option<T> {
        match self {
            Self::Known(value) => Some(value),
            Self::Unrecognized(_) => None,
        }
    }
}

impl<T> From<T> for Replaced<T> {
    fn from(value: T) -> Self {
        Self::Known(value)
    }
}

impl<T: DeserializeOwned> Json for Replaced<T> {
    fn decode(input: Input<'_, '_>, cx: &mut Decoder) -> Result<Self, DecodeError> {
        let value = Value::from(input.node()?);
        Ok(match T::deserialize(&value) {
            Ok(known) => Self::Known(known),
            Err(_) => {
                cx.note_unknown();
                Self::Unrecognized(value)
            }
        })
    }
}

impl<T: Serialize> Serialize for Replaced<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Known(value) => value.serialize(serializer),
            Self::Unrecognized(value) => value.serialize(serializer),
        }
    }
}

impl<'de, T: DeserializeOwned> Deserialize<'de> for Replaced<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserialize(deserializer)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_type_does_not_take_is_kept() {
        let read = |text: &str| serde_json::from_str::<Replaced<Vec<u8>>>(text).unwrap();
        assert_eq!(read("[1,2]").known(), Some(&vec![1, 2]));
        let other = read(r#"{"a":300}"#);
        assert_eq!(other.known(), None);
        assert_eq!(serde_json::to_string(&other).unwrap(), r#"{"a":300}"#);
        assert_eq!(serde_json::to_string(&Replaced::from(vec![3_u8])).unwrap(), "[3]");
        assert_eq!(other.into_known(), None);
    }
}
