//! What is generated: the document's types and operations in Rust's terms, after lowering.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

/// The whole client.
#[derive(Debug, Default)]
pub(crate) struct Model {
    pub(crate) title: String,
    pub(crate) description: String,
    pub(crate) version: String,
    pub(crate) servers: Vec<Server>,
    pub(crate) schemes: Vec<Scheme>,
    /// The schemes that operations can be called with that say nothing else.
    pub(crate) security: Vec<Vec<String>>,
    /// The variables of all servers, each with the builder's method.
    pub(crate) server_variables: Vec<(String, ServerVariable)>,
    /// Every named type, by its Rust name.
    pub(crate) items: BTreeMap<String, Item>,
    pub(crate) operations: Vec<Operation>,
    pub(crate) webhooks: Vec<Webhook>,
}

/// Where a service is.
#[derive(Clone, Debug)]
pub(crate) struct Server {
    pub(crate) url: String,
    pub(crate) description: String,
    pub(crate) variables: Vec<ServerVariable>,
}

#[derive(Clone, Debug)]
pub(crate) struct ServerVariable {
    pub(crate) name: String,
    pub(crate) default: Option<String>,
    /// What it can be; anything, where there is nothing.
    pub(crate) values: Vec<String>,
    pub(crate) description: String,
}

/// A way to authenticate.
#[derive(Clone, Debug)]
pub(crate) struct Scheme {
    pub(crate) name: String,
    /// The builder's method.
    pub(crate) ident: String,
    /// Its method for tokens that expire.
    pub(crate) provider: String,
    pub(crate) kind: SchemeKind,
    pub(crate) description: String,
}

#[derive(Clone, Debug)]
pub(crate) enum SchemeKind {
    Bearer,
    Basic,
    Http(String),
    Header(String),
    Query(String),
    Cookie(String),
    MutualTls,
}

impl SchemeKind {
    /// Whether the credential goes into `Authorization`.
    pub(crate) fn is_authorization(&self) -> bool {
        matches!(self, Self::Bearer | Self::Basic | Self::Http(_))
    }
}

/// A webhook or a callback.
#[derive(Clone, Debug)]
pub(crate) struct Webhook {
    /// The name of its type.
    pub(crate) ident: String,
    pub(crate) method: String,
    /// The webhook's name, or the expression that the callback goes to.
    pub(crate) to: String,
    /// Where the document has it.
    pub(crate) pointer: String,
    pub(crate) summary: String,
    pub(crate) description: String,
    /// The type of its JSON, where it has any.
    pub(crate) ty: Option<Type>,
}

/// The type of a value.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Type {
    /// Any JSON value.
    Any,
    Bool,
    /// One of Rust's integer types.
    Integer(&'static str),
    Number,
    String,
    Timestamp,
    List(Box<Type>),
    /// As many elements as there are types.
    Tuple(Vec<Type>),
    Map(Box<Type>),
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

    pub(crate) fn nullable(self) -> Type {
        match self {
            already @ (Type::Nullable(_) | Type::Any) => already,
            other => Type::Nullable(Box::new(other)),
        }
    }

    /// Calls `visit` with the name of each item in this type.
    pub(crate) fn for_each_name(&self, visit: &mut impl FnMut(&str)) {
        match self {
            Type::Named(name) => visit(name),
            Type::List(inner) | Type::Map(inner) | Type::Nullable(inner) => {
                inner.for_each_name(visit);
            }
            Type::Tuple(elements) => {
                elements.iter().for_each(|element| element.for_each_name(visit));
            }
            _ => {}
        }
    }
}

/// A named type.
#[derive(Debug)]
pub(crate) struct Item {
    /// Where the document has it.
    pub(crate) pointer: String,
    pub(crate) description: String,
    pub(crate) deprecated: bool,
    pub(crate) shape: Shape,
}

#[derive(Debug)]
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
    /// The data of events, which differs by their kind.
    Events(Vec<EventVariant>),
    /// A struct around a list or map that contains itself.
    Newtype(Type),
    /// Another name for a type that has none of its own.
    Alias(Type),
}

