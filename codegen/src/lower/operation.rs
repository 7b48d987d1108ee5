//! Paths and their operations.

use std::collections::BTreeMap;

use oas_source::METHODS;
use oas_source::text::quoted;
use serde_json::Value;

use super::body::BodyChoice;
use super::place::Place;
use super::response::SuccessChoice;
use super::{Hint, Lowering, Rule};
use crate::error::{Error, ErrorKind};
use crate::model::{Location, Operation, PagedBy, Parameter, Success, Type, envelope_data};
use crate::names::{builder, operation_name, snake};
use crate::pointer::Pointer;

/// Names of the generated client's own methods.
const TAKEN: [&str; 4] = ["new", "with_runtime", "runtime", "clone"];

impl<'d> Lowering<'d> {
    pub(super) fn operations(&mut self) -> Result<(), Error> {
        let at = Pointer::default().join("paths");
        let paths = match self.root.get("paths") {
            None => return self.check_names(),
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
        for (path, item) in sorted {
            let (item, item_at) = self.follow(item, &at.join(path))?;
            for method in METHODS {
                if let Some(operation) = item.get(method) {
                    let place = Place { path, method, item, item_at: &item_at };
                    let operations = self.operation(operation, &place)?;
                    self.model.operations.extend(operations);
                }
            }
        }
        self.check_names()
    }

    /// The operation, and a variant of it for each further media type.
    fn operation(
        &mut self,
        operation: &'d Value,
        place: &Place<'d, '_>,
    ) -> Result<Vec<Operation>, Error> {
        let at = place.item_at.join(place.method);
        let (operation, at) = self.follow(operation, &at)?;
        let text =
            |key: &str| operation.get(key).and_then(Value::as_str).unwrap_or_default().to_owned();
        let method = place.method.to_ascii_uppercase();
        let ident = self.operation_ident(&method, place.path, &at)?;
        let hint = Hint::Inline(builder(&ident));
        let servers = match operation.get("servers") {
            Some(own) => self.servers(Some(own), &at),
            None => self.servers(place.item.get("servers"), place.item_at),
        };
        let mut lowered = Operation {
            path: place.path.clone(),
            operation_id: operation.get("operationId").and_then(Value::as_str).map(str::to_owned),
            summary: text("summary"),
            description: text("description"),
            deprecated: operation.get("deprecated").is_some_and(|deprecated| deprecated == true),
            parameters: Vec::new(),
            body: None,
            success: Success::Empty,
            success_media_types: Vec::new(),
            failure: None,
            idempotent: operation.get("x-idempotent").and_then(Value::as_bool),
            security: Vec::new(),
            servers,
            variant: false,
            paged: None,
            degraded: Default::default(),
            method,
            ident,
        };
        self.parameters(operation, &at, place, &hint, &mut lowered)?;
        let bodies = self.bodies(operation, &at, &hint, &mut lowered)?;
        let successes = self.successes(operation, &at, &hint)?;
        lowered.failure = self.failure(operation, &at, &hint)?;
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
            operations.push(operation);
        };
        successes.iter().for_each(|success| add(bodies.first(), success));
        if let Some(success) = successes.first() {
            bodies.iter().skip(1).for_each(|body| add(Some(body), success));
        }
        operations
    }

    fn operation_ident(&self, method: &str, path: &str, at: &Pointer) -> Result<String, Error> {
        let chosen = self.settings.names.get(&format!("{method} {path}"));
        let ident = match chosen {
            Some(name) => name.clone(),
            None => operation_name(method, path, &self.settings.path_prefix),
        };
        if snake(&ident) != ident || TAKEN.contains(&ident.as_str()) {
            let message = format!(
                "{} is no name for the operation {method} {}",
                quoted(&ident),
                quoted(path)
            );
            return Err(Error::new(ErrorKind::Name, message)
                .at(at.as_str())
                .advise("give it a name in snake case under `names` in the settings"));
        }
        Ok(ident)
    }

    /// Two operations of one name, or a table that fits no operation, are errors: nobody would find out otherwise.
    fn check_names(&self) -> Result<(), Error> {
        let mut known: BTreeMap<String, &Operation> = BTreeMap::new();
        for operation in &self.model.operations {
            if let Some(other) = known.insert(operation.builder().to_ascii_lowercase(), operation) {
                let message = format!(
                    "the operations {} and {} would both be called `{}`",
                    quoted(&other.key()),
                    quoted(&operation.key()),
                    operation.ident
                );
                return Err(Error::new(ErrorKind::Name, message)
                    .at(Pointer::default().join("paths").join(&operation.path).as_str())
                    .advise("give one of them a name under `names` in the settings"));
            }
        }
        let keys: Vec<String> = self.model.operations.iter().map(Operation::key).collect();
        let mut chosen = self.settings.names.keys();
        match chosen.find(|key| !key.starts_with('#') && !keys.contains(key)) {
            None => Ok(()),
            Some(key) => Err(Error::new(
                ErrorKind::Settings,
                format!("`names` has {}, which no operation is", quoted(key)),
            )
            .advise("remove the entry, or correct its method and path")),
        }
    }

    fn paged(&self, operation: &Operation) -> Option<PagedBy> {
        let (envelope, paging) = (self.settings.envelope.as_ref()?, self.settings.paging.as_ref()?);
        let Success::Json(ty) = &operation.success else {
            return None;
        };
        let data = envelope_data(&self.model, ty, &envelope.data, &envelope.meta)?;
        matches!(data.ty, Type::List(_)).then_some(())?;
        let query = |name: &str, fits: fn(&Type) -> bool| {
            let found = |parameter: &&Parameter| {
                parameter.location == Location::Query
                    && parameter.name == name
                    && fits(&parameter.ty)
            };
            operation.parameters.iter().find(found).map(|parameter| parameter.ident.clone())
        };
        let cursor = query(&paging.cursor, |ty| *ty == Type::String).map(PagedBy::Cursor);
        cursor
            .or_else(|| {
                query(&paging.page, |ty| matches!(ty, Type::Integer(_))).map(PagedBy::PageNumber)
            })
            .or_else(|| (operation.method == "GET").then_some(PagedBy::Whole))
    }
}
