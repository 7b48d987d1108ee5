//! Ids as programs have them: Neo writes the same one as a number here and as a text there.

use std::fmt;

use oas_runtime::{Integer, IntegerSize};

/// Makes the type of an id.
macro_rules! id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub struct $name(Box<str>);

        impl $name {
            /// The id as a text.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }

            pub(crate) fn into_text(self) -> Box<str> {
                self.0
            }
        }

        impl fmt::Display for $name {
            fmt_as_text!();
        }

        impl AsRef<str> for $name {
            fn as_ref(&self) -> &str {
                &self.0
            }
        }

        impl From<&$name> for $name {
            fn from(id: &$name) -> Self {
                id.clone()
            }
        }

        from_texts!($name: &str, String, &String, Box<str>);
        from_numbers!($name: i32, i64, u32, u64, usize);

        // As a typed answer has them.
        impl<T: IntegerSize> From<Integer<T>> for $name {
            fn from(id: Integer<T>) -> Self {
                Self(id.to_string().into())
            }
        }

        impl<T: IntegerSize> From<&Integer<T>> for $name {
            fn from(id: &Integer<T>) -> Self {
                Self(id.to_string().into())
            }
        }
    };
}

macro_rules! fmt_as_text {
    () => {
        fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str(&self.0)
        }
    };
}

macro_rules! from_texts {
    ($name:ident: $($text:ty),*) => {$(
        impl From<$text> for $name {
            fn from(id: $text) -> Self {
                Self(String::from(id).into())
            }
        }
    )*};
}

macro_rules! from_numbers {
    ($name:ident: $($number:ty),*) => {$(
        impl From<$number> for $name {
            fn from(id: $number) -> Self {
                Self(id.to_string().into())
            }
        }
    )*};
}

id! {
    /// The id of an agent, from a number or a text.
    ///
    /// ```
    /// use neoagent::AgentId;
    ///
    /// assert_eq!(AgentId::from(42), AgentId::from("42"));
    /// ```
    AgentId
}

id! {
    /// The id of what an agent runs on, such as a ticket in the PSA, from a number or a text.
    EntityId
}

id! {
    /// The id of a technician request, from a number or a text.
    TechnicianRequestId
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_the_same_from_a_number_and_a_text() {
        let ids = [
            AgentId::from(42),
            AgentId::from(42_i64),
            AgentId::from(Integer::<i64>::from(42_i64)),
            AgentId::from(&Integer::<u8>::from(42_u8)),
            AgentId::from(42_usize),
            AgentId::from("42"),
            AgentId::from(String::from("42")),
            AgentId::from(&String::from("42")),
            AgentId::from(&AgentId::from(42_u64)),
        ];
        assert!(
            ids.iter().all(|id| id == &ids[0] && id.as_str() == "42" && id.to_string() == "42")
        );
    }
}