#[derive(Debug)]
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

#[derive(Debug)]
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

#[derive(Debug)]
pub(crate) struct Enum {
    pub(crate) values: Vec<EnumValue>,
}

impl Enum {
    pub(crate) fn all_strings(&self) -> bool {
        self.values.iter().all(|value| value.value.is_string())
    }
}

#[derive(Debug)]
pub(crate) struct EnumValue {
    pub(crate) ident: String,
    pub(crate) value: Value,
    pub(crate) description: String,
}

#[derive(Debug)]
pub(crate) struct Union {
    /// The member that tells the variants apart.
    pub(crate) tag: Option<String>,
    /// The variant of a value whose tag names none.
    pub(crate) base: Option<usize>,
    /// A value may be of another variant than the one that its tag names.
    pub(crate) lenient: bool,
    /// From narrow to wide where there is no tag.
    pub(crate) variants: Vec<Variant>,
}

#[derive(Debug)]
pub(crate) struct Variant {
    pub(crate) ident: String,
    pub(crate) ty: Type,
    /// The values of the tag that mean this variant.
    pub(crate) tags: Vec<String>,
    pub(crate) boxed: bool,
}

/// A part of a multipart body.
#[derive(Debug)]
pub(crate) struct Part {
    pub(crate) name: String,
    pub(crate) ident: String,
    pub(crate) content: PartContent,
    /// The media type to send it with, where the document says one.
    pub(crate) media_type: Option<String>,
    pub(crate) required: bool,
    pub(crate) description: String,
}

#[derive(Debug)]
pub(crate) enum PartContent {
    File,
    Files,
    Value(Type),
}

/// A success of one status.
#[derive(Debug)]
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
#[derive(Debug)]
pub(crate) struct EventVariant {
    pub(crate) ident: String,
    /// The kind; nothing for all others.
    pub(crate) event: Option<String>,
    /// The type of its data's JSON, or nothing where it is text.
    pub(crate) ty: Option<Type>,
}

/// The errors of an operation that the document describes.
#[derive(Clone, Debug)]
pub(crate) enum Failure {
    /// All that are described have this type.
    One(Type, Vec<Statuses>),
    /// An item, with a variant for each.
    ByStatus(String, Vec<FailureVariant>),
}

impl Failure {
    /// The type of an error.
    pub(crate) fn ty(&self) -> Type {
        match self {
            Self::One(ty, _) => ty.clone(),
            Self::ByStatus(name, _) => Type::Named(name.clone()),
        }
    }
}

/// An error of certain statuses.
#[derive(Clone, Debug)]
pub(crate) struct FailureVariant {
    pub(crate) statuses: Statuses,
    pub(crate) ty: Type,
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
        match key.as_bytes() {
            b"default" => Some(Self::Default),
            [class @ b'1'..=b'5', b'X' | b'x', b'X' | b'x'] => Some(Self::Class(class - b'0')),
            [_, _, _] => {
                key.parse().ok().filter(|status| (100..600).contains(status)).map(Self::One)
            }
            _ => None,
        }
    }
}

/// Where a parameter stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Location {
    Path,
    Query,
    Header,
    Cookie,
    /// The whole query, in OpenAPI 3.2.
    Querystring,
}

impl Location {
    /// As the document has it.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Path => "path",
            Self::Query => "query",
            Self::Header => "header",
            Self::Cookie => "cookie",
            Self::Querystring => "querystring",
        }
    }
}

#[derive(Clone, Debug)]
pub(crate) struct Parameter {
    /// The name on the wire.
    pub(crate) name: String,
    /// The builder's method.
    pub(crate) ident: String,
    pub(crate) location: Location,
    pub(crate) required: bool,
    pub(crate) ty: Type,
    pub(crate) wire: Wire,
    pub(crate) description: String,
}

