//! Integers that keep a value which their type cannot hold.

use std::cmp::Ordering;
use std::fmt;
use std::hash::Hash;
use std::num::TryFromIntError;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::decode::{DecodeError, Decoder, Json, deserialize};
use super::input::Input;
use super::node::Node;
use super::same::{compare_numbers, exact};
use super::scalar::Number;
use super::text::Text;
use crate::wire::{InvalidPathSegment, PathSegment};

/// An integer of the size that the document says (`format`, else 64 bits), or one that a server sent though this size does not
/// hold it: JSON Schema's `integer` has no range, and a format is a note. It is kept, as a value is that an enum does not know.
///
/// Exact up to 64 bits, and beyond with serde_json's feature `arbitrary_precision`; without it a longer one has the digits of a
/// double.
///
/// ```
/// use oas_runtime::Integer;
///
/// let views: Integer<i32> = serde_json::from_str("3000000000")?;
/// assert_eq!(views.get(), None);
/// assert_eq!(i64::try_from(&views), Ok(3_000_000_000));
/// assert_eq!(Integer::<i32>::from(7), 7);
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Integer<T>(Repr<T>);

#[derive(Clone, PartialEq, Eq, Hash)]
enum Repr<T> {
    Within(T),
    /// Never one that `T` holds, so that equal ones are written in one way.
    Beyond(Box<serde_json::Number>),
}

/// What an [`Integer`] is of: `i8` to `i64` and `u8` to `u64`.
pub trait IntegerSize:
    Copy
    + Ord
    + Hash
    + fmt::Display
    + TryFrom<i128>
    + Into<serde_json::Number>
    + Serialize
    + private::Sealed
{
}

mod private {
    pub trait Sealed {}
}

impl<T: IntegerSize> Integer<T> {
    /// The value, where its type holds it.
    #[must_use]
    pub fn get(&self) -> Option<T> {
        match &self.0 {
            Repr::Within(value) => Some(*value),
            Repr::Beyond(_) => None,
        }
    }

    /// Nothing where the number is no integer.
    fn of(number: serde_json::Number) -> Option<Self> {
        match exact(&number) {
            Some(exact) => {
                Some(T::try_from(exact).map_or_else(|_| Self::beyond(number), Self::from_size))
            }
            // More digits than a double has leave no room for a fraction.
            None => number
                .as_f64()
                .is_none_or(|float| float.fract() == 0.0)
                .then(|| Self::beyond(number)),
        }
    }

    fn from_size(value: T) -> Self {
        Self(Repr::Within(value))
    }

    fn beyond(number: serde_json::Number) -> Self {
        Self(Repr::Beyond(Box::new(number)))
    }

    fn number(&self) -> serde_json::Number {
        match &self.0 {
            Repr::Within(value) => (*value).into(),
            Repr::Beyond(number) => (**number).clone(),
        }
    }
}

impl<T: Default> Default for Integer<T> {
    fn default() -> Self {
        Self(Repr::Within(T::default()))
    }
}

impl<T: IntegerSize> fmt::Display for Integer<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Repr::Within(value) => value.fmt(f),
            Repr::Beyond(number) => number.fmt(f),
        }
    }
}

impl<T: IntegerSize> fmt::Debug for Integer<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl<T: IntegerSize> Ord for Integer<T> {
    fn cmp(&self, other: &Self) -> Ordering {
        match (&self.0, &other.0) {
            (Repr::Within(this), Repr::Within(other)) => this.cmp(other),
            // Doubles that are equal may stand for digits that are not.
            _ => compare_numbers(&self.number(), &other.number())
                .then_with(|| self.to_string().cmp(&other.to_string())),
        }
    }
}

impl<T: IntegerSize> PartialOrd for Integer<T> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl<T: IntegerSize> PartialEq<T> for Integer<T> {
    fn eq(&self, other: &T) -> bool {
        self.get() == Some(*other)
    }
}

