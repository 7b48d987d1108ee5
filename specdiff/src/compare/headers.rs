//! Headers and links of responses.

use oas_source::Node;

use super::Compare;
use super::docs::verb;
use super::document::both;
use super::parameters::flag;
use crate::class::{Direction, Rust, Wire};
use crate::rules::{bodies as rules, security};

impl<'d> Compare<'d, '_> {
    pub(crate) fn headers(
        &mut self,
        old: Option<Node<'d>>,
        new: Option<Node<'d>>,
        direction: Direction,
    ) {
        let find = |map: Option<Node<'d>>, name: &str| {
            map.into_iter()
                .flat_map(Node::entries)
                .find(|(other, _)| other.eq_ignore_ascii_case(name))
        };
        for (name, a) in old.into_iter().flat_map(Node::entries) {
            match find(new, name) {
                Some((_, b)) if self.same_component(a, b) => {}
                Some((_, b)) => {
                    let (a, b) = (self.old.item(a), self.new.item(b));
                    self.header(a, b, direction);
                }
                None => self.emit(
                    &rules::RESPONSE_HEADER_REMOVED,
                    Some(a),
                    None,
                    format!("header `{name}` removed"),
                ),
            }
        }
        let is_first = old.is_none_or(|old| old.entries().len() == 0);
        for (name, b) in new.into_iter().flat_map(Node::entries) {
            if find(old, name).is_none() {
                let rust = if is_first { Rust::Major } else { Rust::Minor };
                let message = format!("header `{name}` added");
                self.emit_with(&rules::RESPONSE_HEADER_ADDED, rust, (None, Some(b)), message);
                self.inspect_name("header", name, b);
                self.inspect(b);
            }
        }
    }

    pub(crate) fn header(&mut self, old: Node<'d>, new: Node<'d>, direction: Direction) {
        if old.same(new) || !self.first_visit(old, new) {
            return;
        }
        let before = self.pending_changes.len();
        self.words(old, new);
        for (key, set, unset, told) in [
            (
                "required",
                &rules::RESPONSE_HEADER_BECAME_REQUIRED,
                &rules::RESPONSE_HEADER_BECAME_OPTIONAL,
                ["header became required", "header became optional"],
            ),
            (
                "deprecated",
                &rules::RESPONSE_HEADER_DEPRECATED,
                &rules::RESPONSE_HEADER_REACTIVATED,
                ["header deprecated", "header no longer deprecated"],
            ),
        ] {
            let (was, is) = (flag(old, key), flag(new, key));
            if was != is {
                let at = |node: Node<'d>| node.get(key).or(Some(node));
                let rule = if is { set } else { unset };
                self.emit(rule, at(old), at(new), told[usize::from(was)]);
            }
        }
        if flag(old, "explode") != flag(new, "explode") {
            let at = |node: Node<'d>| node.get("explode").or(Some(node));
            let (was, is) = (flag(old, "explode"), flag(new, "explode"));
            let message = format!("explode of the header: `{was}` became `{is}`");
            self.emit(&rules::RESPONSE_HEADER_STYLE_CHANGED, at(old), at(new), message);
        }
        self.header_value(old, new, direction);
        // A header that does not fit is an error of who reads it: the call goes on.
        for pending in self.pending_changes.iter_mut().skip(before) {
            pending.wire = pending.wire.min(Wire::Risky);
        }
    }

    fn header_value(&mut self, old: Node<'d>, new: Node<'d>, direction: Direction) {
        let content =
            |node: Node<'d>| node.get("content").and_then(|content| content.entries().next());
        match (content(old), content(new)) {
            (Some((a, old_media)), Some((b, new_media))) if a == b => {
                self.media_type(a, old_media, new_media, direction);
            }
            (None, None) => {
                self.maybe_schema(old.get("schema"), new.get("schema"), (old, new), direction);
            }
            _ => {
                let at = |node: Node<'d>| {
                    node.get("content").or_else(|| node.get("schema")).or(Some(node))
                };
                let message = "header is written in another media type";
                self.emit(&rules::RESPONSE_HEADER_STYLE_CHANGED, at(old), at(new), message);
            }
        }
    }

    pub(crate) fn links(&mut self, old: Option<Node<'d>>, new: Option<Node<'d>>) {
        let all = |map: Option<Node<'d>>| map.into_iter().flat_map(Node::entries);
        for (name, a) in all(old) {
            match new.and_then(|new| new.get(name)) {
                Some(b) if self.same_component(a, b) => {}
                Some(b) => self.link(self.old.item(a), self.new.item(b)),
                None => {
                    let message = format!("link `{name}` removed");
                    self.emit(&rules::RESPONSE_LINKS_CHANGED, Some(a), None, message);
                }
            }
        }
        for (name, b) in all(new) {
            if old.and_then(|old| old.get(name)).is_none() {
                let message = format!("link `{name}` added");
                self.emit(&rules::RESPONSE_LINKS_CHANGED, None, Some(b), message);
                self.inspect_name("link", name, b);
                self.inspect(b);
            }
        }
    }

    pub(crate) fn link(&mut self, old: Node<'d>, new: Node<'d>) {
        if old.same(new) || !self.first_visit(old, new) {
            return;
        }
        self.words(old, new);
        for (key, a, b) in both(old, new) {
            let equal = a.zip(b).is_some_and(|(a, b)| a.same(b));
            match (key, a, b) {
                _ if equal || key.starts_with("x-") => {}
                ("description" | "summary", ..) => {}
                ("server", Some(a), Some(b)) => {
                    self.server(a, b);
                    let url = |server: Node<'d>| server.get("url").and_then(Node::as_str);
                    if url(a) != url(b) {
                        let places = (a.get("url").or(Some(a)), b.get("url").or(Some(b)));
                        let message = "server of the link changed";
                        self.emit(&security::SERVER_CHANGED, places.0, places.1, message);
                    }
                }
                ("parameters", Some(a), Some(b)) => {
                    for (name, x, y) in both(a, b) {
                        if !x.zip(y).is_some_and(|(x, y)| x.same(y)) {
                            let message = format!("parameter `{name}` of the link {}", verb(x, y));
                            self.emit(&rules::RESPONSE_LINKS_CHANGED, x, y, message);
                        }
                    }
                }
                _ => {
                    let message = format!("{key} of the link {}", verb(a, b));
                    self.emit(&rules::RESPONSE_LINKS_CHANGED, a, b, message);
                }
            }
        }
    }
}