/// How a parameter's value is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Wire {
    /// One segment of the path.
    Segment,
    /// By one of OpenAPI's styles, named as in the runtime.
    Styled {
        style: &'static str,
        explode: bool,
        /// Reserved characters stay as they are.
        reserved: bool,
    },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum BodyForm {
    Json,
    Form,
    Multipart,
    Text,
    Bytes,
}

#[derive(Clone, Debug)]
pub(crate) struct Body {
    pub(crate) form: BodyForm,
    pub(crate) ty: Type,
    pub(crate) media_type: String,
    /// It may be left out.
    pub(crate) optional: bool,
    pub(crate) description: String,
    /// How the members of a form are written where the document says it: name, style, `explode` and `allowReserved`.
    pub(crate) styles: Vec<(String, &'static str, bool, bool)>,
}

#[derive(Clone, Debug)]
pub(crate) enum Success {
    Empty,
    Json(Type),
    /// JSON or nothing.
    Optional(Type),
    /// An item that is read by the status.
    ByStatus(String),
    Stream,
    Text,
    /// A stream of events, with the type of their data; nothing where that is text.
    Events(Option<Type>),
    /// A stream of JSON values.
    Lines(Type),
}

impl Success {
    /// The type that a success has, apart from those of `support`.
    pub(crate) fn ty(&self) -> Option<Type> {
        match self {
            Success::Json(ty) | Success::Optional(ty) | Success::Lines(ty) => Some(ty.clone()),
            Success::Events(ty) => ty.clone(),
            Success::ByStatus(name) => Some(Type::Named(name.clone())),
            Success::Empty | Success::Stream | Success::Text => None,
        }
    }
}

/// How a list is paged.
#[derive(Clone, Debug)]
pub(crate) enum PagedBy {
    /// The parameter that takes the cursor.
    Cursor(String),
    /// The parameter that takes the page's number.
    PageNumber(String),
    /// Nothing: the list comes whole.
    Whole,
}

impl PagedBy {
    /// The parameter's name in Rust: the builder's field and its method.
    pub(crate) fn ident(&self) -> Option<&str> {
        match self {
            Self::Cursor(ident) | Self::PageNumber(ident) => Some(ident),
            Self::Whole => None,
        }
    }
}

#[derive(Clone, Debug)]
pub(crate) struct Operation {
    pub(crate) method: String,
    /// As published.
    pub(crate) path: String,
    /// Where the document has it.
    pub(crate) pointer: String,
    pub(crate) operation_id: Option<String>,
    /// The method of the client.
    pub(crate) ident: String,
    pub(crate) summary: String,
    pub(crate) description: String,
    pub(crate) deprecated: bool,
    pub(crate) parameters: Vec<Parameter>,
    pub(crate) body: Option<Body>,
    pub(crate) success: Success,
    pub(crate) success_media_types: Vec<String>,
    pub(crate) failure: Option<Failure>,
    /// Where the document says it (`x-idempotent`).
    pub(crate) idempotent: Option<bool>,
    /// The schemes that it can be called with, by their names: all of one set.
    pub(crate) security: Vec<Vec<String>>,
    /// Its own, where the document gives it any.
    pub(crate) servers: Vec<Server>,
    /// Another way to make the same call: with another media type.
    pub(crate) variant: bool,
    pub(crate) paged: Option<PagedBy>,
    /// Why it is not exact.
    pub(crate) degraded: BTreeSet<String>,
}

impl Operation {
    /// The name of its builder.
    pub(crate) fn builder(&self) -> String {
        crate::names::builder(&self.ident)
    }

    pub(crate) fn key(&self) -> String {
        format!("{} {}", self.method, self.path)
    }
}

/// The member names of an envelope that an item has, if it is one.
pub(crate) fn envelope_data<'m>(
    model: &'m Model,
    ty: &Type,
    data: &str,
    meta: &str,
) -> Option<&'m Field> {
    let Type::Named(name) = ty else { return None };
    let Shape::Struct(shape) = &model.items.get(name)?.shape else {
        return None;
    };
    shape.fields.iter().find(|field| field.name == meta && field.required)?;
    shape.fields.iter().find(|field| field.name == data && field.required)
}
