//! Whether requests and answers fit the document, by the JSON Schemas in the document itself.

use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, PoisonError, RwLock};

use axum::http::HeaderMap;
use jsonschema::{Registry, Validator};
use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};
use serde_json::{Value, json};

use crate::error::Error;
use crate::operation::{Location, Operation, Parameter, Written};
use crate::security::cookies;

/// The name under which the document is known to the validator; nothing is fetched from it.
const DOCUMENT: &str = "urn:openapi:document";

/// More problems than this say nothing new.
const MAX_PROBLEMS: usize = 20;

/// The length in characters that a problem's message is cut to.
const MAX_MESSAGE: usize = 300;

/// What may not stand as it is in the fragment of a URI.
const FRAGMENT: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'<')
    .add(b'>')
    .add(b'`')
    .add(b'{')
    .add(b'}')
    .add(b'%')
    .add(b'^')
    .add(b'|')
    .add(b'\\')
    .add(b'#')
    .add(b'[')
    .add(b']');

/// Validators by JSON pointer into the document, each compiled when it is first asked for.
pub struct Validators {
    registry: Registry<'static>,
    compiled: RwLock<HashMap<String, Result<Arc<Validator>, String>>>,
}

/// One way in which a request or an answer does not fit.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Problem {
    /// `body`, `query.page_size`, `path.agent_id`.
    pub location: String,
    /// JSON pointer inside it.
    pub pointer: String,
    /// What is wrong there.
    pub message: String,
}

impl Validators {
    pub(crate) fn new(root: Value) -> Result<Self, Error> {
        let registry = Registry::new()
            .add(DOCUMENT, root)
            .and_then(jsonschema::RegistryBuilder::prepare)
            .map_err(|e| Error::document(format!("its schemas cannot be read: {e}")))?;
        Ok(Self { registry, compiled: RwLock::default() })
    }

    /// The problems of `value` against the schema at `pointer`.
    pub fn check(&self, pointer: &str, location: &str, value: &Value) -> Vec<Problem> {
        let problem = |pointer: String, message: String| Problem {
            location: location.to_owned(),
            pointer,
            message,
        };
        match self.compiled(pointer) {
            Ok(validator) => validator
                .iter_errors(value)
                .take(MAX_PROBLEMS)
                .map(|e| problem(e.instance_path().to_string(), shortened(e.to_string())))
                .collect(),
            Err(message) => vec![problem(String::new(), message)],
        }
    }

    /// Why nothing can be checked against the schema at `pointer`, where it is none.
    pub(crate) fn unusable(&self, pointer: &str) -> Option<String> {
        self.compiled(pointer).err()
    }

    /// Whether a value fits the schema at `pointer`.
    pub fn fits(&self, pointer: &str, value: &Value) -> bool {
        self.compiled(pointer).is_ok_and(|validator| validator.is_valid(value))
    }

    fn compiled(&self, pointer: &str) -> Result<Arc<Validator>, String> {
        let known =
            self.compiled.read().unwrap_or_else(PoisonError::into_inner).get(pointer).cloned();
        if let Some(known) = known {
            return known;
        }
        let reference = format!("{DOCUMENT}#{}", utf8_percent_encode(pointer, FRAGMENT));
        let validator = jsonschema::draft202012::options()
            .with_registry(&self.registry)
            .should_validate_formats(true)
            .build(&json!({ "$ref": reference }))
            .map(Arc::new)
            .map_err(|e| format!("the document's schema at {pointer} cannot be used: {e}"));
        self.compiled
            .write()
            .unwrap_or_else(PoisonError::into_inner)
            .insert(pointer.to_owned(), validator.clone());
        validator
    }
}

/// A message quotes the value it is about, whatever its size.
fn shortened(message: String) -> String {
    match message.char_indices().nth(MAX_MESSAGE) {
        None => message,
        Some((end, _)) => format!("{}...", &message[..end]),
    }
}

impl fmt::Debug for Validators {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Validators").finish_non_exhaustive()
    }
}

/// What a request says in its parameters, as text.
pub(crate) struct Given<'r> {
    pub(crate) path: &'r [(String, String)],
    pub(crate) query: &'r [(String, String)],
    pub(crate) headers: &'r HeaderMap,
}

/// The problems of a request's parameters.
pub(crate) fn parameters(
    validators: &Validators,
    operation: &Operation,
    given: &Given<'_>,
) -> Vec<Problem> {
    operation
        .parameters
        .iter()
        .flat_map(|parameter| check_parameter(validators, parameter, given))
        .take(MAX_PROBLEMS)
        .collect()
}

fn check_parameter(
    validators: &Validators,
    parameter: &Parameter,
    given: &Given<'_>,
) -> Vec<Problem> {
    let values = given.values(parameter);
    let place = match parameter.location {
        Location::Path => "path",
        Location::Query => "query",
        Location::Header => "header",
        Location::Cookie => "cookie",
    };
    let location = format!("{place}.{}", parameter.name);
    if values.is_empty() {
        if !parameter.required {
            return Vec::new();
        }
        let message = "is required".to_owned();
        return vec![Problem { location, pointer: String::new(), message }];
    }
    let Some(schema) = &parameter.schema else {
        return Vec::new();
    };
    // A parameter is text; which of its readings is meant is for the schema to say.
    let mut problems = Vec::new();
    for reading in readings(&values, parameter) {
        let found = validators.check(schema, &location, &reading);
        if found.is_empty() {
            return found;
        }
        problems = found;
    }
    problems
}

impl Given<'_> {
    fn values(&self, parameter: &Parameter) -> Vec<String> {
        let named = |pairs: &[(String, String)]| {
            let same = pairs.iter().filter(|(name, _)| *name == parameter.name);
            same.map(|(_, value)| value.clone()).collect()
        };
        let texts = |name: &str| {
            let all = self.headers.get_all(name).iter();
            all.map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned())
                .collect::<Vec<_>>()
        };
        match parameter.location {
            Location::Path => named(self.path),
            Location::Query => named(self.query),
            Location::Header => texts(&parameter.name),
            Location::Cookie => named(&cookies(self.headers)),
        }
    }
}

/// The values a parameter's text can stand for; the last is the likeliest, so that its problems are the ones reported.
fn readings(values: &[String], parameter: &Parameter) -> Vec<Value> {
    let separator = match parameter.written {
        Written::Between(separator) => separator,
        // What is no JSON is a text, which seldom fits.
        Written::Json => {
            let text = values.join(",");
            return vec![serde_json::from_str(&text).unwrap_or(Value::String(text))];
        }
    };
    let mut readings = Vec::new();
    if values.iter().all(String::is_empty) {
        readings.push(Value::Array(Vec::new()));
    }
    let lists: Vec<&str> = match values {
        [one] if !parameter.exploded => one.split(separator).collect(),
        _ => values.iter().map(String::as_str).collect(),
    };
    readings.push(lists.iter().map(|text| Value::from(*text)).collect());
    readings.push(
        lists.iter().map(|text| scalar(text).unwrap_or_else(|| Value::from(*text))).collect(),
    );
    if let [one] = values {
        readings.push(Value::from(one.as_str()));
        readings.extend(scalar(one));
    }
    readings
}

/// A number, boolean or null spelled as JSON spells it.
fn scalar(text: &str) -> Option<Value> {
    serde_json::from_str(text)
        .ok()
        .filter(|value: &Value| value.is_number() || value.is_boolean() || value.is_null())
}

pub(crate) fn missing(location: &str) -> Problem {
    Problem {
        location: location.to_owned(),
        pointer: String::new(),
        message: "is required".to_owned(),
    }
}
