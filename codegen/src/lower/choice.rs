//! Which operations are made, where the settings choose some: the types that only others need are left out.

use std::collections::BTreeSet;

use oas_source::text::quoted;
use serde_json::{Map, Value};

use super::entries::structure;
use super::keywords::texts;
use super::{Lowering, place};
use crate::direction::reached;
use crate::error::{Error, ErrorKind};
use crate::names::near;
use crate::pointer::Pointer;
use crate::settings::Only;

/// How many names an error gives for one that is not there.
const MOST_NAMES: usize = 3;

/// An operation or a webhook that can be chosen.
struct Candidate<'d> {
    method: String,
    /// Its path, or the webhook's name.
    path: &'d String,
    operation: &'d Map<String, Value>,
    item: &'d Map<String, Value>,
    /// Where it stands, without following references.
    at: Pointer,
}

impl Candidate<'_> {
    fn key(&self) -> String {
        format!("{} {}", self.method, self.path)
    }

    fn tags(&self) -> impl Iterator<Item = &str> {
        texts(self.operation, "tags")
    }

    fn id(&self) -> Option<&str> {
        self.operation.get("operationId").and_then(Value::as_str)
    }
}

impl<'d> Lowering<'d> {
    /// Finds what the settings choose. All that they name and nothing is, is named at once.
    pub(super) fn choose(&mut self) -> Result<(), Error> {
        let Only { tags, paths, operation_ids, operations } = &self.settings.only;
        if self.settings.only.is_everything() {
            return Ok(());
        }
        let prefix = &self.settings.path_prefix;
        let candidates = self.candidates();
        let (mut chosen, mut errors) = (BTreeSet::new(), Vec::new());
        let mut add = |list: &str,
                       wanted: &[String],
                       fits: &dyn Fn(&Candidate<'_>, &str) -> bool,
                       names: &dyn Fn(&Candidate<'_>) -> Vec<String>| {
            for wanted in wanted {
                let found = candidates.iter().enumerate().filter(|(_, one)| fits(one, wanted));
                let found: Vec<usize> = found.map(|(index, _)| index).collect();
                if found.is_empty() {
                    let known: BTreeSet<String> = candidates.iter().flat_map(names).collect();
                    errors.push(missing(list, wanted, &known));
                }
                chosen.extend(found);
            }
        };
        add("tags", tags, &|one, tag| one.tags().any(|own| own == tag), &|one| {
            one.tags().map(str::to_owned).collect()
        });
        add("paths", paths, &|one, path| is_at(one.path, path, prefix), &|one| {
            vec![one.path.clone()]
        });
        add("operation_ids", operation_ids, &|one, id| one.id() == Some(id), &|one| {
            one.id().map(str::to_owned).into_iter().collect()
        });
        add(
            "operations",
            operations,
            &|one, key| one.key() == key || structure(&one.key(), prefix) == structure(key, prefix),
            &|one| vec![one.key()],
        );
        if let Some(error) = Error::all(errors) {
            return Err(error);
        }
        let mut places = BTreeSet::new();
        for candidate in chosen.iter().filter_map(|index| candidates.get(*index)) {
            places.insert(candidate.at.to_string());
            self.wanted.extend(candidate.item.get("parameters"));
            self.wanted.extend(candidate.operation.values());
        }
        self.chosen = Some(places);
        Ok(())
    }

    /// Everything that can be followed to an operation.
    fn candidates(&self) -> Vec<Candidate<'d>> {
        let mut candidates = Vec::new();
        for section in ["paths", "webhooks"] {
            let at = Pointer::default().join(section);
            let items = self.root.get(section).and_then(Value::as_object);
            for (path, item) in
                items.into_iter().flatten().filter(|(path, _)| !path.starts_with("x-"))
            {
                let Ok((item, item_at)) = self.follow(item, &at.join(path)) else { continue };
                for (method, operation, at) in place::operations(item, &item_at) {
                    if let Ok((operation, _)) = self.follow(operation, &at) {
                        candidates.push(Candidate { method, path, operation, item, at });
                    }
                }
            }
        }
        candidates
    }

    /// Whether the operation at a place is to be made.
    pub(super) fn is_chosen(&self, at: &Pointer) -> bool {
        self.chosen.as_ref().is_none_or(|chosen| chosen.contains(at.as_str()))
    }

    /// The component schemas that the chosen operations name, directly or by components of another kind.
    pub(super) fn wanted_schemas(&self) -> Vec<Pointer> {
        let (mut schemas, mut seen) = (BTreeSet::new(), BTreeSet::new());
        let mut waiting = self.wanted.clone();
        while let Some(value) = waiting.pop() {
            match value {
                Value::Object(members) => {
                    waiting.extend(members.values());
                    let reference = members.get("$ref").and_then(Value::as_str);
                    let Some(target) = reference.and_then(|to| self.target_of(to)) else {
                        continue;
                    };
                    if self.component_names.contains_key(target.as_str()) {
                        schemas.insert(target.to_string());
                    } else if seen.insert(target.to_string()) {
                        waiting.extend(self.root.pointer(target.as_str()));
                    }
                }
                Value::Array(elements) => waiting.extend(elements),
                _ => {}
            }
        }
        schemas.iter().filter_map(|at| Pointer::parse(at)).collect()
    }

    /// Leaves out the types that no operation and no webhook needs.
    pub(super) fn prune(&mut self) {
        if self.chosen.is_none() {
            return;
        }
        let reached = reached(&self.model);
        self.model.items.retain(|name, _| reached.contains(name));
        let items = &self.model.items;
        self.component_names.retain(|_, rust| items.contains_key(rust));
    }
}

/// Whether a path is the one that is wanted, or, where that ends in a star, begins with what is before it.
fn is_at(path: &str, wanted: &str, prefix: &str) -> bool {
    match wanted.strip_suffix('*') {
        Some(start) => path.starts_with(start),
        None => structure(path, prefix) == structure(wanted, prefix),
    }
}

fn missing(list: &str, wanted: &str, known: &BTreeSet<String>) -> Error {
    let message = format!("`only.{list}` has {}, which no operation is or has", quoted(wanted));
    let error = Error::new(ErrorKind::Settings, message);
    let near = near(wanted, known.iter().map(String::as_str), MOST_NAMES);
    let names: Vec<String> = near.into_iter().map(|name| quoted(name).to_string()).collect();
    match names.as_slice() {
        [] => error.advise("remove it, or correct it"),
        names => error.advise(format!("the nearest are {}", names.join(", "))),
    }
}
