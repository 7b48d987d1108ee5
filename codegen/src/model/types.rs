//! Types.

use std::collections::BTreeMap;

use serde_json::Value;

use super::headers::HeaderField;

/// The type of a value.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Type {
    /// Any JSON value.
    Any,
    Bool,
    /// One of Rust's integer types, or a value beyond it: a server may send one.
    Integer(&'static str),
    /// One of Rust's integer types: what a program sends.
    Primitive(&'static str),
    Number,
    String,
    Timestamp,
    /// Text of a format that has this type.
    Parsed(String),
    /// A type of others, by its path and with these parameters, that serde reads and writes.
    Replaced(String, Vec<Type>),
    /// Text that holds JSON of a type.
    JsonText {
        of: Box<Type>,
        base64: bool,
    },
    List(Box<Type>),
    /// As many elements as there are types.
    Tuple(Vec<Type>),
    Map(Box<Type>),
    /// A map whose keys are the values of an open enum.
    Keyed(String, Box<Type>),
    /// The type, or null.
    Nullable(Box<Type>),
    /// An item of the model.
    Named(String),
}

impl Type {
    /// The type without null, and whether null was allowed.
    pub(crate) fn split_null(self) -> (Type, bool) {
        match self {
            Type::Nullable(inner) => (inner.split_null().0, true),
            other => (other, false),
        }
    }

    /// As a program gives it to a call, which needs no room for what it cannot hold.
    pub(crate) fn sent(self) -> Type {
        let boxed = |inner: Box<Type>| Box::new(inner.sent());
        match self {
            Type::Integer(name) => Type::Primitive(name),
            Type::List(element) => Type::List(boxed(element)),
            Type::Map(element) => Type::Map(boxed(element)),
            Type::Keyed(keys, element) => Type::Keyed(keys, boxed(element)),
            Type::Nullable(inner) => Type::Nullable(boxed(inner)),
            Type::Tuple(elements) => Type::Tuple(elements.into_iter().map(Type::sent).collect()),
            other => other,
        }
    }

    pub(crate) fn nullable(self) -> Type {
        match self {
            already @ (Type::Nullable(_) | Type::Any) => already,
            other => Type::Nullable(Box::new(other)),
        }
    }

    /// Calls items by other names, where they have one.
    pub(crate) fn rename(&mut self, names: &BTreeMap<String, String>) {
        match self {
            Type::Named(name) => {
                if let Some(other) = names.get(name) {
                    name.clone_from(other);
                }
            }
            Type::List(inner)
            | Type::Map(inner)
            | Type::Keyed(_, inner)
            | Type::Nullable(inner)
            | Type::JsonText { of: inner, .. } => inner.rename(names),
            Type::Tuple(elements) | Type::Replaced(_, elements) => {
                elements.iter_mut().for_each(|element| element.rename(names));
            }
            _ => {}
        }
    }

    /// Whether a value has a number in it, other than an integer of Rust, outside of the items that it names.
    pub(crate) fn has_number(&self) -> bool {
        match self {
            // Nothing is known of the types of others.
            Type::Number | Type::Replaced(..) => true,
            Type::List(inner)
            | Type::Map(inner)
            | Type::Keyed(_, inner)
            | Type::Nullable(inner) => inner.has_number(),
            Type::Tuple(elements) => elements.iter().any(Type::has_number),
            _ => false,
        }
    }

    /// Calls `visit` with the name of each item in this type.
    pub(crate) fn for_each_name(&self, visit: &mut impl FnMut(&str)) {
        match self {
            Type::Named(name) => visit(name),
            Type::List(inner)
            | Type::Map(inner)
            | Type::Nullable(inner)
            | Type::JsonText { of: inner, .. } => {
                inner.for_each_name(visit);
            }
            Type::Keyed(key, inner) => {
                visit(key);
                inner.for_each_name(visit);
            }
            Type::Tuple(elements) | Type::Replaced(_, elements) => {
                elements.iter().for_each(|element| element.for_each_name(visit));
            }
            _ => {}
        }
    }
}

/// A named type.
#[derive(Clone, Debug)]
pub(crate) struct Item {
    /// Where the document has it.
    pub(crate) pointer: String,
    pub(crate) description: String,
    pub(crate) deprecated: bool,
    pub(crate) shape: Shape,
}

#[derive(Clone, Debug)]
pub(crate) enum Shape {
    Struct(Struct),
    Enum(Enum),
    Union(Union),
    /// The body of a request in several parts.
    Multipart(Vec<Part>),
    /// A success that differs by status.
    ByStatus(Vec<StatusVariant>),
    /// The errors of an operation, by status.
    Failure(Vec<FailureVariant>),
    /// The headers of answers.
    Headers(Vec<HeaderField>),
    /// The data of events, which differs by their kind.
    Events(Vec<EventVariant>),
    /// A struct around a list or map that contains itself.
    Newtype(Type),
    /// Another name for a type that has none of its own.
    Alias(Type),
}

#[derive(Clone, Debug)]
pub(crate) struct Struct {
    /// In the order of their names, so that the order in the document does not matter.
    pub(crate) fields: Vec<Field>,
    pub(crate) extra: Extra,
    /// The Rust name of the field that takes unknown members.
    pub(crate) extra_ident: String,
}

/// What an object may have beside its properties.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Extra {
    /// Nothing that the document knows of; kept all the same.
    Unknown,
    /// Anything.
    Any,
    /// Members of this type.
    Of(Type),
}

