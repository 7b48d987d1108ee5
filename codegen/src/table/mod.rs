//! The operation table: what a program needs to know of each operation to call it without the typed client.
//!
//! Its types are the documentation of its JSON: a field is a member of the same name. Optional members that say nothing are left out, and
//! new ones may be added; [`FORMAT`] changes where one changes its meaning.

mod json_schemas;
mod make;
mod read;
mod responses;
mod schema;

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use serde_json::Value;

pub(crate) use self::json_schemas::json_schemas;
pub use self::read::{operation_table, operation_table_of};
pub use self::responses::{ResponseContent, ResponseHeader, TableResponse};
pub use self::schema::of_openapi_3_0;
use crate::settings::ListBy;

/// The version of the table's format.
pub const FORMAT: u32 = 1;

/// Every operation of a document that the client has, as [`operation_table`](crate::operation_table) gives it.
#[derive(Clone, Debug, Serialize, Deserialize, PartialEq)]
#[non_exhaustive]
pub struct OperationTable {
    /// [`FORMAT`].
    pub format: u32,
    /// `info.title` of the document.
    pub title: String,
    /// `info.version` of the document.
    pub version: String,
    /// Where the service is; the first is used where nothing else is said.
    pub servers: Vec<TableServer>,
    /// The ways to authenticate, by their names in the document.
    pub credentials: BTreeMap<String, TableCredential>,
    /// The form that every success stands in, where the settings name one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub envelope: Option<TableEnvelope>,
    /// The operations, in the order of path and method.
    pub operations: Vec<TableOperation>,
    /// The operations of the document that are not among them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub skipped: Vec<TableSkipped>,
    /// The schemas that others refer to, as `#/$defs/NAME`: a component schema has its name, any other its JSON pointer in the document.
    /// [`bundled`](OperationTable::bundled) makes a schema that stands alone.
    #[serde(rename = "$defs", default)]
    pub definitions: BTreeMap<String, Value>,
}

/// An operation.
#[derive(Clone, Debug, Serialize, Deserialize, PartialEq)]
#[non_exhaustive]
pub struct TableOperation {
    /// The method of the generated client.
    pub name: String,
    /// `operationId`, as published.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub operation_id: Option<String>,
    /// The HTTP method, in capitals.
    pub method: String,
    /// The path, as published: each `{name}` is an argument with `in: path`.
    pub path: String,
    /// The groups that it belongs to.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tags: Vec<String>,
    /// What it does, in a line.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub summary: String,
    /// What it does, in Markdown.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub description: String,
    /// Whether the document advises against it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub deprecated: bool,
    /// Path parameters in the order of the path, then the others by place and name.
    pub arguments: Vec<Argument>,
    /// The body of the request, where it has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub body: Option<TableBody>,
    /// The ways in which a success can come; the first is the generated client's own.
    pub answers: Vec<Answer>,
    /// What the document says of each status, errors included, in the order of the statuses.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub responses: Vec<TableResponse>,
    /// Sets of names of [`credentials`](OperationTable::credentials), any one of which is enough. None, or an empty one among them: it can
    /// be called without.
    pub credentials: Vec<Vec<String>>,
    /// Whether it can be repeated.
    pub safety: Safety,
    /// How its list goes on, where it is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub paging: Option<TablePaging>,
    /// Its own servers, where the document gives it any, in the place of the service's.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub servers: Vec<TableServer>,
}

/// An operation that the client does not have.
#[derive(Clone, Debug, Serialize, Deserialize, PartialEq, Eq)]
#[non_exhaustive]
pub struct TableSkipped {
    /// The HTTP method, in capitals; `*` for all of a path.
    pub method: String,
    /// The path, as published.
    pub path: String,
    /// Why it does not, a sentence for each reason.
    pub reasons: Vec<String>,
}

/// A parameter.
#[derive(Clone, Debug, Serialize, Deserialize, PartialEq)]
#[non_exhaustive]
pub struct Argument {
    /// Its name on the wire.
    pub name: String,
    /// The setter of the generated client's builder.
    pub setter: String,
    /// Where it stands.
    #[serde(rename = "in")]
    pub place: ArgumentPlace,
    /// Whether the call cannot be made without it.
    pub required: bool,
    /// How its value is written.
    pub style: ArgumentStyle,
    /// Whether elements and members are written each for itself.
    pub explode: bool,
    /// Whether reserved characters stay as they are.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub allow_reserved: bool,
    /// What it is, in Markdown.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub description: String,
    /// JSON Schema 2020-12 of its value.
    pub schema: Value,
    /// Where the document has that schema, as a JSON pointer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<String>,
}

/// Where a parameter stands.
#[derive(Clone, Copy, Debug, Serialize, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum ArgumentPlace {
    /// In the path.
    Path,
    /// In the query.
    Query,
    /// In a header.
    Header,
    /// In the header `Cookie`.
    Cookie,
    /// It is the whole query.
    Querystring,
}

/// How a parameter's value is written: OpenAPI's `style`, or JSON.
#[derive(Clone, Copy, Debug, Serialize, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub enum ArgumentStyle {
    /// `a,b`.
    Simple,
    /// `.a.b`.
    Label,
    /// `;name=a`.
    Matrix,
    /// `name=a&name=b`.
    Form,
    /// `name=a%20b`.
    SpaceDelimited,
    /// `name=a|b`.
    PipeDelimited,
    /// `name[member]=a`.
    DeepObject,
    /// As `Form`, without encoding.
    Cookie,
    /// The text of the value's JSON.
    Json,
}

