//! Lists of what has a value: by the parameters of the query that are called as a member of the things is.

use serde_json::{Map, Value};

use crate::document::Document;
use crate::operation::{Location, Operation};
use crate::resources::pages::is_paging;

/// A member that has to have one of these values.
#[derive(Debug)]
pub(crate) struct Filter {
    member: String,
    texts: Vec<String>,
}

/// The filters of a request for a list of things with this schema. A parameter that is called as no member is filters nothing.
pub(crate) fn filters(
    document: &Document,
    operation: &Operation,
    schema: &str,
    query: &[(String, String)],
) -> Vec<Filter> {
    let members = document.members(schema);
    let named = operation.parameters.iter().filter(|parameter| {
        parameter.location == Location::Query
            && !is_paging(&parameter.name)
            && members.iter().any(|member| member.name == parameter.name)
    });
    let filter = named.map(|parameter| {
        let given = query.iter().filter(|(name, _)| *name == parameter.name);
        let texts = given.flat_map(|(_, text)| match parameter.exploded {
            true => vec![text.clone()],
            false => text.split(',').map(str::to_owned).collect(),
        });
        Filter { member: parameter.name.clone(), texts: texts.collect() }
    });
    filter.filter(|filter| !filter.texts.is_empty()).collect()
}

impl Filter {
    /// Whether a thing has one of the values, in the member itself or in the list that it is.
    pub(crate) fn fits(&self, members: &Map<String, Value>) -> bool {
        let has = |value: &Value| match value {
            Value::String(text) => self.texts.contains(text),
            Value::Number(_) | Value::Bool(_) => self.texts.contains(&value.to_string()),
            _ => false,
        };
        match members.get(&self.member) {
            Some(Value::Array(items)) => items.iter().any(has),
            Some(value) => has(value),
            None => false,
        }
    }
}
