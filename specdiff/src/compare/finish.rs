//! Drafts to a report.

use std::collections::BTreeMap;

use oas_source::{Document, METHODS, Node};

use super::Compare;
use super::emit::PendingChange;
use super::index::Side;
use super::methods::{method_name, operations};
use super::stable;
use super::subject::subject;
use super::unresolved_refs::other_documents;
use super::usage::Users;
use crate::change::{Change, Owner, Place, Report, Source, Summary};
use crate::class::{Basis, Class, Kind, Wire};

/// How much of a value a report shows.
const VALUE_LIMIT: usize = 120;

pub(super) fn finish<'d>(compare: Compare<'d, '_>) -> Report {
    let mut pending_changes = compare.pending_changes;
    pending_changes.sort_by_key(|pending| {
        let place = |node: Option<Node<'d>>| {
            node.map(|node| (other_file(node), node.line(), node.column()))
        };
        (place(pending.new.or(pending.old)), place(pending.old), pending.rule.id)
    });
    let changes: Vec<Change> = pending_changes.into_iter().map(change).collect();
    let mut usage = BTreeMap::new();
    let (old_users, new_users) = (Users::new(compare.old), Users::new(compare.new));
    for change in &changes {
        let Owner::Component { section, name } = &change.owner else {
            continue;
        };
        usage.entry(format!("{section}/{name}")).or_insert_with(|| {
            match (new_users.of(section, name), old_users.of(section, name)) {
                (Some(mut new), Some(old)) => {
                    // Operations that are gone used it, too.
                    let gone: Vec<String> = old
                        .operations
                        .into_iter()
                        .filter(|operation| !new.operations.contains(operation))
                        .collect();
                    new.operations.extend(gone);
                    Some(new)
                }
                (new, old) => new.or(old),
            }
        });
    }
    let usage = usage.into_iter().filter_map(|(name, usage)| Some((name, usage?))).collect();
    let summary = Summary::of(&changes);
    Report {
        preamble: crate::report::Preamble::default(),
        old: source(compare.old.doc),
        new: source(compare.new.doc),
        summary,
        rust_basis: Basis::Rules,
        changes,
        rust_items: Vec::new(),
        not_compared: {
            let mut named = other_documents(compare.old);
            let also = other_documents(compare.new);
            named.retain(|name| also.contains(name));
            named
        },
        usage,
        // The newer document's word counts.
        tags: tags(compare.old).chain(tags(compare.new)).collect(),
    }
}

fn tags<'s>(side: &'s Side<'_>) -> impl Iterator<Item = (String, String)> + 's {
    side.operations.iter().filter_map(|operation| {
        let tag = operation.node.get("tags")?.items().next()?.as_str()?;
        Some((operation.label(), tag.to_owned())).filter(|(_, tag)| !tag.trim().is_empty())
    })
}

fn change(pending: PendingChange<'_>) -> Change {
    let node = pending.new.or(pending.old);
    let owner = node.map_or(Owner::Document, owner);
    let subject = node.map(|node| subject(node, &owner, &pending.message)).unwrap_or_default();
    let class = match (pending.rule.kind, pending.wire) {
        (Kind::Security, _) => Class::Security,
        (_, Wire::Breaking) => Class::Breaking,
        (_, Wire::Risky) => Class::Risky,
        (Kind::Contract | Kind::Notice, Wire::Safe) => Class::Safe,
        (Kind::Docs, Wire::Safe) => Class::Docs,
    };
    Change {
        rule: pending.rule.id,
        class,
        kind: pending.rule.kind,
        wire: pending.wire,
        rust: pending.rust,
        rust_observed: None,
        rust_items: Vec::new(),
        direction: pending.direction,
        owner,
        subject,
        message: pending.message,
        accept: node.map(stable::pointer).unwrap_or_default(),
        details: pending.details,
        old: pending.old.map(|old| place(old, pending.new)),
        new: pending.new.map(|new| place(new, pending.old)),
    }
}

fn place(node: Node<'_>, other: Option<Node<'_>>) -> Place {
    let around = other.is_some_and(|other| is_around(node, other));
    let value = (!around).then(|| node.to_value_within(VALUE_LIMIT));
    let (pointer, line, column) = (node.pointer(), node.line(), node.column());
    let file = other_file(node).map(str::to_owned);
    Place { pointer, file, line, column, value }
}

/// The file of a node, where that is another than the document itself.
fn other_file(node: Node<'_>) -> Option<&str> {
    Some(node.file()).filter(|file| *file != node.document().name())
}

/// Whether a node is only what is around a key that the other document has and this one does not.
fn is_around(node: Node<'_>, other: Node<'_>) -> bool {
    let (path, other_path) = (node.path(), other.path());
    let Some((key, above)) = other_path.split_last() else {
        return false;
    };
    above.len() == path.len()
        && above.last() == path.last()
        && node.is_object()
        && node.get(key).is_none()
}

fn owner(node: Node<'_>) -> Owner {
    let path = node.path();
    match path.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        ["paths" | "webhooks", path, method, ..] if METHODS.contains(method) => {
            Owner::Operation { method: method_name(method), path: (*path).to_owned() }
        }
        ["paths" | "webhooks", path, "additionalOperations", method, ..] => {
            Owner::Operation { method: method_name(method), path: (*path).to_owned() }
        }
        ["paths" | "webhooks", path, ..] => Owner::Path { path: (*path).to_owned() },
        ["components", section, name, ..] => {
            Owner::Component { section: (*section).to_owned(), name: (*name).to_owned() }
        }
        _ => Owner::Document,
    }
}

/// A document, as a reader would name it.
pub(super) fn source(doc: &Document) -> Source {
    let root = doc.root();
    let text = |node: Option<Node<'_>>| node.and_then(Node::scalar_text).unwrap_or_default();
    let info = |key| text(root.get("info").and_then(|info| info.get(key)));
    let items = root.get("paths").into_iter().flat_map(Node::entries);
    let operations = items.map(|(_, item)| operations(item).len());
    let schemas = root.get("components").and_then(|components| components.get("schemas"));
    Source {
        name: doc.name().to_owned(),
        openapi: text(root.get("openapi")),
        title: info("title"),
        version: info("version"),
        operations: operations.sum(),
        schemas: schemas.map_or(0, |schemas| schemas.entries().len()),
    }
}
