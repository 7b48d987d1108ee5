//! Values that stand in the path of a request.

use std::fmt;

/// One segment of a path, checked: an empty one would call another operation, and `.`, `..` and `\` would change the
/// path once a URL parser reads it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PathSegment(String);

/// The text cannot be one segment of a path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InvalidPathSegment(&'static str);

impl fmt::Display for InvalidPathSegment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "a path parameter must not {}", self.0)
    }
}

impl std::error::Error for InvalidPathSegment {}

impl PathSegment {
    fn check(text: String) -> Result<Self, InvalidPathSegment> {
        match text.as_str() {
            "" => Err(InvalidPathSegment("be empty")),
            "." | ".." => Err(InvalidPathSegment("be `.` or `..`")),
            _ if text.contains('\\') => Err(InvalidPathSegment("contain a backslash")),
            _ => Ok(Self(text)),
        }
    }

    /// The text, not encoded.
    pub(super) fn as_str(&self) -> &str {
        &self.0
    }
}

macro_rules! try_from {
    ($($text:ty),*) => {$(
        impl TryFrom<$text> for PathSegment {
            type Error = InvalidPathSegment;

            fn try_from(value: $text) -> Result<Self, Self::Error> {
                Self::check(value.to_string())
            }
        }
    )*};
}
try_from!(&str, String, &String, bool, i32, i64, u32, u64);