#[derive(Clone, Debug)]
pub(crate) struct Field {
    /// The member's name in JSON.
    pub(crate) name: String,
    pub(crate) ident: String,
    /// Without `Nullable` at the top.
    pub(crate) ty: Type,
    pub(crate) required: bool,
    pub(crate) nullable: bool,
    /// The only value that it can have; `new` fills it in where it is required.
    pub(crate) constant: Option<Value>,
    /// The tag by which a union knows this type, which `new` fills in likewise.
    pub(crate) tag: Option<Value>,
    pub(crate) description: String,
    pub(crate) deprecated: bool,
    /// Never shown by `Debug`.
    pub(crate) secret: bool,
    pub(crate) read_only: bool,
    pub(crate) write_only: bool,
    /// Where recursion needs a pointer in between.
    pub(crate) boxed: bool,
}

#[derive(Clone, Debug)]
pub(crate) struct Enum {
    pub(crate) values: Vec<EnumValue>,
}

impl Enum {
    pub(crate) fn all_strings(&self) -> bool {
        self.values.iter().all(|value| value.value.is_string())
    }
}

#[derive(Clone, Debug)]
pub(crate) struct EnumValue {
    pub(crate) ident: String,
    pub(crate) value: Value,
    pub(crate) description: String,
}

#[derive(Clone, Debug)]
pub(crate) struct Union {
    /// The member that tells the variants apart.
    pub(crate) tag: Option<String>,
    /// The variant of a value whose tag names none.
    pub(crate) base: Option<usize>,
    /// That variant is sent without a tag where it has none.
    pub(crate) optional_tag: bool,
    /// A value may be of another variant than the one that its tag names.
    pub(crate) lenient: bool,
    /// From narrow to wide where there is no tag.
    pub(crate) variants: Vec<Variant>,
}

#[derive(Clone, Debug)]
pub(crate) struct Variant {
    pub(crate) ident: String,
    pub(crate) ty: Type,
    /// The values of the tag that mean this variant.
    pub(crate) tags: Vec<String>,
    pub(crate) boxed: bool,
}

/// A part of a multipart body.
#[derive(Clone, Debug)]
pub(crate) struct Part {
    pub(crate) name: String,
    pub(crate) ident: String,
    pub(crate) content: PartContent,
    /// The media type to send it with, where the document says one.
    pub(crate) media_type: Option<String>,
    pub(crate) required: bool,
    pub(crate) description: String,
    pub(crate) headers: Vec<PartHeader>,
}

/// A header that a part has beside its media type.
#[derive(Clone, Debug)]
pub(crate) struct PartHeader {
    pub(crate) name: String,
    pub(crate) ident: String,
    pub(crate) ty: Type,
    pub(crate) explode: bool,
    /// Wherever the part is.
    pub(crate) required: bool,
    pub(crate) description: String,
}

#[derive(Clone, Debug)]
pub(crate) enum PartContent {
    File,
    Files,
    Value(Type),
}

/// A success of one status.
#[derive(Clone, Debug)]
pub(crate) struct StatusVariant {
    pub(crate) ident: String,
    /// One status, or nothing for a range.
    pub(crate) status: Option<u16>,
    pub(crate) content: Content,
}

/// What a success of one status has in it.
#[derive(Clone, Debug)]
pub(crate) enum Content {
    Empty,
    Json(Type),
    Bytes,
}

/// An event of a stream that has several kinds.
#[derive(Clone, Debug)]
pub(crate) struct EventVariant {
    pub(crate) ident: String,
    /// The kind; nothing for all others.
    pub(crate) event: Option<String>,
    /// The type of its data's JSON, or nothing where it is text.
    pub(crate) ty: Option<Type>,
}

/// An error of certain statuses.
#[derive(Clone, Debug)]
pub(crate) struct FailureVariant {
    pub(crate) statuses: Statuses,
    pub(crate) ty: Type,
    /// Its element, where it is XML.
    pub(crate) xml: Option<usize>,
}

/// What a key of `responses` stands for, the narrower first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Statuses {
    One(u16),
    /// All that begin with this digit.
    Class(u8),
    /// All that are not described otherwise.
    Default,
}

impl Statuses {
    /// Reads a key; nothing for one that OpenAPI does not know.
    pub(crate) fn read(key: &str) -> Option<Self> {
        if key == "default" {
            return Some(Self::Default);
        }
        let class = oas_source::status::class(key)?;
        Some(key.parse().map_or(Self::Class(class), Self::One))
    }
}
