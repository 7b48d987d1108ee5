//! Operations.

use std::collections::BTreeSet;
use std::fmt;

use oas_source::media_type::essence;

use super::service::Server;
use super::types::{FailureVariant, Statuses, Type};
use crate::settings::ListBy;

/// The errors of an operation that the document describes.
#[derive(Clone, Debug)]
pub(crate) enum Failure {
    /// All that are described have this type: the statuses with their elements, where they are XML.
    One(Type, Vec<(Statuses, Option<usize>)>),
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
    /// Where the document has the schema of its value.
    pub(crate) schema: Option<String>,
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
    /// By its place in the model's list of elements.
    Xml(usize),
}

#[derive(Clone, Debug)]
pub(crate) struct Body {
    pub(crate) form: BodyForm,
    pub(crate) ty: Type,
    pub(crate) media_type: String,
    /// Where the document has its schema.
    pub(crate) schema: Option<String>,
    /// It may be left out.
    pub(crate) optional: bool,
    pub(crate) description: String,
    /// How the members of a form are written where the document says it: name, style, `explode` and `allowReserved`.
    pub(crate) styles: Vec<(String, &'static str, bool, bool)>,
}

impl Body {
    /// Whether null takes a member away (RFC 7396).
    pub(crate) fn is_merge_patch(&self) -> bool {
        essence(&self.media_type) == "application/merge-patch+json"
    }
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
    /// XML, by its place in the model's list of elements, and whether there may be none.
    Xml(Type, usize, bool),
}

impl Success {
    /// The type that a success has, apart from those of `support`.
    pub(crate) fn ty(&self) -> Option<Type> {
        match self {
            Success::Json(ty)
            | Success::Optional(ty)
            | Success::Lines(ty)
            | Success::Xml(ty, ..) => Some(ty.clone()),
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

/// A list that comes in pages, as the settings describe it and this operation has it.
#[derive(Clone, Debug)]
pub(crate) struct List {
    pub(crate) by: ListBy,
    /// The query parameter, where it is paged by one.
    pub(crate) parameter: String,
    /// Where a page says what follows it: a pointer, or the name of a header.
    pub(crate) next: String,
    pub(crate) first: u64,
    /// A pointer.
    pub(crate) items: String,
    /// Whether the document lets a page come without the list.
    pub(crate) may_lack: bool,
    /// A pointer.
    pub(crate) more: Option<String>,
    pub(crate) item: Type,
}

/// For the report.
impl fmt::Display for List {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { parameter, next, items, .. } = self;
        match self.by {
            ListBy::Cursor => write!(f, "cursor at {next:?}, sent as {parameter:?}")?,
            ListBy::CursorHeader => {
                write!(f, "cursor in the header {next:?}, sent as {parameter:?}")?;
            }
            ListBy::Number => write!(f, "page number {parameter:?} from {}", self.first)?,
            ListBy::Offset => write!(f, "offset {parameter:?}")?,
            ListBy::Link => f.write_str("link header")?,
            ListBy::Url => write!(f, "address at {next:?}")?,
        }
        write!(f, "; items at {items:?}")?;
        self.more.iter().try_for_each(|more| write!(f, "; more at {more:?}"))
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
    /// What it would be called by the other of operationId, and method and path.
    pub(crate) alias: Option<String>,
    /// The method of the client.
    pub(crate) ident: String,
    pub(crate) tags: Vec<String>,
    pub(crate) summary: String,
    pub(crate) description: String,
    pub(crate) deprecated: bool,
    pub(crate) parameters: Vec<Parameter>,
    pub(crate) body: Option<Body>,
    pub(crate) success: Success,
    pub(crate) success_media_types: Vec<String>,
    pub(crate) failure: Option<Failure>,
    /// The items of the headers of its successes and of its errors.
    pub(crate) headers: Option<String>,
    pub(crate) failure_headers: Option<String>,
    /// Where the document says it (`x-idempotent`).
    pub(crate) idempotent: Option<bool>,
    /// The schemes that it can be called with, by their names: all of one set.
    pub(crate) security: Vec<Vec<String>>,
    /// Its own, where the document gives it any.
    pub(crate) servers: Vec<Server>,
    /// Another way to make the same call: with another media type.
    pub(crate) variant: bool,
    pub(crate) paged: Option<PagedBy>,
    pub(crate) list: Option<List>,
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

    /// Whether its method is safe (RFC 9110, section 9.2.1).
    pub(crate) fn is_safe(&self) -> bool {
        matches!(self.method.as_str(), "GET" | "HEAD" | "OPTIONS" | "TRACE" | "QUERY")
    }

    /// Whether a second call changes nothing more: as the document says or, where it does not, by the method.
    pub(crate) fn is_idempotent(&self) -> bool {
        let by_method = self.is_safe() || matches!(self.method.as_str(), "PUT" | "DELETE");
        self.idempotent.unwrap_or(by_method)
    }

    /// The header by which the server knows a call again.
    pub(crate) fn idempotency_key(&self) -> Option<&str> {
        let key = self.parameters.iter().find(|parameter| {
            let name = parameter.name.to_ascii_lowercase();
            parameter.location == Location::Header
                && matches!(name.as_str(), "idempotency-key" | "repeatability-request-id")
        });
        key.map(|parameter| parameter.name.as_str())
    }
}
