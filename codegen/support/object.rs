//! Reading and writing objects with named members.

use std::collections::BTreeMap;

use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};
use serde_json::{Map, Value};

use super::input::Input;
use super::json::{DecodeError, Decoder, Json};

/// A place for the value of a member. A member that comes twice counts as it came last.
pub(crate) trait Slot {
    fn fill(&mut self, input: Input<'_, '_>, cx: &mut Decoder) -> Result<(), DecodeError>;
}

/// A member that has to be there.
pub(crate) struct Required<T>(pub(crate) Option<T>);

impl<T: Json> Slot for Required<T> {
    fn fill(&mut self, input: Input<'_, '_>, cx: &mut Decoder) -> Result<(), DecodeError> {
        self.0 = Some(T::decode(input, cx)?);
        Ok(())
    }
}

impl<T> Required<T> {
    pub(crate) fn value(self, name: &str) -> Result<T, DecodeError> {
        self.0.ok_or_else(|| DecodeError::new("required, and missing").inside(name))
    }
}

/// A member that may be absent; null counts as absent.
pub(crate) struct Optional<T>(pub(crate) Option<T>);

impl<T: Json> Slot for Optional<T> {
    fn fill(&mut self, input: Input<'_, '_>, cx: &mut Decoder) -> Result<(), DecodeError> {
        self.0 = Option::decode(input, cx)?;
        Ok(())
    }
}

impl<T> Optional<T> {
    pub(crate) fn value(self, _: &str) -> Result<Option<T>, DecodeError> {
        Ok(self.0)
    }
}

/// A member whose absence is not the same as null.
pub(crate) struct Patch<T>(pub(crate) Option<T>);

impl<T: Json> Slot for Patch<T> {
    fn fill(&mut self, input: Input<'_, '_>, cx: &mut Decoder) -> Result<(), DecodeError> {
        self.0 = Some(T::decode(input, cx)?);
        Ok(())
    }
}

impl<T> Patch<T> {
    pub(crate) fn value(self, _: &str) -> Result<Option<T>, DecodeError> {
        Ok(self.0)
    }
}

/// A place for the members that have none of their own.
pub(crate) trait Rest {
    fn put(&mut self, name: &str, input: Input<'_, '_>, cx: &mut Decoder) -> Result<(), DecodeError>;
}

/// Members of a type whose document does not speak of them.
pub(crate) struct Unknown(pub(crate) Map<String, Value>);

impl Rest for Unknown {
    fn put(&mut self, name: &str, input: Input<'_, '_>, cx: &mut Decoder) -> Result<(), DecodeError> {
        let before = self.0.insert(name.to_owned(), input.node()?.into());
        cx.unknown += usize::from(before.is_none());
        Ok(())
    }
}

/// Members where the document allows any.
pub(crate) struct Any(pub(crate) Map<String, Value>);

impl Rest for Any {
    fn put(&mut self, name: &str, input: Input<'_, '_>, _: &mut Decoder) -> Result<(), DecodeError> {
        self.0.insert(name.to_owned(), input.node()?.into());
        Ok(())
    }
}

/// Members where the document gives their type.
pub(crate) struct Each<T>(pub(crate) BTreeMap<String, T>);

impl<T: Json> Rest for Each<T> {
    fn put(&mut self, name: &str, input: Input<'_, '_>, cx: &mut Decoder) -> Result<(), DecodeError> {
        self.0.insert(name.to_owned(), T::decode(input, cx)?);
        Ok(())
    }
}

/// Puts the members of an object in their places.
pub(crate) fn members(
    input: Input<'_, '_>,
    cx: &mut Decoder,
    slots: &mut [(&str, &mut dyn Slot)],
    rest: &mut dyn Rest,
) -> Result<(), DecodeError> {
    // Members mostly come in the order of the document.
    let mut next = 0;
    input.members(&mut |name, input| {
        let is = |(known, _): &(&str, &mut dyn Slot)| *known == name;
        let (before, after) = slots.split_at(next);
        let index = after.iter().position(is).map(|index| next + index).or_else(|| before.iter().position(is));
        let put = match index {
            Some(index) => {
                next = index + 1;
                slots[index].1.fill(input, cx)
            }
            None => rest.put(name, input, cx),
        };
        put.map_err(|error| error.inside(name))
    })
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

/// What reads and writes a struct. Each member has one of the slots above and one of `Object`'s ways to be written, the members
/// of any other name have a rest.
macro_rules! json_object {
    ($name:ident { $extra:ident: $rest:ident; $($field:ident: $slot:ident $put:ident = $text:literal),* }) => {
        impl super::support::Json for $name {
            fn decode(
                input: super::support::Input<'_, '_>,
                cx: &mut super::support::Decoder,
            ) -> ::std::result::Result<Self, super::support::DecodeError> {
                $(let mut $field = super::support::$slot(::std::option::Option::None);)*
                let mut $extra = super::support::$rest(::std::default::Default::default());
                super::support::members(input, cx, &mut [$(($text, &mut $field)),*], &mut $extra)?;
                ::std::result::Result::Ok(Self { $($field: $field.value($text)?,)* $extra: $extra.0 })
            }
        }

        impl ::serde::Serialize for $name {
            fn serialize<S: ::serde::Serializer>(&self, serializer: S) -> ::std::result::Result<S::Ok, S::Error> {
                let mut object = super::support::Object::new(serializer);
                $(object.$put($text, &self.$field);)*
                object.end(&self.$extra)
            }
        }

        impl<'de> ::serde::Deserialize<'de> for $name {
            fn deserialize<D: ::serde::Deserializer<'de>>(deserializer: D) -> ::std::result::Result<Self, D::Error> {
                super::support::deserialize(deserializer)
            }
        }
    };
}
pub(crate) use json_object;
