//! What a caller can choose.

use std::collections::{BTreeMap, BTreeSet};

use oas_source::Limits;
use serde::{Deserialize, Serialize};

use crate::error::{Error, ErrorKind};

/// What a caller can choose. Everything has a default that takes any document; what is special to one service goes
/// into a JSON file beside its document, read with [`Settings::from_json`].
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Eq)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, default)]
#[non_exhaustive]
pub struct Settings {
    /// What a document may cost.
    #[serde(skip)]
    pub limits: Limits,
    /// A prefix that all paths share and that names leave out, such as `/api/v1`. An operation is the same with it and without:
    /// a document may have it in the addresses of its servers.
    pub path_prefix: String,
    /// Which operations to make; all where it names none.
    pub only: Only,
    /// What operations are named by.
    pub names_from: NamesFrom,
    /// Better names than those made from method and path: `"POST /agents/{id}/run-now": "run_agent"`; and names of types,
    /// `"#/components/schemas/user_name": "UserName"`. An entry that fits nothing is an error.
    pub names: BTreeMap<String, String>,
    /// Names as in `names`, of operations that the document need not have: written while one document takes the place of another,
    /// so that the settings fit both.
    pub passing_names: BTreeMap<String, String>,
    /// The two members of an envelope that every success stands in.
    pub envelope: Option<Envelope>,
    /// The parameters, of query or header, that lists are paged with.
    pub paging: Option<Paging>,
    /// How lists are paged. An operation is bound to the entry that names it, or else to the first that names none and fits.
    pub lists: Vec<List>,
    /// Types of formats of text, by their paths: `"uuid": "uuid::Uuid"`. A member is then a `Parsed` of the type, which keeps a text that
    /// does not fit. The type reads the format by `FromStr` and writes it by `Display`. `"base64"` stands for bytes that are base64 in
    /// the text. All formats but `date-time` are text without.
    pub formats: BTreeMap<String, String>,
    /// Types of the caller's own in the place of component schemas': `"#/components/schemas/Pet": "crate::Pet"`. A value is then a `Replaced`
    /// of the type, which serde reads and writes, and which keeps JSON that the type does not take. The type is `Clone`, `Debug` and
    /// `PartialEq`. An entry that fits nothing is an error.
    pub replace: BTreeMap<String, String>,
    /// The crates whose types an `x-rust-type` of the document may put in the place of a schema's, as with `replace`. What the document says
    /// becomes code, so that none is allowed without. A crate that the document does not name is an error.
    pub rust_types: BTreeSet<String>,
    /// Whether a type that is sent and received, and has a member that is required one way only (`readOnly`, `writeOnly`) or leads to
    /// such a type, is two: `User` is what is received, and `UserInput` what is sent. Without, such a member is optional.
    pub split_read_write: bool,
    /// Which types can be made by callers, with `new` and a setter for each member.
    pub constructors: Constructors,
    /// Traits that types have beside `Clone`, `Debug` and `PartialEq`, where all that is in them has them.
    pub derives: BTreeSet<Derive>,
    /// What enums of text that are inline are, and are called by.
    pub inline_enums: InlineEnums,
    /// Names of string properties that `Debug` never shows, beside those of `format: password` and `writeOnly`.
    pub secrets: Vec<String>,
    /// What to do with a `$ref` of a schema that leads out of the document, to nothing, or round in a circle.
    pub foreign_refs: ForeignRefs,
    /// What to make of a schema that has keywords for objects or arrays and no `type`.
    pub without_type: WithoutType,
    /// What an integer is in the types of bodies.
    pub integers: Integers,
    /// What the hand-written code cannot do without.
    pub contract: Vec<Contract>,
    /// What to do with entries of `names` and `contract` that do not fit the document.
    #[serde(skip)]
    pub misfits: Misfits,
}