/// The body of a request.
#[derive(Clone, Debug, Serialize, Deserialize, PartialEq)]
#[non_exhaustive]
pub struct TableBody {
    /// Whether the call cannot be made without it.
    pub required: bool,
    /// What it is, in Markdown.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub description: String,
    /// The forms that it can have, the preferred one first. Another spelling of the same JSON or form is not listed again.
    pub content: Vec<BodyContent>,
}

/// A form of a body.
#[derive(Clone, Debug, Serialize, Deserialize, PartialEq)]
#[non_exhaustive]
pub struct BodyContent {
    /// The media type, as published; it may be a range.
    pub media_type: String,
    /// How a value becomes bytes.
    pub form: ContentForm,
    /// The method of the generated client that sends it.
    pub name: String,
    /// JSON Schema 2020-12 of the value; of one that is not JSON, what the document says of it.
    pub schema: Value,
    /// Where the document has that schema, as a JSON pointer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<String>,
}

/// How a value becomes bytes, or bytes a value.
#[derive(Clone, Copy, Debug, Serialize, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum ContentForm {
    /// JSON.
    Json,
    /// `application/x-www-form-urlencoded`.
    Form,
    /// `multipart/form-data` and its like.
    Multipart,
    /// Text as it is.
    Text,
    /// Bytes as they are.
    Bytes,
    /// XML.
    Xml,
    /// A stream of server-sent events.
    Events,
    /// A stream of JSON values.
    Lines,
    /// Nothing.
    Empty,
}

/// A way in which a success can come.
#[derive(Clone, Debug, Serialize, Deserialize, PartialEq)]
#[non_exhaustive]
pub struct Answer {
    /// What it is read as. `events`, `lines` and `bytes` come as a stream.
    pub form: ContentForm,
    /// The media types to ask for.
    pub media_types: Vec<String>,
    /// The method of the generated client that reads it.
    pub name: String,
}

/// Whether an operation can be repeated.
#[derive(Clone, Debug, Serialize, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Safety {
    /// It changes nothing.
    Safe,
    /// Done twice, it changes nothing more.
    Repeatable,
    /// The server knows a call again by this header, where it is sent.
    RepeatableByKey(String),
    /// Done twice, it may do twice what it does.
    Once,
}

/// How a list goes on.
#[derive(Clone, Debug, Serialize, Deserialize, PartialEq, Eq)]
#[non_exhaustive]
pub struct TablePaging {
    /// The form of paging.
    pub by: ListBy,
    /// The query parameter for cursor, number or offset.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parameter: Option<String>,
    /// Where a page says what follows it: a JSON pointer, or the name of a header. Nothing where it is the envelope that says it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
    /// Where the items are, as a JSON pointer.
    pub items: String,
    /// Where a page says whether there are more, as a JSON pointer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub more: Option<String>,
    /// The number of the first page.
    pub first: u64,
}

/// The form that every success stands in.
#[derive(Clone, Debug, Serialize, Deserialize, PartialEq, Eq)]
#[non_exhaustive]
pub struct TableEnvelope {
    /// The member with the payload.
    pub data: String,
    /// The member beside it.
    pub meta: String,
}

/// A way to authenticate.
#[derive(Clone, Debug, Serialize, Deserialize, PartialEq, Eq)]
#[non_exhaustive]
pub struct TableCredential {
    /// What is sent.
    pub kind: CredentialKind,
    /// The scheme of `Authorization`, or the name of the header, the query parameter or the cookie.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// What it is, in Markdown.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub description: String,
}

/// What is sent to authenticate.
#[derive(Clone, Copy, Debug, Serialize, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum CredentialKind {
    /// A bearer token.
    Bearer,
    /// User and password.
    Basic,
    /// Another scheme of `Authorization`.
    Http,
    /// An API key in a header.
    Header,
    /// An API key in the query.
    Query,
    /// An API key in a cookie.
    Cookie,
    /// A certificate of the client.
    MutualTls,
}

/// Where a service is.
#[derive(Clone, Debug, Serialize, Deserialize, PartialEq, Eq)]
#[non_exhaustive]
pub struct TableServer {
    /// The address, with variables in braces.
    pub url: String,
    /// What the document says of it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub description: String,
    /// The values that variables have where nothing else is said, by name.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub variables: BTreeMap<String, Option<String>>,
}

impl OperationTable {
    /// The operation of this name, operationId, or method and path (`GET /pets`).
    #[must_use]
    pub fn operation(&self, name: &str) -> Option<&TableOperation> {
        let by =
            |fits: &dyn Fn(&TableOperation) -> bool| self.operations.iter().find(|one| fits(one));
        by(&|one| one.name == name)
            .or_else(|| by(&|one| one.operation_id.as_deref() == Some(name)))
            .or_else(|| by(&|one| name.split_once(' ') == Some((&one.method, &one.path))))
    }

    /// A schema of the table with those that it refers to, in `$defs` of its own.
    #[must_use]
    pub fn bundled(&self, schema: &Value) -> Value {
        let mut reached = BTreeSet::new();
        let mut left = vec![schema];
        while let Some(next) = left.pop() {
            schema::for_each_reference(next, &mut |name| {
                if let Some((name, definition)) = self.definitions.get_key_value(&name)
                    && reached.insert(name)
                {
                    left.push(definition);
                }
            });
        }
        let mut whole = schema.clone();
        if let Value::Object(members) = &mut whole
            && !reached.is_empty()
        {
            let all =
                reached.into_iter().map(|name| (name.clone(), self.definitions[name].clone()));
            members.insert("$defs".to_owned(), Value::Object(all.collect()));
        }
        whole
    }
}

impl TableOperation {
    /// Whether there is no way to call it without a credential.
    #[must_use]
    pub fn needs_credential(&self) -> bool {
        !self.credentials.is_empty() && self.credentials.iter().all(|set| !set.is_empty())
    }
}
