//! Headers of answers.

use super::types::Type;

/// A header that the document describes for an answer.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct HeaderField {
    /// As the document has it.
    pub(crate) name: String,
    pub(crate) ident: String,
    pub(crate) ty: Type,
    pub(crate) form: HeaderForm,
    /// It is in every answer that the struct is about.
    pub(crate) required: bool,
    pub(crate) description: String,
    pub(crate) deprecated: bool,
}

/// How the text of a header stands for a value, named as in the runtime.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum HeaderForm {
    Text,
    Literal,
    Json,
    List(Box<HeaderForm>),
    Object { explode: bool, members: Vec<(String, HeaderForm)>, rest: Box<HeaderForm> },
}
