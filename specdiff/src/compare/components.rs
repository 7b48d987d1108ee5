//! Components, each once at its source.

use oas_source::Node;

use super::Compare;
use super::paths::Moved;
use super::schema::Slot;
use super::{new_types, predict};
use crate::class::{Direction, Rust};
use crate::rules::components as rules;

impl<'d> Compare<'d, '_> {
    pub(crate) fn compare_components(&mut self) {
        let (old_side, new_side) = (self.old, self.new);
        let mut partners = rustc_hash::FxHashSet::default();
        for old in &old_side.components {
            let Some(new_node) = self.pairs.get(&old.node.id()).copied() else {
                // What is no component is told by the references that no longer name it.
                if old.section.is_empty() {
                    continue;
                }
                self.component_removed(old.section, old.name, old.node);
                continue;
            };
            partners.insert(new_node.id());
            let Some(new) = new_side.component_of(new_node) else {
                continue;
            };
            if old.name != new.name && !old.section.is_empty() && !new.section.is_empty() {
                let message = format!("`{}` renamed to `{}`", old.name, new.name);
                // What is in another component has a type that is named after it, or none.
                let rust = match old.section {
                    "schemas" | "securitySchemes" => Rust::Major,
                    section => predict::taken_away(new_types::shared(new_side, section, new.node)),
                };
                let places = (Some(old.node), Some(new.node));
                self.emit_with(&rules::SCHEMA_RENAMED, rust, places, message);
                self.inspect_name("component", new.name, new.node);
            }
            if !old.node.same(new.node) {
                let direction = old.direction.common(new.direction);
                self.updates = old.updates && new.updates;
                self.of_errors = old.of_errors && new.of_errors;
                self.by_reference = old.section.is_empty();
                self.component_pair(old.section, old.node, new.node, direction);
                self.updates = false;
                self.of_errors = false;
                self.by_reference = false;
            }
        }
        let added = |new: &&super::index::Component<'d>| {
            !new.section.is_empty() && !partners.contains(&new.node.id())
        };
        for new in new_side.components.iter().filter(added) {
            self.component_added(new.section, new.name, new.node);
        }
        let components = |side: &super::index::Side<'d>| side.doc.root().get("components");
        if let (Some(old), Some(new)) = (components(old_side), components(new_side)) {
            self.extensions(old, new);
        }
    }

    fn component_pair(
        &mut self,
        section: &str,
        old: Node<'d>,
        new: Node<'d>,
        direction: Direction,
    ) {
        match section {
            "schemas" | "" => self.schema(&[old], &[new], direction, Slot::Plain),
            "parameters" => self.parameter(old, new, direction),
            "requestBodies" => self.request_body(old, new, direction),
            "responses" => self.response(old, new, direction),
            "headers" => self.header(old, new, direction),
            "securitySchemes" => self.security_scheme(old, new),
            "callbacks" => self.callback(old, new),
            // Compared by the paths and webhooks that name them, and then the rest of them.
            "pathItems" => {}
            "mediaTypes" => self.media_type("", old, new, direction),
            "links" => self.link(old, new),
            "examples" => self.emit(
                &crate::rules::docs::EXAMPLE_CHANGED,
                Some(old),
                Some(new),
                "example changed",
            ),
            _ => self.emit(
                &crate::rules::docs::EXTENSION_CHANGED,
                Some(old),
                Some(new),
                "component changed",
            ),
        }
    }

    /// Path items that no path and no webhook names.
    pub(crate) fn unused_path_items(&mut self) {
        for old in self.old.components.iter().filter(|old| old.section == "pathItems") {
            if let Some(new) = self.pairs.get(&old.node.id()).copied() {
                self.path_item(old.node, new, &Moved::default(), true);
            }
        }
    }

    fn component_added(&mut self, section: &str, name: &str, node: Node<'d>) {
        let rule = match section {
            "schemas" => &rules::SCHEMA_ADDED,
            "securitySchemes" => &crate::rules::security::SECURITY_SCHEME_ADDED,
            _ => &rules::COMPONENT_ADDED,
        };
        let message = format!("`{name}` added");
        if rule.id == rules::COMPONENT_ADDED.id {
            let rust = new_types::shared(self.new, section, node);
            self.emit_with(rule, rust, (None, Some(node)), message);
        } else {
            self.emit(rule, None, Some(node), message);
        }
        self.inspect_name("component", name, node);
        self.inspect(node);
    }

    fn component_removed(&mut self, section: &str, name: &str, node: Node<'d>) {
        let rule = match section {
            "schemas" => &rules::SCHEMA_REMOVED,
            "securitySchemes" => &crate::rules::security::SECURITY_SCHEME_REMOVED,
            _ => &rules::COMPONENT_REMOVED,
        };
        let message = format!("`{name}` removed");
        if rule.id == rules::COMPONENT_REMOVED.id {
            let rust = predict::taken_away(new_types::shared(self.old, section, node));
            self.emit_with(rule, rust, (Some(node), None), message);
        } else {
            self.emit(rule, Some(node), None, message);
        }
    }
}
