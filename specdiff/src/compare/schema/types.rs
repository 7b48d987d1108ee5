//! Sets of JSON types.

use oas_source::{Kind, Node};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Types(u8);

const NAMES: [(&str, u8); 7] = [
    ("null", 1),
    ("boolean", 2),
    ("object", 4),
    ("array", 8),
    ("number", 48),
    ("string", 64),
    ("integer", 32),
];

impl Types {
    pub(crate) const NONE: Self = Self(0);
    pub(crate) const NULL: Self = Self(1);
    pub(crate) const OBJECT: Self = Self(4);
    pub(crate) const ARRAY: Self = Self(8);
    /// A number with or without a fraction; an integer is one of them.
    pub(crate) const NUMBER: Self = Self(48);
    pub(crate) const INTEGER: Self = Self(32);
    pub(crate) const STRING: Self = Self(64);

    /// The value of `type`: a name or a list of names.
    pub(crate) fn read(node: Node<'_>) -> Self {
        let named = |node: Node<'_>| {
            let name = node.as_str().unwrap_or("");
            NAMES
                .iter()
                .find(|(known, _)| *known == name)
                .map_or(Self::NONE, |(_, bits)| Self(*bits))
        };
        match node.kind() {
            Kind::Array => node.items().map(named).fold(Self::NONE, Self::or),
            // `type: null` without quotes is a slip of YAML that means the name.
            Kind::Null => Self::NULL,
            _ => named(node),
        }
    }

    pub(crate) fn of_value(node: Node<'_>) -> Self {
        match node.kind() {
            Kind::Null => Self::NULL,
            Kind::Bool(_) => Self(2),
            Kind::Int(_) => Self::INTEGER,
            Kind::Float(_) | Kind::Big(_) => Self::NUMBER,
            Kind::String(_) => Self::STRING,
            Kind::Array => Self::ARRAY,
            Kind::Object => Self::OBJECT,
        }
    }

    pub(crate) fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    pub(crate) fn and(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    pub(crate) fn null(self) -> bool {
        self.0 & 1 != 0
    }

    pub(crate) fn without_null(self) -> Self {
        Self(self.0 & !1)
    }

    /// Whether every type of the other is one of these.
    pub(crate) fn hold(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }

    pub(crate) fn told(types: Option<Self>) -> String {
        let Some(types) = types else {
            return "any".to_owned();
        };
        let names: Vec<&str> = NAMES
            .iter()
            .filter(|(name, bits)| {
                types.0 & bits == *bits && !(*name == "integer" && types.0 & 16 != 0)
            })
            .map(|(name, _)| *name)
            .collect();
        if names.is_empty() { "nothing".to_owned() } else { names.join(" or ") }
    }
}

/// The types of a schema that says nothing but `type`.
pub(crate) fn bare_type(schema: Node<'_>) -> Option<Types> {
    let written = schema.get("type")?;
    schema
        .entries()
        .all(|(key, _)| matches!(key, "type" | "title" | "description"))
        .then(|| Types::read(written))
}
