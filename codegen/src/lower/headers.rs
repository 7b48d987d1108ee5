//! Headers of answers: one struct for those of the successes, one for those of the errors.

use std::collections::BTreeMap;

use oas_source::media_type::is_json;
use oas_source::status::is_success;
use serde_json::{Map, Value};

use super::constraints::described;
use super::place::inside;
use super::{Hint, Lowering, Rule};
use crate::error::{Error, ErrorKind};
use crate::model::{Extra, HeaderField, HeaderForm, Operation, Shape, Statuses, Type};
use crate::names::{Scope, snake};
use crate::pointer::Pointer;

/// An answer as the document has it, and where.
type Answer<'d> = (&'d Map<String, Value>, Pointer);

impl<'d> Lowering<'d> {
    /// Gives an operation the types of its answers' headers.
    pub(super) fn headers(
        &mut self,
        operation: &'d Map<String, Value>,
        at: &Pointer,
        hint: &Hint,
        lowered: &mut Operation,
    ) -> Result<(), Error> {
        let at = at.join("responses");
        let Some(responses) = operation.get("responses").and_then(Value::as_object) else {
            return Ok(());
        };
        // Where no success is described, `default` is taken for one.
        let any_success = responses.keys().any(|key| is_success(key));
        let (mut successes, mut failures) = (Vec::new(), Vec::new());
        for (status, response) in responses {
            let answers = match status.as_str() {
                "default" if !any_success => &mut successes,
                status if is_success(status) => &mut successes,
                status if Statuses::read(status).is_some() => &mut failures,
                _ => continue,
            };
            // One that leads nowhere was noted where its content was asked for.
            answers.extend(self.follow(response, &at.join(status)).ok());
        }
        lowered.headers = self.headers_of(&successes, &at, &inside(hint, "Headers"))?;
        lowered.failure_headers =
            self.headers_of(&failures, &at, &inside(hint, "Error headers"))?;
        Ok(())
    }

