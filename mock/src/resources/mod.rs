//! The behaviour of any API: what is created can be read, listed, changed and deleted, and everything else is answered with samples.

pub(crate) mod discover;
mod filters;
mod fit;
mod identity;
#[cfg(test)]
mod lifecycle;
mod listing;
mod pages;
mod place;
mod refused;
mod sampled;
mod store;

use std::sync::{Arc, Mutex};

use axum::body::Body;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::Response;
use serde_json::{Map, Value};

use crate::admit;
use crate::answer::json_response;
use crate::answers::{self, Answer};
use crate::behavior::Module;
use crate::core::{Core, lock};
use crate::document::Document;
use crate::fault::Fault;
use crate::incoming::Incoming;
use crate::operation::Operation;
use crate::refusal::Refusal;
use crate::resources::discover::{Kinds, Resource, Role};
use crate::resources::place::ItemPlace;
use crate::resources::sampled::{headers, sampled, set_type};
use crate::resources::store::{Collection, Store};
use crate::routes::Values;
use crate::samples::Samples;
use crate::security::allows;

/// The header of a request that asks for a fault.
const FAULT: &str = "x-mock-fault";

/// The behaviour that a [`Mock`](crate::Mock) has by itself.
pub struct Resources {
    kinds: Kinds,
    samples: Samples,
    store: Mutex<Store>,
}

/// Why nothing can be answered.
type NoSample = String;

impl Resources {
    pub(crate) fn new(
        document: &Document,
        seed: u64,
        most_items: usize,
        most_bytes: usize,
    ) -> Self {
        Self {
            kinds: Kinds::find(document),
            samples: Samples::new(seed),
            store: Mutex::new(Store::new(most_items, most_bytes)),
        }
    }

    pub(crate) fn kinds(&self) -> &Kinds {
        &self.kinds
    }

    /// Why operations cannot be answered as documented.
    pub(crate) fn warnings(&self, document: &Document) -> Vec<String> {
        let lacking = |operation: &Operation| {
            let body = operation.body.as_ref().and_then(|body| body.schema.as_deref());
            let body = body.and_then(|schema| document.validators().unusable(schema));
            let answer = answers::success(&operation.answers, &[]);
            let answer = answer
                .and_then(|answer| sampled(document, &self.samples, answer, StatusCode::OK).err());
            let (method, path) = (&operation.method, operation.path.as_str());
            let sentences = body.into_iter().chain(answer);
            sentences.map(|problem| format!("{method} {path}: {problem}")).collect::<Vec<_>>()
        };
        let skipped = document.table().skipped.iter().map(|one| {
            format!("{} {} is not served: {}", one.method, one.path, one.reasons.join("; "))
        });
        skipped.chain(document.operations().iter().flat_map(lacking)).collect()
    }
}

impl Module for Resources {
    fn answer(core: &Arc<Core<Self>>, incoming: &Incoming, _: u64) -> Response {
        let (document, own) = (core.document(), core.module());
        let refused = |operation: Option<&Operation>, refusal: &Refusal| {
            refused::response(document, &own.samples, operation, refusal)
        };
        let (operation, path) = match admit::route(document, incoming) {
            Ok(found) => found,
            Err(refusal) => return refused(None, &refusal),
        };
        let admitted = allows(&operation.security, incoming, &core.tokens());
        if !admitted {
            return refused(Some(operation), &admit::unauthorized());
        }
        let call = Call { core, own, document, operation, path: &path, incoming };
        match admit::body(document, operation, &path, incoming).and_then(|body| call.answer(body)) {
            Ok(response) => response,
            Err(refusal) => refused(Some(operation), &refusal),
        }
    }

    fn fault(
        core: &Core<Self>,
        incoming: &Incoming,
        status: StatusCode,
        code: Option<&str>,
    ) -> Response {
        let refusal = Refusal::new(status, code.unwrap_or("fault"), "a fault that was asked for");
        let operation =
            admit::route(core.document(), incoming).ok().map(|(operation, _)| operation);
        refused::response(core.document(), &core.module().samples, operation, &refusal)
    }

    fn asked_fault(headers: &HeaderMap) -> Option<Result<Fault, String>> {
        let text = headers.get(FAULT)?.to_str().unwrap_or_default();
        Some(text.parse().map_err(|problem| format!("header.{FAULT}: {problem}")))
    }
}