/// What to do with entries of the settings that do not fit the document.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Misfits {
    /// They are an error, which names all of them.
    #[default]
    Refuse,
    /// They are in [`Report::misfits`](crate::Report::misfits), and the client is made without them.
    Report,
}

/// Which types can be made by callers.
#[derive(Clone, Copy, Debug, Default, Deserialize, PartialEq, Eq)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Constructors {
    /// Those that are sent, so that the others compile faster.
    #[default]
    Sent,
    /// All, as tests of a program need it that reads answers.
    All,
}

/// What enums of text in inline schemas are called by.
#[derive(Clone, Copy, Debug, Default, Deserialize, PartialEq, Eq)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum InlineEnums {
    /// Their place: each is a type of its own.
    #[default]
    ByPlace,
    /// Their values: those that have the same are one type, `AscOrDesc`, which is called so wherever it stands.
    ByValue,
}

/// A trait that types can have.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq, PartialOrd, Ord)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub enum Derive {
    /// `Eq`, of all that have no number which need not be an integer.
    Eq,
    /// `Hash`, of the same.
    Hash,
    /// `Default`, of structs whose required members have it: texts, integers, booleans, lists, maps and such structs. Others have it where a
    /// caller can make them with nothing.
    Default,
    /// `schemars::JsonSchema`, of all types that are in bodies, where oas-runtime has its feature `schemars`. The schema is the document's,
    /// with the constraints that the type does not check; what is read only or write only is in it as there.
    JsonSchema,
}

/// What operations are named by. The other name is an alias that a search in the client's documentation finds.
#[derive(Clone, Copy, Debug, Default, Deserialize, PartialEq, Eq)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum NamesFrom {
    /// Method and path, which a service cannot change without breaking its clients.
    #[default]
    MethodAndPath,
    /// The operationId, without the path and the method that FastAPI puts behind it. An operation without one is named by method and path,
    /// and so are those that have one together.
    OperationId,
}

/// Which operations to make: those that any of the lists names, with the types that they need. An entry that fits none is an error.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Eq)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, default)]
#[non_exhaustive]
pub struct Only {
    /// Those with one of these tags.
    pub tags: Vec<String>,
    /// Those of these paths; of all that begin with what stands before a star at the end.
    pub paths: Vec<String>,
    /// Those with one of these operationIds.
    pub operation_ids: Vec<String>,
    /// These, each by method and path: `GET /pets`.
    pub operations: Vec<String>,
}

impl Only {
    /// Whether it names none.
    #[must_use]
    pub fn is_everything(&self) -> bool {
        *self == Self::default()
    }
}

/// What to do with a `$ref` of a schema that leads out of the document, to nothing, or round in a circle.
#[derive(Clone, Copy, Debug, Default, Deserialize, PartialEq, Eq)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum ForeignRefs {
    /// It is an error.
    Refuse,
    /// It is any value, and the report says so. An operation that cannot be made without what it refers to is skipped.
    #[default]
    Untyped,
}

/// What to make of a schema that has keywords for objects or arrays and no `type`.
#[derive(Clone, Copy, Debug, Default, Deserialize, PartialEq, Eq)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum WithoutType {
    /// An object or an array: what authors mean by it.
    #[default]
    Assume,
    /// Any value: what JSON Schema says, since keywords for objects do not concern a value that is none.
    Untyped,
}

/// What an integer is in the types of bodies. Parameters, headers, and bodies that have no type of their own are Rust's integer
/// types in any case.
#[derive(Clone, Copy, Debug, Default, Deserialize, PartialEq, Eq)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Integers {
    /// `Integer<i64>` of oas-runtime, which keeps one that is too large for its type.
    #[default]
    Open,
    /// One of Rust's integer types, which is handier; a server that sends one too large for it is refused with all of its answer.
    Primitive,
}

/// The form `{data, meta}` of a success.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Envelope {
    /// The member with the payload.
    pub data: String,
    /// The required member beside it.
    pub meta: String,
}

