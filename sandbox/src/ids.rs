//! Ids in the form that the document gives them.
//!
//! Everything that the sandbox remembers has a number. Agents and technician requests are known by it, runs and chat sessions by a UUID
//! that holds it; where the document asks for the other form, that is what is given out. Both are accepted.

use std::collections::BTreeSet;

use oas_mock::module::{Document, Location, Operation, structure};
use serde_json::Value;
use uuid::Uuid;

use crate::neo::PREFIX;
use crate::words;

/// What has ids.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Agent,
    Execution,
    Session,
    Request,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    Number,
    Uuid,
}

const KINDS: [Kind; 4] = [Kind::Agent, Kind::Execution, Kind::Session, Kind::Request];

/// The bits of a UUID for the kind and, below, the number.
const KIND_SHIFT: u32 = 56;
const NUMBER: u64 = (1 << KIND_SHIFT) - 1;
/// The variant of every UUID that is random.
const VARIANT: u64 = 1 << 63;

#[derive(Debug, Clone)]
pub(crate) struct Ids {
    /// The first half of all UUIDs of this sandbox.
    salt: u64,
    forms: [Form; KINDS.len()],
}

impl Kind {
    /// What its paths begin with.
    fn path(self) -> &'static str {
        match self {
            Self::Agent => "agents/{}",
            Self::Execution => "executions/{}",
            Self::Session => "chat/sessions/{}",
            Self::Request => "til-requests/{}",
        }
    }

    /// What members of answers are called that have its id, wherever they are.
    fn members(self) -> &'static [&'static str] {
        match self {
            Self::Agent => &["agent_id", "workflow_id"],
            Self::Execution => &["execution_id", "run_id"],
            Self::Session => &["session_id"],
            Self::Request => &["request_id"],
        }
    }

    /// The form that ids have unless the document asks for another.
    fn usual(self) -> Form {
        match self {
            Self::Agent | Self::Request => Form::Number,
            Self::Execution | Self::Session => Form::Uuid,
        }
    }

    /// The kind whose id a path's first parameter is.
    pub(crate) fn of_path(path: &str) -> Option<Self> {
        let path = structure(path, PREFIX);
        KINDS.into_iter().find(|kind| {
            path.strip_prefix(kind.path())
                .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        })
    }

    /// The kind of a number in an answer, by the member's name and what the path ends with.
    fn of_member(name: &str, path: &str) -> Option<Self> {
        if name != "id" {
            let is = |kind: &Self| kind.usual() == Form::Number && kind.members().contains(&name);
            return KINDS.into_iter().find(is);
        }
        match structure(path, PREFIX).rsplit('/').find(|part| *part != "{}")? {
            "agents" | "version-at" => Some(Self::Agent),
            "til-requests" | "decision" => Some(Self::Request),
            _ => None,
        }
    }
}

impl Ids {
    pub(crate) fn of(document: &Document) -> Self {
        let (salt, _) = Uuid::new_v4().as_u64_pair();
        let usual = Self { salt, forms: KINDS.map(Kind::usual) };
        let forms = KINDS.map(|kind| usual.asked_for(document, kind).unwrap_or(kind.usual()));
        Self { forms, ..usual }
    }

    /// Whether an operation has ids of neither form in its path.
    pub(crate) fn are_unknown_to(&self, document: &Document, operation: &Operation) -> bool {
        Kind::of_path(operation.path.as_str())
            .is_some_and(|kind| self.fitting(document, operation, kind).is_empty())
    }

    /// The form that the document's paths ask for: the one that is in its answers too, where they take several.
    fn asked_for(&self, document: &Document, kind: Kind) -> Option<Form> {
        let mut of_kind = document
            .operations()
            .iter()
            .filter(|operation| Kind::of_path(operation.path.as_str()) == Some(kind));
        let forms = of_kind.find_map(|operation| {
            let forms = self.fitting(document, operation, kind);
            (!forms.is_empty()).then_some(forms)
        })?;
        let answered = answered(document, kind);
        let is_answered =
            |form: &&Form| answered.iter().all(|schema| self.fits(document, schema, kind, **form));
        forms.iter().find(is_answered).or(forms.first()).copied()
    }

