//! Samples that fit, made once for each schema: an example of the document where one fits, or a value made from the schema.

use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};

use serde_json::Value;

use crate::dice::Dice;
use crate::document::Document;
use crate::refs::resolve;
use crate::sample::{Manner, sample_in};

/// A value is mended so often by leaving out what does not fit.
const MENDINGS: usize = 12;

/// So many variants of a schema are tried.
const SHIFTS: usize = 4;

type Known = HashMap<(String, bool), Result<Arc<Value>, String>>;

/// The samples of one seed.
#[derive(Debug)]
pub(crate) struct Samples {
    seed: u64,
    known: RwLock<Known>,
}

impl Samples {
    pub(crate) fn new(seed: u64) -> Self {
        Self { seed, known: RwLock::default() }
    }

    /// A sample of the schema at a pointer; `lean` has only what is required.
    ///
    /// # Errors
    /// None that fits was found: a sentence that says why.
    pub(crate) fn of(
        &self,
        document: &Document,
        pointer: &str,
        lean: bool,
    ) -> Result<Arc<Value>, String> {
        let key = (pointer.to_owned(), lean);
        let known = self.known.read().unwrap_or_else(PoisonError::into_inner).get(&key).cloned();
        if let Some(known) = known {
            return known;
        }
        let made = self.make(document, pointer, lean).map(Arc::new);
        let mut known = self.known.write().unwrap_or_else(PoisonError::into_inner);
        known.entry(key).or_insert(made).clone()
    }

    fn make(&self, document: &Document, pointer: &str, lean: bool) -> Result<Value, String> {
        let mut problem = None;
        let manners: &[(bool, bool)] =
            if lean { &[(false, true)] } else { &[(true, false), (false, false), (false, true)] };
        for shift in 0..SHIFTS {
            for (examples, lean) in manners {
                let value = self.attempt(document, pointer, *examples, *lean, shift);
                match mended(document, pointer, value) {
                    Ok(value) => return Ok(value),
                    Err(found) => problem = problem.or(Some(found)),
                }
            }
        }
        let problem = problem.unwrap_or_default();
        Err(format!("no sample of the schema at {pointer} was found that fits it: {problem}"))
    }

    /// What stands under a media type: its example where it fits, or a sample of its schema.
    ///
    /// # Errors
    /// There is neither, or none that fits was found: a sentence that says why.
    pub(crate) fn of_content(
        &self,
        document: &Document,
        content: &str,
        schema: Option<&str>,
    ) -> Result<Arc<Value>, String> {
        let key = (content.to_owned(), false);
        let known = self.known.read().unwrap_or_else(PoisonError::into_inner).get(&key).cloned();
        if let Some(known) = known {
            return known;
        }
        let fits = |value: &&Value| schema.is_none_or(|s| document.validators().fits(s, value));
        let example = examples(document.root(), content).into_iter().find(fits).cloned();
        let made = match (example, schema) {
            (Some(example), _) => Ok(Arc::new(example)),
            (None, Some(schema)) => self.of(document, schema, false),
            (None, None) => Err(format!(
                "{content} has neither a schema nor an example, of which one is needed for an answer"
            )),
        };
        let mut known = self.known.write().unwrap_or_else(PoisonError::into_inner);
        known.entry(key).or_insert(made).clone()
    }

    /// A value for a schema that may not fit it.
    pub(crate) fn attempt(
        &self,
        document: &Document,
        pointer: &str,
        examples: bool,
        lean: bool,
        shift: usize,
    ) -> Value {
        let dice = Dice::seeded(self.seed, pointer);
        sample_in(document.root(), pointer, &Manner { dice, examples, lean, shift })
    }

    /// Choices for the text, by the seed.
    pub(crate) fn dice(&self, text: &str) -> Dice {
        Dice::seeded(self.seed, text)
    }
}

/// The examples under a media type.
fn examples<'r>(root: &'r Value, content: &str) -> Vec<&'r Value> {
    let one = root.pointer(&format!("{content}/example"));
    let list = format!("{content}/examples");
    let names = root.pointer(&list).and_then(Value::as_object);
    let named = names.into_iter().flat_map(|members| members.keys()).filter_map(|name| {
        let example = resolve(root, format!("{list}/{}", oas_source::pointer::escape(name)));
        let example = root.pointer(&example)?;
        example.get("value").or_else(|| example.get("dataValue"))
    });
    one.into_iter().chain(named).collect()
}

/// The value without those of its members that do not fit, where it fits then.
///
/// # Errors
/// It does not: the first problem.
pub(crate) fn mended(
    document: &Document,
    pointer: &str,
    mut value: Value,
) -> Result<Value, String> {
    for _ in 0..MENDINGS {
        let problems = document.validators().check(pointer, "answer", &value);
        let Some(first) = problems.first() else { return Ok(value) };
        let removed =
            problems.iter().filter(|problem| remove(&mut value, &problem.pointer)).count();
        if removed == 0 {
            return Err(format!("{}: {}", first.pointer, first.message));
        }
    }
    Err("too much of it does not fit".to_owned())
}

/// Takes out what stands at a pointer; false when it is the value itself or there is nothing.
fn remove(value: &mut Value, pointer: &str) -> bool {
    let Some((parent, name)) = pointer.rsplit_once('/') else { return false };
    let name = name.replace("~1", "/").replace("~0", "~");
    match value.pointer_mut(parent) {
        Some(Value::Object(members)) => members.remove(&name).is_some(),
        Some(Value::Array(items)) => match name.parse::<usize>() {
            Ok(index) if index < items.len() => {
                items.remove(index);
                true
            }
            _ => false,
        },
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_default_that_does_not_fit_its_schema_is_passed_over() {
        let sample = |schema: &str| {
            let text = format!(
                r#"{{"openapi":"3.1.0","info":{{"title":"T","version":"1"}},"paths":{{"/":{{"get":{{"responses":{{}}}}}}}},"components":{{"schemas":{{"Visit":
                {{"type":"object","required":["at"],"properties":{{"at":{schema}}}}}}}}}}}"#
            );
            let document = Document::parse("d.json", text.into()).unwrap();
            Samples::new(0).of(&document, "/components/schemas/Visit", false).unwrap()
        };
        let instant = r#"{"type":"string","format":"date-time","default":""}"#;
        assert!(sample(instant)["at"].as_str().unwrap().contains('T'));
        let nullable = sample(&format!(r#"{{"anyOf":[{instant},{{"type":"null"}}]}}"#));
        assert!(nullable["at"].as_str().unwrap().contains('T'), "{nullable}");
        let fits = sample(r#"{"type":"string","default":"here"}"#);
        assert_eq!(fits["at"], "here");
        // What is beside it keeps its own, and the first of its variants.
        let many = sample(&format!(
            r#"{{"type":"object","required":["at","of","by"],"properties":{{"at":{instant},"of":{{"default":5}},
            "by":{{"anyOf":[{{"type":"integer"}},{{"type":"string"}}]}}}}}}"#
        ));
        assert!(many["at"]["at"].as_str().unwrap().contains('T'), "{many}");
        assert!(many["at"]["of"] == 5 && many["at"]["by"].is_number(), "{many}");
    }
}