impl<T: IntegerSize> PartialOrd<T> for Integer<T> {
    fn partial_cmp(&self, other: &T) -> Option<Ordering> {
        Some(self.cmp(&Self::from_size(*other)))
    }
}

/// From its digits; those of any integer.
impl<T: IntegerSize> FromStr for Integer<T> {
    type Err = DecodeError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let number = text.parse().ok().and_then(Self::of);
        number.ok_or_else(|| DecodeError::new("expected the digits of an integer"))
    }
}

impl<T: IntegerSize> TryFrom<Text<'_>> for Integer<T> {
    type Error = DecodeError;

    fn try_from(text: Text<'_>) -> Result<Self, Self::Error> {
        text.0.trim().parse()
    }
}

impl<T: IntegerSize> TryFrom<Integer<T>> for PathSegment {
    type Error = InvalidPathSegment;

    fn try_from(integer: Integer<T>) -> Result<Self, Self::Error> {
        (&integer).try_into()
    }
}

impl<T: IntegerSize> TryFrom<&Integer<T>> for PathSegment {
    type Error = InvalidPathSegment;

    fn try_from(integer: &Integer<T>) -> Result<Self, Self::Error> {
        integer.to_string().try_into()
    }
}

impl<T: IntegerSize> From<Integer<T>> for Number {
    fn from(integer: Integer<T>) -> Self {
        integer.number().into()
    }
}

impl<T: IntegerSize> Json for Integer<T> {
    fn decode(input: Input<'_, '_>, cx: &mut Decoder) -> Result<Self, DecodeError> {
        match input.node()? {
            Node::Number(number) => {
                let integer = Self::of(number)
                    .ok_or_else(|| DecodeError::new("expected an integer, found a fraction"))?;
                // So that a union takes the branch that has room for it.
                cx.unknown += usize::from(integer.get().is_none());
                Ok(integer)
            }
            other => Err(DecodeError::expected("an integer", &other)),
        }
    }
}

impl<T: IntegerSize> Serialize for Integer<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match &self.0 {
            Repr::Within(value) => value.serialize(serializer),
            Repr::Beyond(number) => number.serialize(serializer),
        }
    }
}

impl<'de, T: IntegerSize> Deserialize<'de> for Integer<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserialize(deserializer)
    }
}

/// For each size, the types that it holds, and those of which it holds a part.
macro_rules! sizes {
    ($($size:ident: $($all:ident)*, $($part:ident)*;)*) => {$(
        impl private::Sealed for $size {}
        impl IntegerSize for $size {}

        $(impl From<$all> for Integer<$size> {
            fn from(value: $all) -> Self {
                Self::from_size(value.into())
            }
        })*

        $(impl TryFrom<$part> for Integer<$size> {
            type Error = TryFromIntError;

            fn try_from(value: $part) -> Result<Self, Self::Error> {
                value.try_into().map(Self::from_size)
            }
        })*

        impl<T: IntegerSize> TryFrom<&Integer<T>> for $size {
            type Error = TryFromIntError;

            fn try_from(integer: &Integer<T>) -> Result<Self, Self::Error> {
                // What has no exact value is none of 64 bits.
                exact(&integer.number()).unwrap_or(i128::MAX).try_into()
            }
        }

        impl<T: IntegerSize> TryFrom<Integer<T>> for $size {
            type Error = TryFromIntError;

            fn try_from(integer: Integer<T>) -> Result<Self, Self::Error> {
                (&integer).try_into()
            }
        }
    )*};
}
sizes! {
    i8: i8, i16 i32 i64 u8 u16 u32 u64;
    i16: i8 i16 u8, i32 i64 u16 u32 u64;
    i32: i8 i16 i32 u8 u16, i64 u32 u64;
    i64: i8 i16 i32 i64 u8 u16 u32,;
    u8: u8, i8 i16 i32 i64 u16 u32 u64;
    u16: u8 u16, i8 i16 i32 i64 u32 u64;
    u32: u8 u16 u32, i8 i16 i32 i64 u64;
    u64: u8 u16 u32 u64, i8 i16 i32 i64;
}

