//! Reading and writing objects with named members.

use std::collections::BTreeMap;

use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};
use serde_json::{Map, Value};

use super::decode::{DecodeError, Decoder, Json};
use super::input::Input;

/// A place for the value of a member. A member that comes twice counts as it came last.
pub trait Slot {
    /// Decodes the value and keeps it.
    ///
    /// # Errors
    ///
    /// The value does not decode.
    fn fill(&mut self, input: Input<'_, '_>, cx: &mut Decoder) -> Result<(), DecodeError>;
}

/// A member that has to be there.
#[derive(Debug)]
pub struct Required<T>(pub Option<T>);

impl<T: Json> Slot for Required<T> {
    fn fill(&mut self, input: Input<'_, '_>, cx: &mut Decoder) -> Result<(), DecodeError> {
        self.0 = Some(T::decode(input, cx)?);
        Ok(())
    }
}

impl<T> Required<T> {
    /// The value.
    ///
    /// # Errors
    ///
    /// There was none.
    pub fn value(self, name: &str) -> Result<T, DecodeError> {
        self.0.ok_or_else(|| DecodeError::new("required, and missing").inside(name))
    }
}

/// A member that may be absent; null counts as absent.
#[derive(Debug)]
pub struct Optional<T>(pub Option<T>);

impl<T: Json> Slot for Optional<T> {
    fn fill(&mut self, input: Input<'_, '_>, cx: &mut Decoder) -> Result<(), DecodeError> {
        self.0 = Option::decode(input, cx)?;
        Ok(())
    }
}

impl<T> Optional<T> {
    /// The value, if there was one.
    ///
    /// # Errors
    ///
    /// None; the signature is that of [`Required::value`].
    pub fn value(self, _: &str) -> Result<Option<T>, DecodeError> {
        Ok(self.0)
    }
}

/// A member whose absence is not the same as null.
#[derive(Debug)]
pub struct Patch<T>(pub Option<T>);

impl<T: Json> Slot for Patch<T> {
    fn fill(&mut self, input: Input<'_, '_>, cx: &mut Decoder) -> Result<(), DecodeError> {
        self.0 = Some(T::decode(input, cx)?);
        Ok(())
    }
}

impl<T> Patch<T> {
    /// The value, if there was one.
    ///
    /// # Errors
    ///
    /// None; the signature is that of [`Required::value`].
    pub fn value(self, _: &str) -> Result<Option<T>, DecodeError> {
        Ok(self.0)
    }
}

/// A place for the members that have none of their own.
pub trait Rest {
    /// Decodes the member and keeps it under its name.
    ///
    /// # Errors
    ///
    /// The value does not decode.
    fn put(
        &mut self,
        name: &str,
        input: Input<'_, '_>,
        cx: &mut Decoder,
    ) -> Result<(), DecodeError>;
}

/// Members of a type whose document does not speak of them.
#[derive(Debug)]
pub struct Unknown(pub Map<String, Value>);

impl Rest for Unknown {
    fn put(
        &mut self,
        name: &str,
        input: Input<'_, '_>,
        cx: &mut Decoder,
    ) -> Result<(), DecodeError> {
        let before = self.0.insert(name.to_owned(), input.node()?.into());
        cx.unknown += usize::from(before.is_none());
        Ok(())
    }
}

/// Members where the document allows any.
#[derive(Debug)]
pub struct Any(pub Map<String, Value>);

impl Rest for Any {
    fn put(
        &mut self,
        name: &str,
        input: Input<'_, '_>,
        _: &mut Decoder,
    ) -> Result<(), DecodeError> {
        self.0.insert(name.to_owned(), input.node()?.into());
        Ok(())
    }
}

/// Members where the document gives their type.
#[derive(Debug)]
pub struct Each<T>(pub BTreeMap<String, T>);

impl<T: Json> Rest for Each<T> {
    fn put(
        &mut self,
        name: &str,
        input: Input<'_, '_>,
        cx: &mut Decoder,
    ) -> Result<(), DecodeError> {
        self.0.insert(name.to_owned(), T::decode(input, cx)?);
        Ok(())
    }
}

/// Puts the members of an object in their places.
pub fn members(
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
        let index = after
            .iter()
            .position(is)
            .map(|index| next + index)
            .or_else(|| before.iter().position(is));
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
pub struct Object<S: Serializer>(Result<S::SerializeMap, S::Error>);

impl<S: Serializer> std::fmt::Debug for Object<S> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Object")
    }
}

impl<S: Serializer> Object<S> {
    /// Begins an object.
    pub fn new(serializer: S) -> Self {
        Self(serializer.serialize_map(None))
    }

    /// Writes a member.
    pub fn put<T: Serialize>(&mut self, name: &str, value: &T) {
        if let Ok(map) = &mut self.0
            && let Err(error) = map.serialize_entry(name, value)
        {
            self.0 = Err(error);
        }
    }

    /// Writes an optional member: nothing at all when it is `None`.
    pub fn put_some<T: Serialize>(&mut self, name: &str, value: &Option<T>) {
        if let Some(value) = value {
            self.put(name, value);
        }
    }

    /// Writes the members of any other name, and ends the object.
    ///
    /// # Errors
    ///
    /// The first error of this or an earlier member.
    pub fn end<'a, T: Serialize + 'a>(
        mut self,
        extra: impl IntoIterator<Item = (&'a String, &'a T)>,
    ) -> Result<S::Ok, S::Error> {
        extra.into_iter().for_each(|(name, value)| self.put(name, value));
        self.0?.end()
    }
}

/// What reads and writes a struct. Each member has one of the slots above and one of `Object`'s ways to be written, the members
/// of any other name have a rest.
#[doc(hidden)]
#[macro_export]
macro_rules! json_object {
    ($name:ident { $extra:ident: $rest:ident; $($field:ident: $slot:ident $put:ident = $text:literal),* }) => {
        impl $crate::generated::Json for $name {
            fn decode(
                input: $crate::generated::Input<'_, '_>,
                cx: &mut $crate::generated::Decoder,
            ) -> ::std::result::Result<Self, $crate::generated::DecodeError> {
                $(let mut $field = $crate::generated::$slot(::std::option::Option::None);)*
                let mut $extra = $crate::generated::$rest(::std::default::Default::default());
                $crate::generated::members(input, cx, &mut [$(($text, &mut $field)),*], &mut $extra)?;
                ::std::result::Result::Ok(Self { $($field: $field.value($text)?,)* $extra: $extra.0 })
            }
        }

        impl ::serde::Serialize for $name {
            fn serialize<S: ::serde::Serializer>(&self, serializer: S) -> ::std::result::Result<S::Ok, S::Error> {
                let mut object = $crate::generated::Object::new(serializer);
                $(object.$put($text, &self.$field);)*
                object.end(&self.$extra)
            }
        }

        impl<'de> ::serde::Deserialize<'de> for $name {
            fn deserialize<D: ::serde::Deserializer<'de>>(deserializer: D) -> ::std::result::Result<Self, D::Error> {
                $crate::generated::deserialize(deserializer)
            }
        }
    };
}
