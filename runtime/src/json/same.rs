//! Comparing JSON values as JSON Schema does: `1` and `1.0` are one number.

use std::cmp::Ordering;
use std::hash::{Hash, Hasher};

use serde_json::{Number, Value};

/// Whether two values are the same to JSON Schema.
pub fn same_json(left: &Value, right: &Value) -> bool {
    compare_json(left, right) == Ordering::Equal
}

/// A total order of JSON values: by kind, then by content.
pub fn compare_json(left: &Value, right: &Value) -> Ordering {
    match (left, right) {
        (Value::Bool(left), Value::Bool(right)) => left.cmp(right),
        (Value::Number(left), Value::Number(right)) => compare_numbers(left, right),
        (Value::String(left), Value::String(right)) => left.cmp(right),
        (Value::Array(left), Value::Array(right)) => {
            let elements = left.iter().zip(right).map(|(left, right)| compare_json(left, right));
            elements.fold(Ordering::Equal, Ordering::then).then(left.len().cmp(&right.len()))
        }
        (Value::Object(left), Value::Object(right)) => {
            let mut names: Vec<&String> = left.keys().chain(right.keys()).collect();
            names.sort_unstable();
            names.dedup();
            let members = names.into_iter().map(|name| match (left.get(name), right.get(name)) {
                (Some(left), Some(right)) => compare_json(left, right),
                (left, right) => left.is_some().cmp(&right.is_some()),
            });
            members.fold(Ordering::Equal, Ordering::then)
        }
        _ => kind(left).cmp(&kind(right)),
    }
}

/// Hashes so that values that are the same hash the same.
pub fn hash_json<H: Hasher>(value: &Value, state: &mut H) {
    kind(value).hash(state);
    match value {
        Value::Null => {}
        Value::Bool(value) => value.hash(state),
        Value::Number(number) => number.as_f64().map(f64::to_bits).hash(state),
        Value::String(text) => text.hash(state),
        Value::Array(elements) => elements.len().hash(state),
        Value::Object(members) => members.len().hash(state),
    }
}

/// By value, as far as a double tells.
pub(super) fn compare_numbers(left: &Number, right: &Number) -> Ordering {
    match (exact(left), exact(right)) {
        (Some(left), Some(right)) => left.cmp(&right),
        _ => left.as_f64().unwrap_or(f64::NAN).total_cmp(&right.as_f64().unwrap_or(f64::NAN)),
    }
}

/// The value of an integer of up to 64 bits. JSON Schema counts `1.0` as one.
pub(super) fn exact(number: &Number) -> Option<i128> {
    let written = number.as_i64().map(i128::from).or_else(|| number.as_u64().map(i128::from));
    written.or_else(|| {
        let float = number.as_f64()?;
        (float.fract() == 0.0 && float.abs() <= 2_f64.powi(64)).then_some(float as i128)
    })
}

fn kind(value: &Value) -> u8 {
    match value {
        Value::Null => 0,
        Value::Bool(_) => 1,
        Value::Number(_) => 2,
        Value::String(_) => 3,
        Value::Array(_) => 4,
        Value::Object(_) => 5,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    /// From the least to the greatest; what stands together is one to JSON Schema.
    #[test]
    fn values_have_one_order() {
        let groups = [
            vec![json!(null)],
            vec![json!(false)],
            vec![json!(true)],
            vec![json!(-1), json!(-1.0)],
            vec![json!(0.5)],
            vec![json!(1), json!(1.0)],
            vec![json!(u64::MAX)],
            vec![json!("")],
            vec![json!("a")],
            vec![json!([])],
            vec![json!([1]), json!([1.0])],
            vec![json!([1, 0])],
            vec![json!([2])],
            vec![json!({})],
            vec![json!({ "a": 1 }), json!({ "a": 1.0 })],
            vec![json!({ "a": 1, "b": null })],
            vec![json!({ "a": 2 })],
        ];
        let all: Vec<(usize, &Value)> = groups
            .iter()
            .enumerate()
            .flat_map(|(rank, group)| group.iter().map(move |one| (rank, one)))
            .collect();
        let hash = |value: &Value| {
            let mut state = std::hash::DefaultHasher::new();
            hash_json(value, &mut state);
            state.finish()
        };
        for (left_rank, left) in &all {
            for (right_rank, right) in &all {
                let expected = left_rank.cmp(right_rank);
                assert_eq!(compare_json(left, right), expected, "{left} {right}");
                assert_eq!(same_json(left, right), expected.is_eq());
                assert!(expected.is_ne() || hash(left) == hash(right), "{left} {right}");
            }
        }
    }
}
