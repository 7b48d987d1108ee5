//! Enums that keep a value they do not know.

/// Everything a string enum needs beside its variants. Values are compared, ordered and hashed by their text, so that
/// it does not matter how one was made.
#[doc(hidden)]
#[macro_export]
macro_rules! string_enum {
    ($name:ident { $($variant:ident = $text:literal),* $(,)? }) => {
        impl $name {
            /// The values that the document names.
            pub const KNOWN: &'static [&'static str] = &[$($text),*];

            /// The value as it is sent.
            pub fn as_str(&self) -> &str {
                match self {
                    $(Self::$variant => $text,)*
                    Self::Unrecognized(text) => text,
                }
            }
        }

        impl ::std::convert::From<&str> for $name {
            fn from(text: &str) -> Self {
                match text {
                    $($text => Self::$variant,)*
                    other => Self::Unrecognized(::std::string::String::from(other)),
                }
            }
        }

        impl ::std::convert::From<::std::string::String> for $name {
            fn from(text: ::std::string::String) -> Self {
                <Self as ::std::convert::From<_>>::from(text.as_str())
            }
        }

        impl ::std::str::FromStr for $name {
            type Err = ::std::convert::Infallible;

            // `Self::Err` would be the variant of an enum that has one.
            fn from_str(text: &str) -> ::std::result::Result<Self, ::std::convert::Infallible> {
                ::std::result::Result::Ok(<Self as ::std::convert::From<_>>::from(text))
            }
        }

        impl ::std::fmt::Display for $name {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl ::std::cmp::PartialEq for $name {
            fn eq(&self, other: &Self) -> bool {
                self.as_str() == other.as_str()
            }
        }

        impl ::std::cmp::Eq for $name {}

        impl ::std::cmp::PartialOrd for $name {
            fn partial_cmp(&self, other: &Self) -> ::std::option::Option<::std::cmp::Ordering> {
                ::std::option::Option::Some(::std::cmp::Ord::cmp(self, other))
            }
        }

        impl ::std::cmp::Ord for $name {
            fn cmp(&self, other: &Self) -> ::std::cmp::Ordering {
                self.as_str().cmp(other.as_str())
            }
        }

        impl ::std::hash::Hash for $name {
            fn hash<H: ::std::hash::Hasher>(&self, state: &mut H) {
                self.as_str().hash(state);
            }
        }

        impl ::std::convert::From<$crate::generated::Text<'_>> for $name {
            fn from(text: $crate::generated::Text<'_>) -> Self {
                <Self as ::std::convert::From<_>>::from(text.0)
            }
        }

        impl ::std::convert::TryFrom<$name> for $crate::generated::PathSegment {
            type Error = $crate::generated::InvalidPathSegment;

            fn try_from(value: $name) -> ::std::result::Result<Self, Self::Error> {
                <Self as ::std::convert::TryFrom<_>>::try_from(value.as_str())
            }
        }

        impl $crate::generated::Json for $name {
            fn decode(
                input: $crate::generated::Input<'_, '_>,
                cx: &mut $crate::generated::Decoder,
            ) -> ::std::result::Result<Self, $crate::generated::DecodeError> {
                let value = <Self as ::std::convert::From<_>>::from(<::std::string::String as $crate::generated::Json>::decode(input, cx)?);
                if let Self::Unrecognized(_) = value {
                    cx.note_unknown();
                }
                ::std::result::Result::Ok(value)
            }
        }

        impl ::serde::Serialize for $name {
            fn serialize<S: ::serde::Serializer>(&self, serializer: S) -> ::std::result::Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }

        impl<'de> ::serde::Deserialize<'de> for $name {
            fn deserialize<D: ::serde::Deserializer<'de>>(deserializer: D) -> ::std::result::Result<Self, D::Error> {
                $crate::generated::deserialize(deserializer)
            }
        }
    };
}

/// Everything an enum of values other than strings needs beside its variants.
#[doc(hidden)]
#[macro_export]
macro_rules! value_enum {
    ($name:ident { $($variant:ident = $value:expr),* $(,)? }) => {
        impl $name {
            /// The value as it is sent.
            pub fn to_value(&self) -> ::serde_json::Value {
                match self {
                    $(Self::$variant => $value,)*
                    Self::Unrecognized(value) => value.clone(),
                }
            }
        }

        impl ::std::convert::From<::serde_json::Value> for $name {
            fn from(value: ::serde_json::Value) -> Self {
                $(if $crate::generated::same_json(&value, &$value) {
                    return Self::$variant;
                })*
                Self::Unrecognized(value)
            }
        }

        impl ::std::fmt::Display for $name {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                match self.to_value() {
                    ::serde_json::Value::String(text) => f.write_str(&text),
                    other => other.fmt(f),
                }
            }
        }

        impl ::std::str::FromStr for $name {
            type Err = ::std::convert::Infallible;

            // `Self::Err` would be the variant of an enum that has one.
            fn from_str(text: &str) -> ::std::result::Result<Self, ::std::convert::Infallible> {
                ::std::result::Result::Ok(<Self as ::std::convert::From<_>>::from(
                    ::serde_json::from_str(text).unwrap_or_else(|_| ::serde_json::Value::String(::std::string::String::from(text))),
                ))
            }
        }

        impl ::std::cmp::PartialEq for $name {
            fn eq(&self, other: &Self) -> bool {
                $crate::generated::same_json(&self.to_value(), &other.to_value())
            }
        }

        impl ::std::cmp::Eq for $name {}

        impl ::std::cmp::PartialOrd for $name {
            fn partial_cmp(&self, other: &Self) -> ::std::option::Option<::std::cmp::Ordering> {
                ::std::option::Option::Some(::std::cmp::Ord::cmp(self, other))
            }
        }

        impl ::std::cmp::Ord for $name {
            fn cmp(&self, other: &Self) -> ::std::cmp::Ordering {
                $crate::generated::compare_json(&self.to_value(), &other.to_value())
            }
        }

        impl ::std::hash::Hash for $name {
            fn hash<H: ::std::hash::Hasher>(&self, state: &mut H) {
                $crate::generated::hash_json(&self.to_value(), state);
            }
        }

        impl ::std::convert::TryFrom<$name> for $crate::generated::PathSegment {
            type Error = $crate::generated::InvalidPathSegment;

            fn try_from(value: $name) -> ::std::result::Result<Self, Self::Error> {
                <Self as ::std::convert::TryFrom<_>>::try_from(value.to_string())
            }
        }

        impl $crate::generated::Json for $name {
            fn decode(
                input: $crate::generated::Input<'_, '_>,
                cx: &mut $crate::generated::Decoder,
            ) -> ::std::result::Result<Self, $crate::generated::DecodeError> {
                let value = <Self as ::std::convert::From<::serde_json::Value>>::from(input.node()?.into());
                if let Self::Unrecognized(_) = value {
                    cx.note_unknown();
                }
                ::std::result::Result::Ok(value)
            }
        }

        impl ::serde::Serialize for $name {
            fn serialize<S: ::serde::Serializer>(&self, serializer: S) -> ::std::result::Result<S::Ok, S::Error> {
                self.to_value().serialize(serializer)
            }
        }

        impl<'de> ::serde::Deserialize<'de> for $name {
            fn deserialize<D: ::serde::Deserializer<'de>>(deserializer: D) -> ::std::result::Result<Self, D::Error> {
                $crate::generated::deserialize(deserializer)
            }
        }
    };
}
