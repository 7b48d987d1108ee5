//! Answers that do not fit the document: it was put together from examples, and a member that nobody needs must not cost an
//! answer, least of all one that says that a run was started or has ended.

use std::collections::BTreeMap;
use std::mem::discriminant;

use oas_runtime::{Operation, Received};
use serde::de::DeserializeOwned;
use serde_json::error::Category;
use serde_json::{Value, json};

use crate::error::{Error, Result};

/// How many kinds of places may not fit; an answer of which more does not is of another form altogether.
const MOST: usize = 64;

/// A success, with what had to be changed to decode it.
pub(super) struct Lenient<T> {
    pub(super) success: T,
    /// What did not fit, as it came, by its JSON pointer.
    pub(super) unfit: BTreeMap<String, Value>,
    /// `meta` as it came, where that did not fit.
    pub(super) meta: Option<Value>,
}

/// Decodes a success. What does not fit is converted where its text says the same, and left out where it does not.
pub(super) fn decode<O: Operation>(received: &mut Received) -> Result<Lenient<O::Success>> {
    let error = match O::decode(received) {
        Ok(success) => return Ok(Lenient { success, unfit: BTreeMap::new(), meta: None }),
        Err(error) => error,
    };
    let failed = Error::from(received.undecoded(&error)).with_operation(O::SPEC);
    let Ok(body) = received.json::<Value>() else {
        return Err(failed);
    };
    let mut bent = Bent { body, is_envelope: true, unfit: BTreeMap::new(), meta: None };
    let mut why = error;
    for _ in 0..MOST {
        if why.classify() != Category::Data || !bent.bend(&why.to_string()) {
            break;
        }
        let Ok(body) = serde_json::to_vec(&bent.body) else {
            break;
        };
        received.replace_body(body);
        match O::decode(received) {
            Ok(success) => {
                let Bent { unfit, meta, .. } = bent;
                return Ok(Lenient { success, unfit, meta });
            }
            Err(error) => why = error,
        }
    }
    Err(failed)
}

/// A payload in the document's type, with what did not fit by its JSON pointer; nothing where it is of another form altogether.
pub(crate) fn typed<T: DeserializeOwned>(json: &Value) -> Option<(T, BTreeMap<String, Value>)> {
    let mut bent =
        Bent { body: json.clone(), is_envelope: false, unfit: BTreeMap::new(), meta: None };
    for _ in 0..=MOST {
        match T::deserialize(&bent.body) {
            Ok(data) => return Some((data, bent.unfit)),
            Err(why) if bent.bend(&why.to_string()) => {}
            Err(_) => return None,
        }
    }
    None
}

/// A body on its way to what the document says.
struct Bent {
    body: Value,
    /// Whether the payload stands in it, beside `meta`.
    is_envelope: bool,
    unfit: BTreeMap<String, Value>,
    meta: Option<Value>,
}

impl Bent {
    /// Changes the place that an error names, and those like it in the other items of a list. False if nothing can be done.
    fn bend(&mut self, why: &str) -> bool {
        if self.is_envelope
            && why.strip_prefix("at /meta").is_some_and(|rest| rest.starts_with(['/', ':']))
        {
            return self.bend_meta();
        }
        let pointer = pointer(why, &self.body).to_owned();
        let inside = if self.is_envelope { 1 } else { 0 };
        let Some(found) =
            self.body.pointer(&pointer).filter(|_| pointer.matches('/').count() > inside)
        else {
            return false;
        };
        let (kind, known) = (discriminant(found), self.unfit.contains_key(&pointer));
        let mut changed = false;
        for place in alike(&self.body, &pointer) {
            let Some(value) = self.body.pointer_mut(&place) else {
                continue;
            };
            if value.is_null()
                || discriminant(value) != kind
                || self.unfit.contains_key(&place) != known
            {
                continue;
            }
            // What was converted and still does not fit is left out.
            let other = if known { Value::Null } else { converted(value, why) };
            let before = std::mem::replace(value, other);
            self.unfit.entry(place).or_insert(before);
            changed = true;
        }
        changed
    }

    /// All that is needed of `meta` is read from it as it came.
    fn bend_meta(&mut self) -> bool {
        let Some(body) = self.body.as_object_mut().filter(|_| self.meta.is_none()) else {
            return false;
        };
        let plain = json!({ "request_id": "", "timings_ms": {} });
        self.meta = Some(body.insert("meta".to_owned(), plain).unwrap_or_default());
        true
    }
}

/// The place in the body that an error names: the shortest one that is there, since a name may hold what ends a pointer.
fn pointer<'a>(why: &'a str, body: &Value) -> &'a str {
    let Some(text) = why.strip_prefix("at ") else {
        return "";
    };
    let ends = text.match_indices(": ").map(|(at, _)| text.get(..at).unwrap_or_default());
    ends.into_iter().find(|pointer| body.pointer(pointer).is_some()).unwrap_or_default()
}

/// The same place in every item of the lists that it leads through.
fn alike(body: &Value, pointer: &str) -> Vec<String> {
    let mut places = vec![String::new()];
    for segment in pointer.split('/').skip(1) {
        let next = places.iter().flat_map(|place| match body.pointer(place) {
            Some(Value::Array(items)) => {
                (0..items.len()).map(|index| format!("{place}/{index}")).collect()
            }
            _ => vec![format!("{place}/{segment}")],
        });
        places = next.collect();
    }
    places
}

/// The same in another type, if that can be; null otherwise.
fn converted(value: &Value, why: &str) -> Value {
    let expected = |what: &str| why.contains(&format!("expected {what}, found"));
    match value {
        Value::String(text) if expected("a number") || expected("an integer") => {
            text.trim().parse().map_or(Value::Null, Value::Number)
        }
        Value::String(text) if expected("a boolean") => {
            text.trim().parse().map_or(Value::Null, Value::Bool)
        }
        Value::String(_) => Value::Null,
        other if expected("a string") => Value::String(other.to_string()),
        _ => Value::Null,
    }
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    use super::*;

    #[derive(Debug, Deserialize)]
    struct Strict {
        id: String,
    }

    #[test]
    fn a_payload_of_another_form_has_no_type_and_anything_is_a_value() {
        let fits = json!({ "id": "run-1" });
        let (strict, unfit) = typed::<Strict>(&fits).unwrap();
        assert_eq!((strict.id.as_str(), unfit.len()), ("run-1", 0));
        for other in [json!({}), json!([]), json!(null), json!({ "meta": {} }), json!("run-1")] {
            assert!(typed::<Strict>(&other).is_none(), "{other}");
            let (open, unfit) = typed::<Value>(&other).unwrap();
            assert_eq!((&open, unfit.len()), (&other, 0));
        }
    }
}
