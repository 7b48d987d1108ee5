//! What operations are called: none is refused over a name that is made here.

use std::collections::BTreeMap;

use oas_source::media_type::essence;
use oas_source::text::quoted;
use serde_json::{Map, Value};

use super::entries::Entries;
use super::place;
use crate::error::{Error, ErrorKind};
use crate::model::Operation;
use crate::names::{Scope, builder, operation_name, snake, without_path};
use crate::pointer::Pointer;
use crate::settings::{NamesFrom, Settings};

/// Names of the generated client's own methods.
const TAKEN: [&str; 4] = ["new", "with_runtime", "runtime", "clone"];

/// Whether `names` in the settings can give this name to an operation.
#[must_use]
pub fn is_operation_name(name: &str) -> bool {
    snake(name) == name && !TAKEN.contains(&name)
}

/// A path item, and where it stands.
type Item<'d> = (&'d String, &'d Map<String, Value>, Pointer);

/// What an operation may be called, the best first; the last is by method and path where the operationId comes before it.
fn candidates(method: &str, path: &str, operation: &Value, settings: &Settings) -> Vec<String> {
    let by_path = operation_name(method, path, &settings.path_prefix);
    let id = operation.get("operationId").and_then(Value::as_str).filter(|id| !id.is_empty());
    let mut names = match (settings.names_from, id) {
        (_, None) => vec![by_path],
        (NamesFrom::MethodAndPath, Some(id)) => vec![by_path, snake(id)],
        (NamesFrom::OperationId, Some(id)) => {
            vec![snake(without_path(id, path, &settings.path_prefix)), snake(id), by_path]
        }
    };
    names.dedup();
    names
}

/// The names of all operations.
pub(super) struct OperationNames {
    /// By method and path.
    idents: BTreeMap<String, String>,
    /// Every name that is gone, as the builder's.
    scope: Scope,
    /// Where a name was taken, and another was made.
    pub(super) renamed: Vec<Pointer>,
}

impl OperationNames {
    /// Chosen names first, then the best of each operation that no other has, and then, for those whose names are all gone, one with
    /// a fingerprint of method and path.
    pub(super) fn of(
        items: &[Item<'_>],
        settings: &Settings,
        entries: &Entries,
    ) -> Result<Self, Error> {
        let mut names =
            Self { idents: BTreeMap::new(), scope: Scope::with(&TAKEN), renamed: Vec::new() };
        let mut own = Vec::new();
        for (path, item, at) in items {
            for (method, operation, at) in place::operations(item, at) {
                let key = format!("{method} {path}");
                match entries.entry(&key).and_then(|entry| settings.name(entry)) {
                    Some(chosen) => names.choose(key, chosen, &at)?,
                    None => own.push((candidates(&method, path, operation, settings), key, at)),
                }
            }
        }
        // Of a name that an operationId gives to several, none has a better right to it than the others.
        let mut counts: BTreeMap<&String, usize> = BTreeMap::new();
        if settings.names_from == NamesFrom::OperationId {
            for ident in own.iter().flat_map(|(idents, ..)| idents.iter().rev().skip(1)) {
                *counts.entry(ident).or_default() += 1;
            }
        }
        let mut taken = vec![false; own.len()];
        let most = own.iter().map(|(idents, ..)| idents.len()).max().unwrap_or_default();
        for rank in 0..most {
            for ((idents, key, at), taken) in own.iter().zip(&mut taken).filter(|(_, it)| !**it) {
                let free = |ident: &&String| counts.get(ident).is_none_or(|count| *count == 1);
                let Some(ident) = idents.get(rank).filter(free) else { continue };
                if !ident.ends_with('_') && names.scope.take(&builder(ident)) {
                    *taken = true;
                    names.idents.insert(key.clone(), ident.clone());
                    names.renamed.extend((rank > 0).then(|| at.clone()));
                }
            }
        }
        for ((idents, key, at), _) in own.into_iter().zip(taken).filter(|(_, taken)| !taken) {
            let plain = idents.first().map_or("operation", String::as_str);
            let ident = names.unique(plain.trim_end_matches('_'), &key);
            names.idents.insert(key, ident);
            names.renamed.push(at);
        }
        Ok(names)
    }

    fn choose(&mut self, key: String, chosen: &str, at: &Pointer) -> Result<(), Error> {
        let error = |message: String| {
            Err(Error::new(ErrorKind::Name, message)
                .at(at.as_str())
                .advise("give it another name in snake case under `names` in the settings"))
        };
        if !is_operation_name(chosen) {
            return error(format!("{} is no name for the operation {key}", quoted(chosen)));
        }
        if !self.scope.take(&builder(chosen)) {
            return error(format!(
                "the operation {key} would be called {}, as another is",
                quoted(chosen)
            ));
        }
        self.idents.insert(key, chosen.to_owned());
        Ok(())
    }

    fn unique(&mut self, ident: &str, origin: &str) -> String {
        let hash = crate::names::fingerprint(origin);
        let marked = format!("{ident}_x{hash:08x}");
        let mut unique = marked.clone();
        let mut count = 1;
        while !self.scope.take(&builder(&unique)) {
            count += 1;
            unique = format!("{marked}_{count}");
        }
        unique
    }

    /// What the operation of this method and path is called.
    pub(super) fn ident(&self, method: &str, path: &str) -> String {
        self.idents.get(&format!("{method} {path}")).cloned().unwrap_or_default()
    }

    /// Gives each further way to make one call a name that no other has: where a short form of its media type meets another's,
    /// by all of the media type.
    pub(super) fn tell_apart(&mut self, mut operations: Vec<Operation>) -> Vec<Operation> {
        for operation in operations.iter_mut().filter(|operation| operation.variant) {
            if self.scope.take(&builder(&operation.ident)) {
                continue;
            }
            let mut media_types = operation.body.iter().map(|body| body.media_type.as_str());
            let media_type = media_types
                .next()
                .into_iter()
                .chain(operation.success_media_types.first().map(String::as_str));
            let media_type = media_type.map(essence).collect::<Vec<_>>().join(" ");
            let base =
                operation.ident.rsplit_once("_with_").or(operation.ident.rsplit_once("_as_"));
            let base = base.map_or(operation.ident.as_str(), |(base, _)| base);
            let whole = snake(&format!("{base} with {media_type}"));
            operation.ident = match self.scope.take(&builder(&whole)) {
                true => whole,
                false => {
                    self.unique(&operation.ident, &format!("{} {media_type}", operation.key()))
                }
            };
        }
        operations
    }
}
