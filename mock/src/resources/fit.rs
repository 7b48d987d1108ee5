//! What is kept, as the document has it in an answer.

use serde_json::{Map, Value};

use crate::document::Document;
use crate::resources::place::ItemPlace;
use crate::samples::{Samples, mended};

/// So many variants of a schema are tried.
const SHIFTS: usize = 4;

/// More members than this are looked at only where the schema names them.
const MOST_MEMBERS: usize = 64;

/// A thing as the schema at a pointer has it: what it lacks comes from a sample, and what does not fit is left out.
///
/// # Errors
/// Nothing that fits was found: a sentence that says why.
pub(crate) fn fitted(
    document: &Document,
    samples: &Samples,
    schema: &str,
    kept: &Map<String, Value>,
) -> Result<Value, String> {
    let fits = |value: &Value| document.validators().fits(schema, value);
    let kept = named(document, schema, shown(document, schema, kept.clone()));
    let whole = Value::Object(kept.clone());
    if fits(&whole) {
        return Ok(whole);
    }
    let mut best: Option<(usize, Value)> = None;
    for shift in 0..SHIFTS {
        let Value::Object(base) = samples.attempt(document, schema, false, true, shift) else {
            continue;
        };
        let mut all = base.clone();
        for (name, value) in &kept {
            let value = over(base.get(name), value);
            all.insert(name.clone(), value);
        }
        let all = Value::Object(all);
        if fits(&all) {
            return Ok(all);
        }
        let Ok(mut value) = mended(document, schema, Value::Object(base)) else { continue };
        let mut taken = 0;
        for (name, one) in &kept {
            let mut next = value.clone();
            next[name] = over(value.get(name), one);
            if fits(&next) {
                value = next;
                taken += 1;
            }
        }
        if best.as_ref().is_none_or(|(most, _)| taken > *most) {
            best = Some((taken, value));
        }
    }
    match best {
        Some((_, value)) => Ok(value),
        None => samples.of(document, schema, false).map(|value| (*value).clone()),
    }
}

/// The members that an answer may have: not those that are only written.
pub(crate) fn shown(
    document: &Document,
    schema: &str,
    mut kept: Map<String, Value>,
) -> Map<String, Value> {
    for hidden in document.members(schema).iter().filter(|member| member.write_only) {
        kept.remove(&hidden.name);
    }
    kept
}

/// Of many members those that the schema names.
fn named(document: &Document, schema: &str, mut kept: Map<String, Value>) -> Map<String, Value> {
    if kept.len() > MOST_MEMBERS {
        let known = document.members(schema);
        kept.retain(|name, _| known.iter().any(|known| known.name == *name));
    }
    kept
}

/// A value, with the members of a sample that it lacks.
fn over(sample: Option<&Value>, value: &Value) -> Value {
    match (sample, value) {
        (Some(Value::Object(sample)), Value::Object(members)) => {
            let mut all = sample.clone();
            for (name, value) in members {
                all.insert(name.clone(), over(sample.get(name), value));
            }
            Value::Object(all)
        }
        _ => value.clone(),
    }
}

/// The answer that has a thing in its place.
///
/// # Errors
/// Nothing that fits was found: a sentence that says why.
pub(crate) fn answer(
    document: &Document,
    samples: &Samples,
    schema: &str,
    place: &ItemPlace,
    kept: &Map<String, Value>,
) -> Result<Value, String> {
    let item = fitted(document, samples, &place.schema, kept)?;
    let Some(member) = &place.member else { return Ok(item) };
    let mut whole = samples.attempt(document, schema, false, true, 0);
    if !whole.is_object() {
        return samples.of(document, schema, false).map(|value| (*value).clone());
    }
    whole[member] = item;
    mended(document, schema, whole)
}

/// Changes `kept` by a merge patch (RFC 7396).
pub(crate) fn merge(kept: &mut Map<String, Value>, patch: Map<String, Value>) {
    for (name, value) in patch {
        match (kept.get_mut(&name), value) {
            (_, Value::Null) => {
                kept.remove(&name);
            }
            (Some(Value::Object(here)), Value::Object(there)) => merge(here, there),
            (_, Value::Object(there)) => {
                let mut fresh = Map::new();
                merge(&mut fresh, there);
                kept.insert(name, Value::Object(fresh));
            }
            (_, value) => {
                kept.insert(name, value);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn object(value: &Value) -> Map<String, Value> {
        value.as_object().unwrap().clone()
    }

    #[test]
    fn a_patch_merges_and_null_takes_away() {
        let mut kept = object(&json!({ "a": { "b": 1, "c": 2 }, "d": [1] }));
        merge(
            &mut kept,
            object(&json!({ "a": { "b": null, "e": 3 }, "d": [2], "f": { "g": null } })),
        );
        assert_eq!(Value::Object(kept), json!({ "a": { "c": 2, "e": 3 }, "d": [2], "f": {} }));
    }

    #[test]
    fn what_is_kept_is_completed_and_what_does_not_fit_is_left_out() {
        let schema = json!({ "type": "object", "additionalProperties": false,
            "required": ["id", "made", "inner"],
            "properties": { "id": { "type": "integer" }, "name": { "type": "string" },
                "secret": { "type": "string", "writeOnly": true },
                "made": { "type": "string", "format": "date-time" },
                "inner": { "required": ["a", "b"], "properties": { "a": { "type": "integer" }, "b": { "type": "boolean" } } } } });
        let text = json!({ "openapi": "3.1.0", "paths": { "/a": { "get": {} } },
            "components": { "schemas": { "A": schema } } });
        let document = Document::parse("d.json", text.to_string().into()).unwrap();
        let kept = json!({ "id": 7, "name": "n", "secret": "s", "other": 1, "inner": { "a": 5 } });
        let value =
            fitted(&document, &Samples::new(1), "/components/schemas/A", &object(&kept)).unwrap();
        assert_eq!(
            (&value["id"], &value["name"], &value["inner"]["a"]),
            (&json!(7), &json!("n"), &json!(5))
        );
        assert!(value["made"].is_string() && value["inner"]["b"].is_boolean());
        assert!(value.get("secret").is_none() && value.get("other").is_none());
    }
}
