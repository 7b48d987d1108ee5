//! Paths and their operations.

use oas_source::text::quoted;
use serde_json::Value;

use super::body::BodyChoice;
use super::entries::Entries;
use super::keywords::texts;
use super::media_type;
use super::operation_names::OperationNames;
use super::parameter::is_token;
use super::place::{self, Place};
use super::response::SuccessChoice;
use super::{Hint, Lowering, Rule};
use crate::error::{Error, ErrorKind};
use crate::model::{Location, Operation, PagedBy, Parameter, Success, Type, envelope_data};
use crate::names::{builder, operation_name};
use crate::pointer::Pointer;
use crate::report::{OperationReport, Status};
use crate::settings::{ForeignRefs, NamesFrom, Words};

impl<'d> Lowering<'d> {
    pub(super) fn operations(&mut self) -> Result<(), Error> {
        let at = Pointer::default().join("paths");
        let paths = match self.root.get("paths") {
            None => {
                self.entries = self.entries(&[]);
                return Ok(());
            }
            Some(Value::Object(paths)) => paths,
            Some(_) => {
                return Err(
                    Error::new(ErrorKind::Invalid, "`paths` is not an object").at(at.as_str())
                );
            }
        };
        let mut sorted: Vec<(&String, &Value)> =
            paths.iter().filter(|(path, _)| !path.starts_with("x-")).collect();
        sorted.sort_unstable_by_key(|(path, _)| *path);
        let mut items = Vec::with_capacity(sorted.len());
        for (path, item) in sorted {
            match self.follow(item, &at.join(path)) {
                Ok((item, item_at)) => items.push((path, item, item_at)),
                Err(_) if self.chosen.is_some() => {}
                Err(error) => self.skip(path, "*", None, "", error)?,
            }
        }
        let written: Vec<String> = items
            .iter()
            .flat_map(|(path, item, at)| {
                place::operations(item, at).into_iter().map(move |one| (one, path))
            })
            .map(|((method, ..), path)| format!("{method} {path}"))
            .collect();
        self.entries = self.entries(&written);
        let mut names = OperationNames::of(&items, self.settings, &self.entries)?;
        for renamed in std::mem::take(&mut names.renamed) {
            self.apply(Rule::RenamedOperation, &renamed);
        }
        for (path, item, item_at) in &items {
            for (method, operation, at) in place::operations(item, item_at) {
                if !self.is_chosen(&at) {
                    continue;
                }
                let id = operation.get("operationId").and_then(Value::as_str);
                let ident = names.ident(&method, path);
                self.work.begin();
                let place = Place { path, method, item, item_at, at };
                match self.operation(operation, &place, ident.clone()) {
                    Ok(operations) => {
                        let operations = names.tell_apart(operations);
                        self.model.operations.extend(operations);
                    }
                    Err(error) => self.skip(path, &place.method, id, &ident, error)?,
                }
            }
        }
        Ok(())
    }

    fn entries(&self, operations: &[String]) -> Entries {
        let settings = self.settings;
        let chosen = settings.names.keys().chain(settings.passing_names.keys());
        let chosen = chosen.filter(|key| !key.starts_with('#'));
        let mut entries = Entries::of(chosen, operations, &settings.path_prefix);
        entries.stale.retain(|entry| settings.names.contains_key(entry));
        entries
    }

    /// An operation that cannot be made without what a reference leads to is left out, and the report says so; any other error
    /// is the document's.
    fn skip(
        &mut self,
        path: &str,
        method: &str,
        id: Option<&str>,
        ident: &str,
        error: Error,
    ) -> Result<(), Error> {
        if error.kind() != ErrorKind::Reference || self.settings.foreign_refs == ForeignRefs::Refuse
        {
            return Err(error);
        }
        self.skipped.push(OperationReport {
            method: method.to_owned(),
            path: path.to_owned(),
            operation_id: id.map(str::to_owned),
            rust: ident.to_owned(),
            named: self.entries.entry(&format!("{method} {path}")).cloned(),
            status: Status::Skipped,
            reasons: vec![error.to_string()],
            paged: None,
        });
        Ok(())
    }