    /// The forms that an operation takes in its path, the usual one first.
    fn fitting(&self, document: &Document, operation: &Operation, kind: Kind) -> Vec<Form> {
        let is_path = |one: &&oas_mock::module::Parameter| one.location == Location::Path;
        let Some(parameter) = operation.parameters.iter().find(is_path) else { return Vec::new() };
        let other = if kind.usual() == Form::Uuid { Form::Number } else { Form::Uuid };
        let fits = |form: &Form| {
            let schema = parameter.schema.as_deref();
            schema.is_none_or(|schema| self.fits(document, schema, kind, *form))
        };
        [kind.usual(), other].into_iter().filter(fits).collect()
    }

    /// Whether a schema takes an id of this form, as text or as a number.
    fn fits(&self, document: &Document, schema: &str, kind: Kind, form: Form) -> bool {
        let text = self.written(kind, form, 1);
        let fits = |value: Value| document.validators().fits(schema, &value);
        fits(Value::from(text.as_str())) || text.parse().is_ok_and(|n: u64| fits(n.into()))
    }

    fn written(&self, kind: Kind, form: Form, number: u64) -> String {
        match form {
            Form::Number => number.to_string(),
            Form::Uuid => {
                let low = VARIANT | ((kind as u64) << KIND_SHIFT) | (number & NUMBER);
                Uuid::from_u64_pair(self.salt, low).to_string()
            }
        }
    }

    /// The kind and the number of a UUID that was made here.
    fn made_here(&self, text: &str) -> Option<(Kind, u64)> {
        let (high, low) = Uuid::parse_str(text).ok()?.as_u64_pair();
        let kind = |kind: &Kind| low & !NUMBER == VARIANT | ((*kind as u64) << KIND_SHIFT);
        let kind = KINDS.into_iter().find(kind).filter(|_| high == self.salt)?;
        Some((kind, low & NUMBER))
    }

    fn number(&self, kind: Kind, text: &str) -> Option<u64> {
        let made_here = || self.made_here(text).filter(|(of, _)| *of == kind);
        text.parse().ok().or_else(|| made_here().map(|(_, number)| number))
    }

    /// The id by which the sandbox knows the `number`th of a kind.
    pub(crate) fn own(&self, kind: Kind, number: u64) -> String {
        self.written(kind, kind.usual(), number)
    }

    /// The id by which the sandbox knows what is called `text`, in whichever form.
    pub(crate) fn known(&self, kind: Kind, text: &str) -> String {
        self.number(kind, text).map_or_else(|| text.to_owned(), |number| self.own(kind, number))
    }

    /// The id that is given out for what the sandbox knows as `text`.
    pub(crate) fn given_out(&self, kind: Kind, text: &str) -> String {
        let number = self.number(kind, text);
        number.map_or_else(|| text.to_owned(), |number| self.written(kind, self.form(kind), number))
    }

    fn form(&self, kind: Kind) -> Form {
        self.forms.get(kind as usize).copied().unwrap_or(kind.usual())
    }

    /// A member of an answer as the document has it: `schema` is its place there, where the document describes it.
    pub(crate) fn answered(
        &self,
        document: &Document,
        path: &str,
        (name, value): (&str, &Value),
        schema: Option<&str>,
    ) -> Option<Value> {
        let fits = |value: &Value| schema.is_none_or(|at| document.validators().fits(at, value));
        let Some((kind, number)) = self.meant(path, name, value) else {
            return if fits(value) { None } else { of_another(value).find(fits) };
        };
        let other = self.form(kind) != kind.usual();
        let given_out = Value::from(self.written(kind, self.form(kind), number));
        let usual = if other { given_out } else { value.clone() };
        let uuid = self.written(kind, Form::Uuid, number);
        let all = [usual, number.into(), number.to_string().into(), uuid.into()];
        all.into_iter().find(fits)
    }

    /// What a member of an answer is the id of.
    fn meant(&self, path: &str, name: &str, value: &Value) -> Option<(Kind, u64)> {
        match value {
            Value::String(text) => self
                .made_here(text)
                .or_else(|| Some((Kind::of_member(name, path)?, text.parse().ok()?))),
            Value::Number(number) => Some((Kind::of_member(name, path)?, number.as_u64()?)),
            _ => None,
        }
    }
}

/// What may stand for the id of something that the sandbox does not count, as a message: of a UUID a number, which every reader of JSON
/// has exactly, and nothing.
fn of_another(value: &Value) -> impl Iterator<Item = Value> {
    let uuid = value.as_str().and_then(|text| Uuid::parse_str(text).ok());
    let number = uuid.map(|uuid| Value::from(uuid.as_u64_pair().1 & ((1 << 53) - 1)));
    number.into_iter().chain([Value::Null])
}

