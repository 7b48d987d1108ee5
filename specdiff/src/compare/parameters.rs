//! Parameters: of an operation with those of its path, paired by place and name.

use oas_source::Node;

use super::Compare;
use super::index::Side;
use super::paths::Moved;
use super::schema::Slot;
use crate::class::{Direction, Wire};
use crate::rules::parameters as rules;

/// A parameter as it stands in a list, and what it is.
#[derive(Clone, Copy)]
pub(super) struct Listed<'d> {
    pub(super) site: Node<'d>,
    pub(super) node: Node<'d>,
}

impl<'d> Listed<'d> {
    pub(super) fn text(self, key: &str) -> &'d str {
        self.node.get(key).and_then(Node::as_str).unwrap_or("")
    }

    fn is(self, place: &str, name: &str) -> bool {
        // Names of headers have no case.
        self.text("in") == place
            && (self.text("name") == name
                || (place == "header" && self.text("name").eq_ignore_ascii_case(name)))
    }
}

impl<'d> Compare<'d, '_> {
    /// The parameters of two operations, each given with its path item.
    pub(crate) fn parameters(
        &mut self,
        old: (Node<'d>, Node<'d>),
        new: (Node<'d>, Node<'d>),
        moved: &Moved,
        direction: Direction,
    ) {
        let mut gone = listed(self.old, old);
        let mut come = listed(self.new, new);
        // A shared parameter that is paired is the same one, whatever became of its name.
        gone.retain(|a| match come.iter().position(|b| self.same_component(a.site, b.site)) {
            Some(at) => {
                come.remove(at);
                false
            }
            None => true,
        });
        let renamed = |name: &'d str| -> String {
            moved
                .names
                .iter()
                .find(|(from, _)| from == name)
                .map_or_else(|| name.to_owned(), |(_, to)| to.clone())
        };
        gone.retain(|a| {
            let place = a.text("in");
            let name =
                if place == "path" { renamed(a.text("name")) } else { a.text("name").to_owned() };
            let Some(at) = come.iter().position(|b| b.is(place, &name)) else {
                return true;
            };
            let b = come.remove(at);
            self.parameter(a.node, b.node, direction);
            false
        });
        if moved.elsewhere {
            gone.retain(|a| a.text("in") != "path");
            come.retain(|b| b.text("in") != "path");
        }
        self.nested_parameters(&mut gone, &mut come, direction);
        gone.retain(|a| {
            let Some(at) = come.iter().position(|b| b.text("name") == a.text("name")) else {
                return true;
            };
            let b = come.remove(at);
            let message = format!(
                "parameter `{}` moved from {} to {}",
                a.text("name"),
                a.text("in"),
                b.text("in")
            );
            self.emit_either(
                (&rules::PARAMETER_LOCATION_CHANGED, None),
                Wire::Breaking,
                direction,
                (Some(a.node), Some(b.node)),
                message,
            );
            self.parameter(a.node, b.node, direction);
            false
        });
        self.renamed_parameter(&mut gone, &mut come, direction);
        for a in gone {
            let message = format!("{} parameter `{}` removed", a.text("in"), a.text("name"));
            let received = if required(a.node) { Wire::Breaking } else { Wire::Risky };
            let places = (Some(a.site), None);
            self.emit_either(
                (&rules::PARAMETER_REMOVED, None),
                received,
                direction,
                places,
                message,
            );
        }
        for b in come {
            let required = required(b.node);
            let rule = if required {
                &rules::PARAMETER_ADDED_REQUIRED
            } else {
                &rules::PARAMETER_ADDED_OPTIONAL
            };
            let word = if required { "required" } else { "optional" };
            let message = format!("{word} {} parameter `{}` added", b.text("in"), b.text("name"));
            let places = (None, Some(b.site));
            self.emit_either((rule, None), Wire::Safe, direction, places, message);
            self.inspect_name("parameter", b.text("name"), b.node);
            self.inspect(b.site);
        }
    }

    /// One that went and one that came in its place and hold the same: it has another name.
    fn renamed_parameter(
        &mut self,
        gone: &mut Vec<Listed<'d>>,
        come: &mut Vec<Listed<'d>>,
        direction: Direction,
    ) {
        let ([a], [b]) = (gone.as_slice(), come.as_slice()) else {
            return;
        };
        let (a, b) = (*a, *b);
        let same = |key: &str| match (a.node.get(key), b.node.get(key)) {
            (Some(a), Some(b)) => a.same(b),
            (None, None) => true,
            _ => false,
        };
        if a.text("in") != b.text("in") || !same("schema") || !same("content") {
            return;
        }
        gone.clear();
        come.clear();
        self.parameter_renamed((a.site, a.node), (b.site, b.node), direction);
        self.parameter(a.node, b.node, direction);
    }

    fn parameter_renamed(
        &mut self,
        (old_site, old): (Node<'d>, Node<'d>),
        (new_site, new): (Node<'d>, Node<'d>),
        direction: Direction,
    ) {
        let text = |node: Node<'d>, key: &str| node.get(key).and_then(Node::as_str).unwrap_or("");
        let (name, other) = (text(old, "name"), text(new, "name"));
        let message = format!("{} parameter `{name}` renamed to `{other}`", text(new, "in"));
        let rule = if required(new) {
            &rules::REQUIRED_PARAMETER_RENAMED
        } else {
            &rules::PARAMETER_RENAMED
        };
        let received = if required(old) { Wire::Breaking } else { Wire::Risky };
        let places = (Some(old_site), Some(new_site));
        self.emit_either((rule, None), received, direction, places, message);
        self.inspect_name("parameter", other, new);
    }

    /// Two parameters that are one.
    pub(crate) fn parameter(&mut self, old: Node<'d>, new: Node<'d>, direction: Direction) {
        if old.same(new) || !self.first_visit(old, new) {
            return;
        }
        if let (Some(a), Some(b)) = (self.old.follow(old), self.new.follow(new))
            && (a.id() != old.id() || b.id() != new.id())
        {
            // A component that is itself a reference.
            return self.parameter(a, b, direction);
        }
        let text = |node: Node<'d>, key: &str| node.get(key).and_then(Node::as_str).unwrap_or("");
        let name = text(old, "name");
        self.words(old, new);
        let place = text(new, "in");
        // Only a shared parameter comes here with another place or name of its own.
        let other = text(new, "name");
        let renamed =
            if place == "header" { !name.eq_ignore_ascii_case(other) } else { name != other };
        if self.old.component_of(old).is_some() {
            if text(old, "in") != place {
                let message = format!(
                    "parameter `{name}` in {} became `{other}` in {place}",
                    text(old, "in")
                );
                self.emit_either(
                    (&rules::PARAMETER_LOCATION_CHANGED, None),
                    Wire::Breaking,
                    direction,
                    (Some(old), Some(new)),
                    message,
                );
            } else if renamed && place != "path" {
                self.parameter_renamed((old, old), (new, new), direction);
            }
        }
        let places = (old.get("required").or(Some(old)), new.get("required").or(Some(new)));
        let name_told = if renamed { other } else { name };
        match (required(old), required(new)) {
            (false, true) => self.emit_either(
                (&rules::PARAMETER_BECAME_REQUIRED, None),
                Wire::Safe,
                direction,
                places,
                format!("parameter `{name_told}` became required"),
            ),
            (true, false) => self.emit_either(
                (&rules::PARAMETER_BECAME_OPTIONAL, None),
                Wire::Breaking,
                direction,
                places,
                format!("parameter `{name_told}` became optional"),
            ),
            _ => {}
        }
        match (flag(old, "deprecated"), flag(new, "deprecated")) {
            (false, true) => self.emit(
                &rules::PARAMETER_DEPRECATED,
                Some(old),
                new.get("deprecated"),
                format!("parameter `{name}` deprecated"),
            ),
            (true, false) => self.emit(
                &rules::PARAMETER_REACTIVATED,
                old.get("deprecated"),
                Some(new),
                format!("parameter `{name}` no longer deprecated"),
            ),
            _ => {}
        }
        self.style(old, new, name, direction);
        self.parameter_value(old, new, name, direction);
    }

    fn style(&mut self, old: Node<'d>, new: Node<'d>, name: &str, direction: Direction) {
        if old.get("in").and_then(Node::as_str) != new.get("in").and_then(Node::as_str) {
            return;
        }
        let mut told = Vec::new();
        let (a, b) = (style(old), style(new));
        if a.0 != b.0 {
            told.push(format!("style `{}` became `{}`", a.0, b.0));
        } else if a.1 != b.1 && !(self.is_scalar(self.old, old) && self.is_scalar(self.new, new)) {
            told.push(format!("explode `{}` became `{}`", a.1, b.1));
        }
        if flag(old, "allowReserved") != flag(new, "allowReserved") {
            let (a, b) = (flag(old, "allowReserved"), flag(new, "allowReserved"));
            told.push(format!("allowReserved `{a}` became `{b}`"));
        }
        let empty = |node: Node<'d>| node.get("allowEmptyValue").or(Some(node));
        let (rule, received, message) =
            match (flag(old, "allowEmptyValue"), flag(new, "allowEmptyValue")) {
                (false, true) => {
                    (&rules::PARAMETER_MAY_BE_EMPTY, Wire::Risky, "may come without a value")
                }
                _ => (&rules::PARAMETER_NOT_EMPTY, Wire::Safe, "no longer comes without a value"),
            };
        if flag(old, "allowEmptyValue") != flag(new, "allowEmptyValue") {
            let message = format!("parameter `{name}` {message}");
            let places = (empty(old), empty(new));
            self.emit_either((rule, None), received, direction, places, message);
        }
        if !told.is_empty() {
            // The key that differs, not just one that is there.
            let at = |node: Node<'d>, other: Node<'d>| {
                let differs =
                    |key: &&str| !node.get(key).zip(other.get(key)).is_some_and(|(a, b)| a.same(b));
                let keys = ["style", "explode", "allowReserved"];
                keys.iter().filter(|key| differs(key)).find_map(|key| node.get(key)).or(Some(node))
            };
            let message = format!("parameter `{name}`: {}", told.join(", "));
            self.emit_either(
                (&rules::PARAMETER_STYLE_CHANGED, None),
                Wire::Breaking,
                direction,
                (at(old, new), at(new, old)),
                message,
            );
        }
    }

    /// Whether a parameter holds one value, which looks the same exploded or not.
    fn is_scalar(&self, side: &Side<'d>, parameter: Node<'d>) -> bool {
        let schema = parameter.get("schema").and_then(|schema| side.follow(schema));
        let kind = schema.and_then(|schema| schema.get("type")).and_then(Node::as_str);
        matches!(kind, Some("string" | "number" | "integer" | "boolean"))
    }

    fn parameter_value(&mut self, old: Node<'d>, new: Node<'d>, name: &str, direction: Direction) {
        let content =
            |node: Node<'d>| node.get("content").and_then(|content| content.entries().next());
        match (content(old), content(new)) {
            (Some((a, old_media)), Some((b, new_media))) if a == b => {
                self.media_type(a, old_media, new_media, direction);
            }
            (None, None) => {}
            _ => {
                let message = format!("parameter `{name}` is written in another media type");
                let at = |node: Node<'d>| node.get("content").or_else(|| node.get("schema"));
                self.emit_either(
                    (&rules::PARAMETER_MEDIA_TYPE_CHANGED, None),
                    Wire::Breaking,
                    direction,
                    (at(old).or(Some(old)), at(new).or(Some(new))),
                    message,
                );
                return;
            }
        }
        let schema = |node: Node<'d>| node.get("schema");
        if schema(old).is_some() || schema(new).is_some() {
            let nodes = |node: Node<'d>| schema(node).into_iter().collect::<Vec<_>>();
            self.schema_at(&nodes(old), &nodes(new), direction, Slot::Parameter, (old, new));
        }
    }

    /// Two schemas of which either may be missing, which means anything.
    pub(crate) fn maybe_schema(
        &mut self,
        old: Option<Node<'d>>,
        new: Option<Node<'d>>,
        around: (Node<'d>, Node<'d>),
        direction: Direction,
    ) {
        if old.is_none() && new.is_none() {
            return;
        }
        let at = |node: Option<Node<'d>>| node.into_iter().collect::<Vec<_>>();
        self.schema_at(&at(old), &at(new), direction, Slot::Plain, around);
    }
}

