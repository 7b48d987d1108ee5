//! The operation table as this program reads it: `oas_codegen::OperationTable` says what its members mean.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::Value;

use crate::failure::Failure;

#[derive(Debug, Deserialize)]
pub(crate) struct Table {
    pub(crate) operations: Vec<Operation>,
    pub(crate) envelope: Option<Envelope>,
    #[serde(rename = "$defs")]
    pub(crate) definitions: BTreeMap<String, Value>,
}

#[derive(Debug, Deserialize)]
pub(crate) struct Envelope {
    pub(crate) data: String,
    pub(crate) meta: String,
}

#[derive(Debug, Deserialize)]
pub(crate) struct Operation {
    pub(crate) name: String,
    pub(crate) method: String,
    pub(crate) path: String,
    #[serde(default)]
    pub(crate) tags: Vec<String>,
    #[serde(default)]
    pub(crate) summary: String,
    #[serde(default)]
    pub(crate) description: String,
    #[serde(default)]
    pub(crate) deprecated: bool,
    pub(crate) arguments: Vec<Argument>,
    pub(crate) body: Option<Body>,
    pub(crate) answers: Vec<Answer>,
    pub(crate) credentials: Vec<Vec<String>>,
    pub(crate) paging: Option<Paging>,
}

#[derive(Debug, Deserialize)]
pub(crate) struct Argument {
    pub(crate) name: String,
    #[serde(rename = "in")]
    pub(crate) place: Place,
    pub(crate) required: bool,
    pub(crate) style: String,
    pub(crate) explode: bool,
    #[serde(default)]
    pub(crate) allow_reserved: bool,
    #[serde(default)]
    pub(crate) description: String,
    pub(crate) schema: Value,
}

#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Place {
    Path,
    Query,
    Header,
    Cookie,
    Querystring,
}

#[derive(Debug, Deserialize)]
pub(crate) struct Body {
    pub(crate) required: bool,
    #[serde(default)]
    pub(crate) description: String,
    pub(crate) content: Vec<Content>,
}

#[derive(Debug, Deserialize)]
pub(crate) struct Content {
    pub(crate) form: String,
    pub(crate) name: String,
    pub(crate) schema: Value,
}

#[derive(Debug, Deserialize)]
pub(crate) struct Answer {
    pub(crate) form: String,
}

#[derive(Debug, Deserialize)]
pub(crate) struct Paging {
    pub(crate) by: String,
    pub(crate) parameter: Option<String>,
    pub(crate) next: Option<String>,
    pub(crate) items: String,
    pub(crate) more: Option<String>,
    pub(crate) first: u64,
}

impl Table {
    /// The table of the document that `neoagent` was built from.
    pub(crate) fn built_in() -> Result<Self, Failure> {
        serde_json::from_str(neoagent::operation_table()).map_err(|error| {
            Failure::usage(format!("the operation table of this build does not parse: {error}"))
        })
    }

    /// Whether there is no way to call an operation without a credential. Where no operation of the document asks for one, the service does
    /// all the same.
    pub(crate) fn needs_credential(&self, operation: &Operation) -> bool {
        let sets = &operation.credentials;
        if sets.is_empty() {
            return self.operations.iter().all(|one| one.credentials.is_empty());
        }
        sets.iter().all(|set| !set.is_empty())
    }
}
