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

impl From<Text<'_>> for Vec<String> {
    fn from(text: Text<'_>) -> Self {
        vec![text.0.to_owned()]
    }
}