/// The parameters of an operation, and those of its path that it does not override.
fn listed<'d>(side: &Side<'d>, (operation, item): (Node<'d>, Node<'d>)) -> Vec<Listed<'d>> {
    let resolve = |site: Node<'d>| Listed { site, node: side.follow(site).unwrap_or(site) };
    let list =
        |node: Node<'d>| node.get("parameters").into_iter().flat_map(Node::items).map(resolve);
    let mut own: Vec<Listed<'d>> = list(operation).collect();
    let shared: Vec<_> = list(item)
        .filter(|shared| !own.iter().any(|own| own.is(shared.text("in"), shared.text("name"))))
        .collect();
    own.extend(shared);
    own
}

pub(super) fn flag(node: Node<'_>, key: &str) -> bool {
    node.get(key).and_then(Node::as_bool) == Some(true)
}

pub(super) fn required(parameter: Node<'_>) -> bool {
    flag(parameter, "required") || parameter.get("in").and_then(Node::as_str) == Some("path")
}

/// Style and explode, with what they are where they are not given.
fn style(parameter: Node<'_>) -> (String, bool) {
    let form = matches!(parameter.get("in").and_then(Node::as_str), Some("query" | "cookie"));
    let style = parameter.get("style").and_then(Node::as_str).unwrap_or(if form {
        "form"
    } else {
        "simple"
    });
    let explode = parameter.get("explode").and_then(Node::as_bool).unwrap_or(style == "form");
    (style.to_owned(), explode)
}
