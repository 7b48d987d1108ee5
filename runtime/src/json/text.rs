//! Parameters whose type the caller does not know.

use super::scalar::{Number, Timestamp};
use crate::wire::{InvalidPathSegment, PathSegment};

/// A parameter as text, for code that has to call an operation whatever type the document gives the parameter. Open enums
/// take it too.
#[derive(Clone, Copy, Debug)]
pub struct Text<'a>(pub &'a str);

macro_rules! parsed {
    ($($number:ty),*) => {$(
        impl TryFrom<Text<'_>> for $number {
            type Error = std::num::ParseIntError;

            fn try_from(text: Text<'_>) -> Result<Self, Self::Error> {
                text.0.trim().parse()
            }
        }
    )*};
}
parsed!(i32, i64, u32, u64);

impl TryFrom<Text<'_>> for Number {
    type Error = serde_json::Error;

    fn try_from(text: Text<'_>) -> Result<Self, Self::Error> {
        text.0.trim().parse()
    }
}

impl TryFrom<Text<'_>> for PathSegment {
    type Error = InvalidPathSegment;

    fn try_from(text: Text<'_>) -> Result<Self, Self::Error> {
        text.0.try_into()
    }
}

impl From<Text<'_>> for Timestamp {
    fn from(text: Text<'_>) -> Self {
        text.0.into()
    }
}

impl From<Text<'_>> for String {
    fn from(text: Text<'_>) -> Self {
        text.0.to_owned()
    }
}

/// The elements stand between commas, as where the document takes them for one text.
impl<'a, T: TryFrom<Text<'a>>> TryFrom<Text<'a>> for Vec<T> {
    type Error = T::Error;

    fn try_from(text: Text<'a>) -> Result<Self, Self::Error> {
        text.0.split(',').map(|element| Text(element).try_into()).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_takes_what_stands_between_commas() {
        assert_eq!(Vec::<String>::try_from(Text("a,b")).unwrap(), ["a", "b"]);
        assert_eq!(Vec::<i64>::try_from(Text("1, 2")).unwrap(), [1, 2]);
        assert!(Vec::<i64>::try_from(Text("1,")).is_err());
    }
}
