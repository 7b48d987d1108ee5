//! How much is made of a document.

use serde_json::Value;

/// What is made of each component schema and of each operation, however small the document is, and how much more for each of its
/// values. Real documents need less than one for each.
const LEAST: usize = 20_000;
const A_VALUE: usize = 10;

/// What is made of all of them. Schemas that many build on are merged again with each, so that this is more.
const LEAST_OF_ALL: usize = 250_000;

/// How much may still be made: merging can double schemas without end. Where it is spent, what follows is any value; the next entry begins
/// with an allowance of its own.
#[derive(Debug)]
pub(super) struct Work {
    all: usize,
    here: usize,
    entry: usize,
}

impl Work {
    pub(super) fn of(root: &Value) -> Self {
        let values = size(root).saturating_mul(A_VALUE);
        let entry = values.saturating_add(LEAST);
        Self { all: values.saturating_add(LEAST_OF_ALL), here: entry, entry }
    }

    /// Begins with another component schema or operation.
    pub(super) fn begin(&mut self) {
        self.here = self.entry;
    }

    /// Takes what a step costs; whether that was there.
    pub(super) fn spend(&mut self, cost: usize) -> bool {
        let spent = self.here < cost || self.all < cost;
        (self.here, self.all) = (self.here.saturating_sub(cost), self.all.saturating_sub(cost));
        !spent
    }
}

/// The number of values in a value, whose depth is limited.
pub(super) fn size(value: &Value) -> usize {
    1 + match value {
        Value::Array(elements) => elements.iter().map(size).sum(),
        Value::Object(members) => members.values().map(size).sum(),
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_value_has_as_many_values_as_are_in_it() {
        assert_eq!(size(&json!(null)), 1);
        assert_eq!(size(&json!([1, [2, 3], {}])), 6);
        assert_eq!(size(&json!({ "a": { "b": "text" }, "c": [] })), 4);
    }
}
