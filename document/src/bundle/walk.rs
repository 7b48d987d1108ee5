//! References below a node, and what each of them stands for.

use crate::build::Built;
use crate::document::Document;
use crate::keywords::{Holds, holds};
use crate::node::Node;

/// A reference, by the ids of its nodes.
#[derive(Debug, Clone, Copy)]
pub(super) struct Reference {
    /// The object that has it.
    pub(super) holder: u32,
    /// The string.
    pub(super) value: u32,
    /// The section of the components that what it names belongs to.
    pub(super) section: &'static str,
    /// Whether it is a `$ref`, and no value of a discriminator's mapping.
    pub(super) is_ref: bool,
}

/// The references of a node and of everything below it that was not looked at before.
pub(super) fn references(
    start: Node<'_>,
    section: &'static str,
    seen: &mut Vec<bool>,
) -> Vec<Reference> {
    let mut walk = Walk { seen, found: Vec::new() };
    walk.keywords(start, section);
    walk.found
}

/// The sections of a document that are a `$ref` and nothing beside it, each with what holds it.
pub(super) fn sections(document: &Document) -> Vec<(u32, Reference)> {
    let root = document.root();
    let components = root.get("components").into_iter().flat_map(Node::entries);
    let named = ["paths", "webhooks"].into_iter().filter_map(|key| root.get(key));
    let components = components.filter(|(key, _)| !key.starts_with("x-"));
    let sections = components.map(|(_, section)| section).chain(named);
    sections
        .filter(|section| is_alias(&document.built, section.id()))
        .filter_map(|section| {
            let value = section.get("$ref").filter(|value| value.as_str().is_some())?.id();
            let holder = section.id();
            let reference = Reference { holder, value, section: "schemas", is_ref: true };
            Some((section.parent()?.id(), reference))
        })
        .collect()
}

struct Walk<'a> {
    seen: &'a mut Vec<bool>,
    found: Vec<Reference>,
}

impl Walk<'_> {
    fn keywords(&mut self, node: Node<'_>, section: &'static str) {
        let at = node.id() as usize;
        if self.seen.len() <= at {
            self.seen.resize(at + 1, false);
        }
        if let Some(seen) = self.seen.get_mut(at)
            && std::mem::replace(seen, true)
        {
            return;
        }
        self.note(node, section);
        for (key, child) in node.entries() {
            match holds(key) {
                Holds::Data => {}
                Holds::Names if child.is_object() => {
                    for (_, named) in child.entries() {
                        self.keywords(named, named_section(key));
                    }
                }
                _ if section == "callbacks" => self.keywords(child, "pathItems"),
                _ => self.keywords(child, single_section(key)),
            }
        }
        for item in node.items() {
            self.keywords(item, section);
        }
    }

    fn note(&mut self, node: Node<'_>, section: &'static str) {
        let mut push = |value: Node<'_>, section, is_ref| {
            if value.as_str().is_some() {
                let (holder, value) = (node.id(), value.id());
                self.found.push(Reference { holder, value, section, is_ref });
            }
        };
        if let Some(value) = node.get("$ref") {
            push(value, section, true);
        }
        let discriminator = node.get("discriminator");
        let mapping = discriminator.and_then(|it| it.get("mapping"));
        for (_, value) in mapping.into_iter().flat_map(Node::entries) {
            // A name of a schema is no reference.
            if value.as_str().is_some_and(names_file) {
                push(value, "schemas", false);
            }
        }
        if let Some(value) = discriminator.and_then(|it| it.get("defaultMapping"))
            && value.as_str().is_some_and(names_file)
        {
            push(value, "schemas", false);
        }
    }
}

fn names_file(text: &str) -> bool {
    let path = text.split('#').next().unwrap_or_default();
    text.contains(['/', '#'])
        || [".json", ".yaml", ".yml"].iter().any(|extension| path.ends_with(extension))
}

/// The section of what an author names under a keyword.
fn named_section(keyword: &str) -> &'static str {
    match keyword {
        "callbacks" => "callbacks",
        "content" | "mediaTypes" => "mediaTypes",
        "headers" => "headers",
        "links" => "links",
        "parameters" => "parameters",
        "pathItems" | "paths" | "webhooks" => "pathItems",
        "requestBodies" => "requestBodies",
        "responses" => "responses",
        "securitySchemes" => "securitySchemes",
        _ => "schemas",
    }
}

/// The section of what stands directly under a keyword, or in a list under it.
fn single_section(keyword: &str) -> &'static str {
    match keyword {
        "parameters" => "parameters",
        "requestBody" => "requestBodies",
        _ => "schemas",
    }
}

/// Whether an object is a `$ref` and nothing beside.
pub(super) fn is_alias(built: &Built, id: u32) -> bool {
    matches!(built.entries_of(id), Some([only]) if built.slice(only.key) == "$ref")
}