    /// The name of the type that has the headers of these answers. `Content-Type` is not one of them (OpenAPI, "Response Object").
    fn headers_of(
        &mut self,
        answers: &[Answer<'d>],
        at: &Pointer,
        hint: &Hint,
    ) -> Result<Option<String>, Error> {
        // By their names without regard to case, each with how many answers it is in.
        let mut found: BTreeMap<String, (HeaderField, usize)> = BTreeMap::new();
        for (response, at) in answers {
            let at = at.join("headers");
            let headers = response.get("headers").and_then(Value::as_object).into_iter().flatten();
            for (name, header) in
                headers.filter(|(name, _)| !name.eq_ignore_ascii_case("content-type"))
            {
                let at = at.join(name);
                let field = self.header(name, header, &at, &inside(hint, name))?;
                let Some((known, answers)) = found.get_mut(&name.to_ascii_lowercase()) else {
                    found.insert(name.to_ascii_lowercase(), (field, 1));
                    continue;
                };
                *answers += 1;
                known.required &= field.required;
                known.deprecated &= field.deprecated;
                if (&known.ty, &known.form) != (&field.ty, &field.form) {
                    self.apply(Rule::ResponseHeaders, &at);
                    (known.ty, known.form) = (Type::String, HeaderForm::Text);
                }
            }
        }
        if found.is_empty() {
            return Ok(None);
        }
        let names: Vec<String> = found.values().map(|(field, _)| field.name.clone()).collect();
        let idents = Scope::default().idents(&names, snake);
        let fields = found.into_values().map(|(field, count)| HeaderField {
            ident: idents[field.name.as_str()].clone(),
            required: field.required && count == answers.len(),
            ..field
        });
        let fields: Vec<HeaderField> = fields.collect();
        // Many operations may have the same.
        let shape = match self.header_types.get(&fields) {
            Some(same) => Shape::Alias(Type::Named(same.clone())),
            None => Shape::Headers(fields.clone()),
        };
        let Type::Named(name) = self.item(hint, at, &Map::new(), shape) else { return Ok(None) };
        self.header_types.entry(fields).or_insert_with(|| name.clone());
        Ok(Some(name))
    }

    fn header(
        &mut self,
        name: &str,
        header: &'d Value,
        at: &Pointer,
        hint: &Hint,
    ) -> Result<HeaderField, Error> {
        let mut field = HeaderField {
            name: name.to_owned(),
            ident: String::new(),
            ty: Type::String,
            form: HeaderForm::Text,
            required: false,
            description: String::new(),
            deprecated: false,
        };
        let (header, at) = match self.follow(header, at) {
            Ok(found) => found,
            // Nothing but the header's type depends on it.
            Err(error) if error.kind() == ErrorKind::Invalid => {
                self.apply(Rule::ResponseHeaders, at);
                return Ok(field);
            }
            Err(error) => {
                self.if_found(Err::<(), _>(error), at)?;
                return Ok(field);
            }
        };
        let flag = |key: &str| header.get(key).is_some_and(|flag| flag == true);
        let schema = header.get("schema");
        (field.required, field.deprecated) = (flag("required"), flag("deprecated"));
        field.description = described(header.get("description"), schema.unwrap_or(&Value::Null));
        if let Some(schema) = schema {
            let ty = self.header_schema(schema, &at.join("schema"), hint)?;
            match self.header_form(&ty, flag("explode"), 0) {
                Some(form) => (field.ty, field.form) = (ty, form),
                None => self.apply(Rule::ResponseHeaders, &at),
            }
            return Ok(field);
        }
        let content = header.get("content").and_then(Value::as_object);
        match content.and_then(|content| content.iter().next()) {
            Some((media_type, described)) => {
                let at = at.join("content").join(media_type);
                let (schema, schema_at) = (described.get("schema"), at.join("schema"));
                if let (true, Some(schema)) = (is_json(media_type), schema) {
                    field.ty = self.header_schema(schema, &schema_at, hint)?;
                    field.form = HeaderForm::Json;
                } else if !self.is_plain_text(schema, &schema_at)? {
                    self.apply(Rule::ResponseHeaders, &at);
                }
            }
            None => {
                self.untyped(&at, "the header has no schema");
            }
        }
        Ok(field)
    }

    fn header_schema(&mut self, schema: &Value, at: &Pointer, hint: &Hint) -> Result<Type, Error> {
        let ty = self.shared(schema, at, hint)?;
        // One that the type cannot hold costs no more than itself, and is there as text.
        Ok(ty.split_null().0.sent())
    }

    /// How a value of this type is written in a header; nothing where the style `simple` says nothing of it, as of values in values.
    fn header_form(&self, ty: &Type, explode: bool, depth: usize) -> Option<HeaderForm> {
        let forms = self.model.forms(ty);
        if let [one] = forms[..] {
            return self.header_form_of(one, explode, depth);
        }
        // What may be several things has to be a word in each case.
        let forms = forms.into_iter().map(|one| self.header_form_of(one, explode, depth + 1));
        let forms: Vec<HeaderForm> = forms.collect::<Option<_>>()?;
        let is_word = |form: &HeaderForm| matches!(form, HeaderForm::Text | HeaderForm::Literal);
        match forms.contains(&HeaderForm::Literal) {
            _ if forms.is_empty() || !forms.iter().all(is_word) => None,
            true => Some(HeaderForm::Literal),
            false => Some(HeaderForm::Text),
        }
    }

    /// The same of a type that is neither a union nor another name.
    fn header_form_of(&self, ty: &Type, explode: bool, depth: usize) -> Option<HeaderForm> {
        let part = |ty: &Type| self.header_form(ty, explode, depth + 1).map(Box::new);
        let object = |members, rest: Option<&Type>| {
            let rest = rest.map_or(Some(Box::new(HeaderForm::Text)), part)?;
            Some(HeaderForm::Object { explode, members, rest })
        };
        match ty {
            Type::Any
            | Type::String
            | Type::Timestamp
            | Type::Parsed(_)
            | Type::JsonText { .. } => Some(HeaderForm::Text),
            Type::Bool | Type::Integer(_) | Type::Primitive(_) | Type::Number => {
                Some(HeaderForm::Literal)
            }
            Type::List(element) if depth == 0 => part(element).map(HeaderForm::List),
            Type::Map(element) | Type::Keyed(_, element) if depth == 0 => {
                object(Vec::new(), Some(element))
            }
            Type::List(_)
            | Type::Map(_)
            | Type::Keyed(..)
            | Type::Tuple(_)
            | Type::Nullable(_)
            | Type::Replaced(..) => None,
            Type::Named(name) => match &self.model.items.get(name)?.shape {
                Shape::Enum(shape) if shape.all_strings() => Some(HeaderForm::Text),
                Shape::Enum(_) => Some(HeaderForm::Literal),
                Shape::Struct(shape) if depth == 0 => {
                    let members = shape.fields.iter().map(|field| {
                        Some((field.name.clone(), self.header_form(&field.ty, explode, depth + 1)?))
                    });
                    let rest = match &shape.extra {
                        Extra::Of(ty) => Some(ty),
                        Extra::Unknown | Extra::Any => None,
                    };
                    object(members.collect::<Option<_>>()?, rest)
                }
                _ => None,
            },
        }
    }
}