    /// The operation, and a variant of it for each further media type.
    fn operation(
        &mut self,
        operation: &'d Value,
        place: &Place<'d, '_>,
        ident: String,
    ) -> Result<Vec<Operation>, Error> {
        let (operation, at) = self.follow(operation, &place.at)?;
        if !is_token(&place.method) {
            let message = format!("{} is not an HTTP method", quoted(&place.method));
            return Err(Error::new(ErrorKind::Invalid, message).at(at.as_str()));
        }
        let text =
            |key: &str| operation.get(key).and_then(Value::as_str).unwrap_or_default().to_owned();
        let hint = Hint::Inline(builder(&ident));
        let id = operation.get("operationId").and_then(Value::as_str);
        let alias = match self.settings.names_from {
            NamesFrom::MethodAndPath => id.map(str::to_owned),
            NamesFrom::OperationId => {
                Some(operation_name(&place.method, place.path, &self.settings.path_prefix))
            }
        };
        let servers = match operation.get("servers") {
            Some(own) => self.servers(Some(own), &at),
            None => self.servers(place.item.get("servers"), place.item_at),
        };
        let mut lowered = Operation {
            path: place.path.clone(),
            operation_id: id.map(str::to_owned),
            alias,
            tags: texts(operation, "tags").map(str::to_owned).collect(),
            summary: text("summary"),
            description: text("description"),
            deprecated: operation.get("deprecated").is_some_and(|deprecated| deprecated == true),
            parameters: Vec::new(),
            body: None,
            success: Success::Empty,
            success_media_types: Vec::new(),
            failure: None,
            headers: None,
            failure_headers: None,
            idempotent: operation.get("x-idempotent").and_then(Value::as_bool),
            security: Vec::new(),
            servers,
            variant: false,
            paged: None,
            list: None,
            degraded: Default::default(),
            method: place.method.clone(),
            ident,
            pointer: place.at.to_string(),
        };
        self.parameters(operation, &at, place, &hint, &mut lowered)?;
        let bodies = self.bodies(operation, &at, &hint, &mut lowered)?;
        let successes = self.successes(operation, &at, &hint, &mut lowered)?;
        lowered.failure = self.failure(operation, &at, &hint, &mut lowered)?;
        self.headers(operation, &at, &hint, &mut lowered)?;
        let security = operation.get("security").or_else(|| self.root.get("security"));
        lowered.security = self.security(security, &mut lowered.degraded);
        if !place.path.starts_with('/') {
            self.apply(Rule::PathSlashAdded, place.item_at);
        }
        Ok(self.variants(&lowered, &bodies, &successes))
    }

    /// The first body with each success, and the first success with each body.
    fn variants(
        &self,
        base: &Operation,
        bodies: &[BodyChoice],
        successes: &[SuccessChoice],
    ) -> Vec<Operation> {
        let mut operations = Vec::new();
        let mut add = |body: Option<&BodyChoice>, (suffix, success, accept): &SuccessChoice| {
            let mut operation = base.clone();
            // How it is sent, then how it is read.
            let parts =
                [("with", body.map_or("", |(suffix, _)| suffix.as_str())), ("as", suffix.as_str())];
            for (word, suffix) in parts.into_iter().filter(|(_, suffix)| !suffix.is_empty()) {
                operation.ident =
                    format!("{}_{word}_{}", operation.ident, suffix.trim_end_matches('_'));
                operation.variant = true;
            }
            operation.body = body.map(|(_, body)| body.clone());
            operation.success = success.clone();
            operation.success_media_types = accept.clone();
            operation.paged = self.paged(&operation);
            media_type::choices(&mut operation);
            operations.push(operation);
        };
        successes.iter().for_each(|success| add(bodies.first(), success));
        if let Some(success) = successes.first() {
            bodies.iter().skip(1).for_each(|body| add(Some(body), success));
        }
        operations
    }

    fn paged(&self, operation: &Operation) -> Option<PagedBy> {
        let (envelope, paging) = (self.settings.envelope.as_ref()?, self.settings.paging.as_ref()?);
        let Success::Json(ty) = &operation.success else {
            return None;
        };
        let data = envelope_data(&self.model, ty, &envelope.data, &envelope.meta)?;
        // A payload left open may be a list: it is one where the operation takes a page.
        let open = match data.ty {
            Type::List(_) => false,
            Type::Any => true,
            _ => return None,
        };
        let taken = |words: &Words, fits: fn(&Type) -> bool| {
            let found = |name: &String| {
                let found = |parameter: &&Parameter| {
                    let is_named = match parameter.location {
                        Location::Query => parameter.name == *name,
                        Location::Header => parameter.name.eq_ignore_ascii_case(name),
                        _ => false,
                    };
                    is_named && fits(&parameter.ty)
                };
                operation.parameters.iter().find(found)
            };
            words.all().iter().find_map(found).map(|parameter| parameter.ident.clone())
        };
        // A number that is a cursor is sent as it came.
        let is_cursor: fn(&Type) -> bool = |ty| matches!(ty, Type::String | Type::Primitive(_));
        let cursor = taken(&paging.cursor, is_cursor).map(PagedBy::Cursor);
        cursor
            .or_else(|| {
                taken(&paging.page, |ty| matches!(ty, Type::Primitive(_))).map(PagedBy::PageNumber)
            })
            .or_else(|| (operation.method == "GET" && !open).then_some(PagedBy::Whole))
    }
}
