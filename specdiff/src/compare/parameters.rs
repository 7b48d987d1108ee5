//! Parameters: of an operation with those of its path, paired by place and name.

use oas_source::Node;

use super::Compare;
use super::index::Side;
use super::paths::Renames;
use super::schema::Slot;
use crate::class::Direction;
use crate::rules::parameters as rules;

/// A parameter as it stands in a list, and what it is.
#[derive(Clone, Copy)]
struct Listed<'d> {
    site: Node<'d>,
    node: Node<'d>,
}

impl<'d> Listed<'d> {
    fn text(self, key: &str) -> &'d str {
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
        renames: &Renames,
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
            renames
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
            self.parameter(a.node, b.node);
            false
        });
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
            self.emit(&rules::PARAMETER_LOCATION_CHANGED, Some(a.node), Some(b.node), message);
            self.parameter(a.node, b.node);
            false
        });
        for a in gone {
            let message = format!("{} parameter `{}` removed", a.text("in"), a.text("name"));
            self.emit(&rules::PARAMETER_REMOVED, Some(a.site), None, message);
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
            self.emit(rule, None, Some(b.site), message);
            self.inspect_name("parameter", b.text("name"), b.node);
            self.inspect(b.site);
        }
    }

    /// Two parameters that are one.
    pub(crate) fn parameter(&mut self, old: Node<'d>, new: Node<'d>) {
        if old.same(new) || !self.first_visit(old, new) {
            return;
        }
        if let (Some(a), Some(b)) = (self.old.follow(old), self.new.follow(new))
            && (a.id() != old.id() || b.id() != new.id())
        {
            // A component that is itself a reference.
            return self.parameter(a, b);
        }
        let text = |node: Node<'d>, key: &str| node.get(key).and_then(Node::as_str).unwrap_or("");
        let name = text(old, "name");
        self.words(old, new);
        let place = text(new, "in");
        // Only a shared parameter comes here with another place or name of its own.
        let moved = text(old, "in") != place
            || (place != "path" && !name.eq_ignore_ascii_case(text(new, "name")));
        if moved && self.old.component_of(old).is_some() {
            let message = format!(
                "parameter `{name}` in {} became `{}` in {place}",
                text(old, "in"),
                text(new, "name")
            );
            self.emit(&rules::PARAMETER_LOCATION_CHANGED, Some(old), Some(new), message);
        }
        match (required(old), required(new)) {
            (false, true) => self.emit(
                &rules::PARAMETER_BECAME_REQUIRED,
                old.get("required").or(Some(old)),
                new.get("required").or(Some(new)),
                format!("parameter `{name}` became required"),
            ),
            (true, false) => self.emit(
                &rules::PARAMETER_BECAME_OPTIONAL,
                old.get("required").or(Some(old)),
                new.get("required").or(Some(new)),
                format!("parameter `{name}` became optional"),
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
        self.style(old, new, name);
        self.parameter_value(old, new, name);
    }

    fn style(&mut self, old: Node<'d>, new: Node<'d>, name: &str) {
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
        for key in ["allowReserved", "allowEmptyValue"] {
            if flag(old, key) != flag(new, key) {
                told.push(format!("{key} `{}` became `{}`", flag(old, key), flag(new, key)));
            }
        }
        if !told.is_empty() {
            // The key that differs, not just one that is there.
            let at = |node: Node<'d>, other: Node<'d>| {
                let differs =
                    |key: &&str| !node.get(key).zip(other.get(key)).is_some_and(|(a, b)| a.same(b));
                let keys = ["style", "explode", "allowReserved", "allowEmptyValue"];
                keys.iter().filter(|key| differs(key)).find_map(|key| node.get(key)).or(Some(node))
            };
            let message = format!("parameter `{name}`: {}", told.join(", "));
            self.emit(&rules::PARAMETER_STYLE_CHANGED, at(old, new), at(new, old), message);
        }
    }

    /// Whether a parameter holds one value, which looks the same exploded or not.
    fn is_scalar(&self, side: &Side<'d>, parameter: Node<'d>) -> bool {
        let schema = parameter.get("schema").and_then(|schema| side.follow(schema));
        let kind = schema.and_then(|schema| schema.get("type")).and_then(Node::as_str);
        matches!(kind, Some("string" | "number" | "integer" | "boolean"))
    }

    fn parameter_value(&mut self, old: Node<'d>, new: Node<'d>, name: &str) {
        let content =
            |node: Node<'d>| node.get("content").and_then(|content| content.entries().next());
        match (content(old), content(new)) {
            (Some((a, old_media)), Some((b, new_media))) if a == b => {
                self.media_type(old_media, new_media, Direction::Request);
            }
            (None, None) => {}
            _ => {
                let message = format!("parameter `{name}` is written in another media type");
                let at = |node: Node<'d>| node.get("content").or_else(|| node.get("schema"));
                self.emit(&rules::PARAMETER_MEDIA_TYPE_CHANGED, at(old), at(new), message);
                return;
            }
        }
        let schema = |node: Node<'d>| node.get("schema");
        if schema(old).is_some() || schema(new).is_some() {
            let nodes = |node: Node<'d>| schema(node).into_iter().collect::<Vec<_>>();
            let direction = Direction::Request;
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

fn flag(node: Node<'_>, key: &str) -> bool {
    node.get(key).and_then(Node::as_bool) == Some(true)
}

fn required(parameter: Node<'_>) -> bool {
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