/// The query parameters that lists are paged with.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Paging {
    /// Takes the opaque cursor of the next page: a text, or an integer.
    pub cursor: Words,
    /// Takes the number of a page, where there is no cursor.
    pub page: Words,
}

/// One word, or several of which the first counts that the document has.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(untagged)]
#[non_exhaustive]
pub enum Words {
    /// This one.
    One(String),
    /// The first of these.
    Several(Vec<String>),
}

impl Words {
    /// The words, the preferred one first.
    #[must_use]
    pub fn all(&self) -> &[String] {
        match self {
            Self::One(word) => std::slice::from_ref(word),
            Self::Several(words) => words,
        }
    }
}

/// How lists are paged. Of several words, the first that an operation has is used.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct List {
    /// Method and path of the one operation that it is about; without, it is about all that have what it names. One that is named and
    /// does not have it is an error.
    #[serde(default)]
    pub operation: Option<String>,
    /// The form of paging.
    pub by: ListBy,
    /// The query parameter for cursor, number or offset.
    #[serde(default)]
    pub parameter: Vec<String>,
    /// Where a page says what follows it: JSON pointers, or the name of a header.
    #[serde(default)]
    pub next: Vec<String>,
    /// Where the items are, as JSON pointers. Defaults to the page itself.
    #[serde(default = "root")]
    pub items: Vec<String>,
    /// Where a page says whether there are more, as JSON pointers.
    #[serde(default)]
    pub more: Vec<String>,
    /// The number of the first page. Defaults to 1.
    #[serde(default = "one")]
    pub first: u64,
}

fn root() -> Vec<String> {
    vec![String::new()]
}

fn one() -> u64 {
    1
}

/// A form of paging.
#[derive(Clone, Copy, Debug, Serialize, Deserialize, PartialEq, Eq)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum ListBy {
    /// A cursor in the body.
    Cursor,
    /// A cursor in a header.
    CursorHeader,
    /// A page number.
    Number,
    /// The number of items before the page.
    Offset,
    /// The header `Link` with `rel=next`.
    Link,
    /// The address of the next page in the body.
    Url,
}

/// Something that hand-written code relies on: checked at generation, and given a name that does not change with the
/// document.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Contract {
    /// Method and path, such as `GET /executions/{execution_id}`.
    pub operation: String,
    /// Who needs it, for the error.
    pub by: String,
    /// Where the fields below are looked for.
    #[serde(default)]
    pub part: Part,
    /// Members or parameters that have to exist. Of a body or of parameters, these and those of `one_of`, in all entries of the same
    /// code (`by`), are also all that it gives: a property or a parameter that the document requires and that is not among them is an
    /// error. A name that is required and is no property is not seen.
    #[serde(default)]
    pub fields: Vec<String>,
    /// Members or parameters that services call differently: each has a constant in `contract` with its name or, where the
    /// document does not say which it is, with all of the words.
    #[serde(default)]
    pub one_of: BTreeMap<String, Vec<String>>,
    /// A name in `contract` for the type of that part.
    #[serde(default)]
    pub alias: Option<String>,
}

/// A part of an operation.
#[derive(Clone, Copy, Debug, Default, Deserialize, PartialEq, Eq)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Part {
    /// The payload of the envelope.
    #[default]
    Data,
    /// The request body.
    Body,
    /// Query and header parameters.
    Parameters,
    /// The payload as a list, which can be read page by page or is whole; it has no fields.
    List,
}

impl Settings {
    /// The name that an entry gives.
    pub(crate) fn name(&self, entry: &str) -> Option<&String> {
        self.names.get(entry).or_else(|| self.passing_names.get(entry))
    }

    /// Reads settings from JSON.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Settings`] when the text is not JSON or has a member that is not known.
    pub fn from_json(text: &str) -> Result<Self, Error> {
        serde_json::from_str(text).map_err(|error| {
            Error::new(ErrorKind::Settings, format!("the settings do not parse: {error}"))
        })
    }
}
