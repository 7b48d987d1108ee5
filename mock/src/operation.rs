//! The operations of a document, with what a server needs of them.

use axum::http::Method;
use serde_json::Value;

use crate::answers::Answer;
use crate::routes::PathTemplate;
use crate::security::Requirement;

/// An operation of the document.
#[derive(Debug)]
#[non_exhaustive]
pub struct Operation {
    /// Its place among those of the document.
    pub index: usize,
    /// Its method.
    pub method: Method,
    /// Its path.
    pub path: PathTemplate,
    /// Its parameters, those of the path item included.
    pub parameters: Vec<Parameter>,
    /// The body it takes.
    pub body: Option<RequestBody>,
    /// What it answers where all is well.
    pub success: Success,
    pub(crate) answers: Vec<Answer>,
    /// One of these has to be met; none means that no credential is asked for.
    pub security: Vec<Requirement>,
}

/// A parameter of an operation.
#[derive(Debug)]
#[non_exhaustive]
pub struct Parameter {
    /// Its name.
    pub name: String,
    /// Where it stands.
    pub location: Location,
    /// Whether a request has to have it.
    pub required: bool,
    /// JSON pointer to the schema, when there is one.
    pub schema: Option<String>,
    /// Whether each element of a list is a parameter of its own.
    pub exploded: bool,
    pub(crate) written: Written,
    /// The value it has where none is given.
    pub default: Option<Value>,
}

/// How the text of a parameter is made of its value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Written {
    /// It is JSON.
    Json,
    /// The elements of a list have this between them, where they are not exploded.
    Between(char),
}

/// Where a parameter stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Location {
    /// In the path.
    Path,
    /// In the query.
    Query,
    /// In a header.
    Header,
    /// In the header `cookie`.
    Cookie,
}

/// The body that an operation takes.
#[derive(Debug)]
#[non_exhaustive]
pub struct RequestBody {
    /// Whether a request has to have one.
    pub required: bool,
    /// JSON pointer to the schema of the JSON form; `None` when the body is not JSON.
    pub schema: Option<String>,
}

/// The first 2xx answer of an operation.
#[derive(Debug)]
#[non_exhaustive]
pub struct Success {
    /// Its status.
    pub status: u16,
    /// Its media type; `None` when it has no body.
    pub media_type: Option<String>,
    /// JSON pointer to its schema, when there is one.
    pub schema: Option<String>,
}

impl Operation {
    /// The parameter of this name.
    pub fn parameter(&self, name: &str) -> Option<&Parameter> {
        self.parameters.iter().find(|p| p.name == name)
    }
}