/// An integer without a format is an `Integer<i64>`, and has no range in the document.
impl From<u64> for Integer<i64> {
    fn from(value: u64) -> Self {
        i64::try_from(value).map_or_else(|_| Self::beyond(value.into()), Self::from_size)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read<T: IntegerSize>(text: &str) -> Result<Integer<T>, String> {
        serde_json::from_str(text).map_err(|error| error.to_string())
    }

    #[test]
    fn a_value_that_the_type_cannot_hold_is_kept() {
        for (text, held) in [
            ("0", true),
            ("-128", true),
            ("127", true),
            ("128", false),
            ("-129", false),
            ("9223372036854775807", false),
            ("9223372036854775808", false),
            ("18446744073709551615", false),
            ("-9223372036854775808", false),
        ] {
            let small = read::<i8>(text).unwrap();
            assert_eq!(small.get().is_some(), held, "{text}");
            assert_eq!(serde_json::to_string(&small).unwrap(), text);
            assert_eq!(small.to_string(), text);
            assert_eq!(text.parse::<Integer<i8>>().unwrap(), small);
        }
        let beyond = read::<i64>("9223372036854775808").unwrap();
        assert_eq!(beyond.get(), None);
        assert_eq!(u64::try_from(&beyond), Ok(1 << 63));
        assert!(i64::try_from(beyond).is_err());
        assert_eq!(read::<u64>("-1").unwrap().to_string(), "-1");
    }

    #[test]
    fn what_is_longer_than_64_bits_is_kept_too() {
        let long = read::<i64>("36893488147419103232").unwrap();
        assert_eq!(serde_json::to_value(&long).unwrap().as_f64(), Some(2_f64.powi(65)));
        assert!(u64::try_from(&long).is_err());
        assert!(read::<i64>("-36893488147419103232").unwrap() < i64::MIN);
        assert!(long > Integer::from(u64::MAX));
    }

    #[test]
    fn one_that_ends_in_a_zero_fraction_is_an_integer_and_any_other_is_not() {
        assert_eq!(read::<i32>("1.0").unwrap(), 1);
        assert_eq!(read::<i64>("1e18").unwrap(), 1_000_000_000_000_000_000);
        assert_eq!(read::<i64>("9.3e18").unwrap().get(), None);
        assert_eq!(read::<i32>("1.5").unwrap_err(), "expected an integer, found a fraction");
        assert_eq!(read::<i32>("\"1\"").unwrap_err(), "expected an integer, found a string");
        assert!("1.5".parse::<Integer<i64>>().is_err());
        assert!("".parse::<Integer<i64>>().is_err());
    }

    #[test]
    fn order_is_that_of_numbers_whatever_holds_them() {
        let texts = ["-1e300", "-9223372036854775809", "-129", "-1", "5", "128", "1e19", "2e19"];
        let numbers: Vec<Integer<i8>> = texts.iter().map(|text| read(text).unwrap()).collect();
        assert!(numbers.is_sorted());
        assert!(numbers[5] > 127 && numbers[2] < -128);
    }

    #[test]
    fn a_wider_type_is_taken_as_far_as_the_document_allows() {
        assert_eq!(Integer::<i32>::try_from(7_u64).unwrap(), 7);
        assert!(Integer::<i32>::try_from(1_i64 << 40).is_err());
        assert!(Integer::<u8>::try_from(-1_i32).is_err());
        // The document has no range for it.
        assert_eq!(Integer::<i64>::from(u64::MAX).to_string(), "18446744073709551615");
        assert_eq!(Integer::<i64>::from(7_u64), 7);
        assert_eq!(Integer::<i64>::try_from(Text(" 12 ")).unwrap(), 12);
    }
}