/// A request that is documented, allowed and valid.
struct Call<'c> {
    core: &'c Core<Resources>,
    own: &'c Resources,
    document: &'c Document,
    operation: &'c Operation,
    path: &'c Values,
    incoming: &'c Incoming,
}

impl Call<'_> {
    fn answer(&self, body: Option<Value>) -> Result<Response, Refusal> {
        self.check_above()?;
        let Some((index, resource, role)) = self.own.kinds.role(self.operation) else {
            return self.sampled();
        };
        let mut body = match body {
            Some(Value::Object(members)) => members,
            _ => Map::new(),
        };
        if let Some(schema) = self.operation.body.as_ref().and_then(|body| body.schema.as_ref()) {
            body = fit::shown(self.document, schema, body);
        }
        let scope = self.path.iter().take(resource.depth).map(|(_, value)| value.clone()).collect();
        let collection = (index, scope);
        let answered = match role {
            Role::Create => self.create(resource, &collection, body, None),
            Role::List => self.list(resource, &collection, &body),
            Role::Read => self.read(resource, &collection),
            Role::Replace => self.replace(resource, &collection, body),
            Role::Merge => self.merge(resource, &collection, body),
            Role::Delete => self.delete(resource, &collection),
        }?;
        Ok(answered)
    }

    /// Nothing is below what was deleted.
    fn check_above(&self) -> Result<(), Refusal> {
        let store = lock(&self.own.store);
        for (index, resource) in self.own.kinds.above(self.operation) {
            let Some((_, id)) = self.path.get(resource.depth) else { continue };
            let scope = self.path.iter().take(resource.depth).map(|(_, value)| value.clone());
            if store.is_deleted(&(index, scope.collect()), id) {
                return Err(identity::missing(resource, id));
            }
        }
        Ok(())
    }

    /// The last parameter of the path.
    fn id(&self) -> &str {
        self.path.last().map(|(_, value)| value.as_str()).unwrap_or_default()
    }

    fn missing(&self, resource: &Resource) -> Refusal {
        identity::missing(resource, self.id())
    }

    fn create(
        &self,
        resource: &Resource,
        collection: &Collection,
        mut members: Map<String, Value>,
        id: Option<&str>,
    ) -> Result<Response, Refusal> {
        let mut store = lock(&self.own.store);
        let by_path = id.is_some();
        let given =
            id.map(str::to_owned).or_else(|| identity::given(self.document, resource, &members));
        let id = given.unwrap_or_else(|| {
            identity::make(self.document, &self.own.samples, resource, &mut store, collection)
        });
        identity::put(self.document, resource.item.as_ref(), &mut members, &id);
        let kept = self.kept(resource, members)?;
        let response = self.one(resource, Role::Create, &kept, &id)?;
        store.put(collection, &id, kept);
        Ok(self.at(response, &id, by_path))
    }

    /// The answer of a creation says where the new thing is.
    fn at(&self, mut response: Response, id: &str, by_path: bool) -> Response {
        let (origin, path) = (self.core.origin(), self.incoming.path.trim_end_matches('/'));
        let location = match by_path {
            true => format!("{origin}{path}"),
            false => format!("{origin}{path}/{}", identity::encoded(id)),
        };
        if let Ok(location) = HeaderValue::from_str(&location) {
            response.headers_mut().insert(header::LOCATION, location);
        }
        response
    }

    fn read(&self, resource: &Resource, collection: &Collection) -> Result<Response, Refusal> {
        let store = lock(&self.own.store);
        let item = store.get(collection, self.id()).ok_or_else(|| self.missing(resource))?;
        self.one(resource, Role::Read, &item.members, &item.id)
    }

    fn replace(
        &self,
        resource: &Resource,
        collection: &Collection,
        body: Map<String, Value>,
    ) -> Result<Response, Refusal> {
        let store = lock(&self.own.store);
        let Some(item) = store.get(collection, self.id()) else {
            drop(store);
            let created = resource.operations.iter().any(|(_, role)| *role == Role::Create);
            if created {
                return Err(self.missing(resource));
            }
            return self.create(resource, collection, body, Some(self.id()));
        };
        // What the client has no say in stays.
        let taken = self.operation.body.as_ref().and_then(|body| body.schema.as_deref());
        let taken = taken.map(|schema| crate::schema::members(self.document.root(), schema));
        let named = |name: &str| taken.iter().flatten().any(|(known, _)| known == name);
        let mut members: Map<String, Value> = item.members.clone();
        members.retain(|name, _| !named(name));
        members.extend(body);
        drop(store);
        self.change(resource, collection, members, Role::Replace)
    }

    fn merge(
        &self,
        resource: &Resource,
        collection: &Collection,
        body: Map<String, Value>,
    ) -> Result<Response, Refusal> {
        let store = lock(&self.own.store);
        let item = store.get(collection, self.id()).ok_or_else(|| self.missing(resource))?;
        let mut members = item.members.clone();
        drop(store);
        fit::merge(&mut members, body);
        self.change(resource, collection, members, Role::Merge)
    }

    fn change(
        &self,
        resource: &Resource,
        collection: &Collection,
        mut members: Map<String, Value>,
        role: Role,
    ) -> Result<Response, Refusal> {
        identity::put(self.document, resource.item.as_ref(), &mut members, self.id());
        let kept = self.kept(resource, members)?;
        let response = self.one(resource, role, &kept, self.id())?;
        lock(&self.own.store).put(collection, self.id(), kept);
        Ok(response)
    }

    fn delete(&self, resource: &Resource, collection: &Collection) -> Result<Response, Refusal> {
        let mut store = lock(&self.own.store);
        let item = store.get(collection, self.id()).ok_or_else(|| self.missing(resource))?;
        let mut members = item.members.clone();
        let place = self.own.kinds.place(self.operation);
        let tells = place.is_some_and(|place| {
            crate::schema::member(self.document.root(), &place.schema, "deleted").is_some()
        });
        if tells {
            members.insert("deleted".to_owned(), Value::Bool(true));
        }
        let response = self.one(resource, Role::Delete, &members, self.id())?;
        let parent = collection.0;
        store.delete(collection, self.id(), |child| self.own.kinds.is_under(child, parent));
        Ok(response)
    }

    /// What is kept of a thing: as it can be read.
    fn kept(
        &self,
        resource: &Resource,
        members: Map<String, Value>,
    ) -> Result<Map<String, Value>, Refusal> {
        let Some(item) = &resource.item else { return Ok(members) };
        match fit::fitted(self.document, &self.own.samples, &item.schema, &members) {
            Ok(Value::Object(kept)) => Ok(kept),
            Ok(_) => Ok(members),
            Err(problem) => Err(no_sample(problem)),
        }
    }

    /// The answer about one thing.
    fn one(
        &self,
        resource: &Resource,
        role: Role,
        members: &Map<String, Value>,
        id: &str,
    ) -> Result<Response, Refusal> {
        let place: Option<&ItemPlace> = self.own.kinds.place(self.operation);
        let schema = discover::answer(self.operation, role).and_then(Answer::json_schema);
        let (Some(place), Some(schema)) = (place, schema) else {
            return self.documented(role, Some(&Value::Object(members.clone())));
        };
        let mut members = members.clone();
        identity::put(self.document, Some(place), &mut members, id);
        let whole = fit::answer(self.document, &self.own.samples, schema, place, &members)
            .map_err(|problem| no_sample(format!("{}: {problem}", resource.collection)))?;
        self.documented(role, Some(&whole))
    }

    /// The answer of the document with this body, or a sample where it is not in JSON.
    fn documented(&self, role: Role, body: Option<&Value>) -> Result<Response, Refusal> {
        let Some(answer) = discover::answer(self.operation, role) else { return Ok(empty()) };
        let usual = if role == Role::Create { StatusCode::CREATED } else { StatusCode::OK };
        let status = answers::status(answer, usual);
        let mut response = match body {
            Some(body) if answer.is_json() => json_response(status, body),
            _ => {
                return sampled(self.document, &self.own.samples, answer, status)
                    .map_err(no_sample);
            }
        };
        set_type(&mut response, answer);
        headers(self.document, &self.own.samples, answer, response.headers_mut());
        Ok(response)
    }

    /// A sample of what the document says the operation answers.
    fn sampled(&self) -> Result<Response, Refusal> {
        let Some(answer) = answers::success(&self.operation.answers, &[]) else {
            return Ok(empty());
        };
        let status = answers::status(answer, StatusCode::OK);
        sampled(self.document, &self.own.samples, answer, status).map_err(no_sample)
    }
}

fn empty() -> Response {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = StatusCode::NO_CONTENT;
    response
}

fn no_sample(problem: NoSample) -> Refusal {
    Refusal::new(StatusCode::NOT_IMPLEMENTED, "no_sample", problem)
}

impl std::fmt::Debug for Resources {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Resources").field("kinds", &self.kinds.len()).finish_non_exhaustive()
    }
}