/// The schemas of the ids of a kind in the payloads of the document's answers.
fn answered(document: &Document, kind: Kind) -> BTreeSet<String> {
    let root = document.root();
    let mut found = BTreeSet::new();
    for operation in document.operations() {
        let Some(payload) = words::payload(document, operation) else { continue };
        let place = words::elements(root, &payload).unwrap_or(payload);
        let path = structure(operation.path.as_str(), PREFIX);
        let own = kind.path().trim_end_matches("/{}");
        let is_own = path == own || path == kind.path();
        let names = kind.members().iter().chain(is_own.then_some(&"id"));
        found.extend(names.filter_map(|name| words::member(root, &place, name)));
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    /// A document whose paths have ids of these schemas.
    fn document(agent: &Value, execution: &Value) -> Document {
        let get = |schema: &Value| {
            json!({ "get": { "parameters": [{ "in": "path", "name": "id", "required": true, "schema": schema }],
                "responses": { "200": { "description": "" } } } })
        };
        let text = json!({ "openapi": "3.1.0", "paths": {
            "/agents/{id}": get(agent), "/executions/{id}": get(execution) } });
        Document::parse("d.json", text.to_string().into()).unwrap()
    }

    #[test]
    fn ids_have_the_form_of_the_document_and_are_known_in_each() {
        let (text, integer) = (json!({ "type": "string" }), json!({ "type": "integer" }));
        let uuid = json!({ "type": "string", "format": "uuid" });
        let either = json!({ "anyOf": [{ "type": "integer" }, { "type": "string" }] });
        let is_uuid = |text: &str| Uuid::parse_str(text).is_ok();
        for (agent, execution, agents_are, executions_are) in [
            (&text, &text, false, true),
            (&either, &either, false, true),
            (&integer, &integer, false, false),
            (&uuid, &uuid, true, true),
        ] {
            let ids = Ids::of(&document(agent, execution));
            for (kind, expected) in [(Kind::Agent, agents_are), (Kind::Execution, executions_are)] {
                let own = ids.own(kind, 7);
                let given_out = ids.given_out(kind, &own);
                assert_eq!(is_uuid(&given_out), expected, "{given_out}");
                assert_eq!(ids.known(kind, &given_out), own);
                assert_eq!(ids.known(kind, "7"), own);
                assert_eq!(ids.known(kind, "none"), "none");
            }
            assert_ne!(ids.known(Kind::Agent, &ids.own(Kind::Execution, 7)), "7");
        }
    }

    #[test]
    fn what_answers_have_decides_where_paths_take_both() {
        let form = |path: Value, answer: Value, start: Value| {
            let of = |id: Value| {
                json!({ "200": { "description": "", "content": { "application/json": { "schema": {
                "properties": { "data": { "properties": { "execution_id": id } } } } } } } })
            };
            let text = json!({ "openapi": "3.1.0", "paths": {
                "/executions/{id}": { "get": { "parameters": [
                    { "in": "path", "name": "id", "required": true, "schema": path }], "responses": of(answer) } },
                "/agents/{id}/run-now": { "post": { "responses": of(start) } } } });
            Ids::of(&Document::parse("d.json", text.to_string().into()).unwrap())
                .form(Kind::Execution)
        };
        let any = || json!({ "type": ["integer", "string"] });
        let (text, number) = (|| json!({ "type": "string" }), || json!({ "type": "integer" }));
        assert_eq!(form(any(), json!({}), json!({})), Form::Uuid);
        assert_eq!(form(text(), text(), text()), Form::Uuid);
        for (path, answer, start) in [
            (text(), json!({ "anyOf": [number(), { "type": "null" }] }), json!({})),
            (any(), number(), text()),
            (any(), json!({}), number()),
        ] {
            assert_eq!(form(path, answer, start), Form::Number);
        }
        // No form is in both answers, or in the path and the answer.
        let uuid = || json!({ "type": "string", "format": "uuid" });
        assert_eq!(form(text(), uuid(), number()), Form::Uuid);
        assert_eq!(form(uuid(), number(), number()), Form::Uuid);
    }

    #[test]
    fn ids_of_a_third_form_are_none_of_the_sandbox() {
        let odd = json!({ "type": "string", "pattern": "^agent_[a-z]{9}$" });
        let document = document(&odd, &json!({ "type": "string" }));
        let ids = Ids::of(&document);
        let operations = document.operations().iter();
        let unknown: Vec<bool> = operations.map(|one| ids.are_unknown_to(&document, one)).collect();
        assert_eq!(unknown, [true, false]);
    }
}
