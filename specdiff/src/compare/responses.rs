//! Responses by status, their bodies and headers.

use oas_source::Node;

use super::Compare;
use super::docs::verb;
use super::document::both;
use super::predict::Success;
use crate::class::{Direction, Rust, Wire};
use crate::rules::bodies as rules;

impl<'d> Compare<'d, '_> {
    /// The responses of two operations, each given with its operation.
    pub(crate) fn responses(
        &mut self,
        old: (Node<'d>, Option<Node<'d>>),
        new: (Node<'d>, Option<Node<'d>>),
        direction: Direction,
    ) {
        let list = |node: Option<Node<'d>>| -> Vec<(&'d str, Node<'d>)> {
            node.into_iter()
                .flat_map(Node::entries)
                .filter(|(status, _)| !status.starts_with("x-"))
                .collect()
        };
        let (mut gone, mut come) = (list(old.1), list(new.1));
        let has_success =
            |list: &[(&str, Node<'d>)]| list.iter().any(|(status, _)| status.starts_with('2'));
        // Where no success is documented, `default` is the answer; else it is the error.
        let default_answers = !has_success(&gone) && !has_success(&come);
        let succeeds =
            |status: &str| status.starts_with('2') || (default_answers && status == "default");
        if let (Some(a), Some(b)) = (old.1, new.1) {
            self.extensions(a, b);
        }
        gone.retain(|(status, a)| {
            let Some(at) = come.iter().position(|(other, _)| other.eq_ignore_ascii_case(status))
            else {
                return true;
            };
            let (_, b) = come.remove(at);
            if !self.same_component(*a, b) {
                let (a, b) = (self.old.item(*a), self.new.item(b));
                self.response(a, b, direction);
            }
            false
        });
        let success = |list: &[(&'d str, Node<'d>)]| -> Vec<(&'d str, Node<'d>)> {
            list.iter().copied().filter(|(status, _)| succeeds(status)).collect()
        };
        let (lost, won) = (success(&gone), success(&come));
        let shapes = (Success::of(self.old, old.1), Success::of(self.new, new.1));
        let by_status = shapes.0 == Success::ByStatus && shapes.1 == Success::ByStatus;
        let same_type = shapes.0 == shapes.1 && !by_status;
        if let ([(a_status, a)], [(b_status, b)]) = (lost.as_slice(), won.as_slice()) {
            let message = format!("success status {a_status} became {b_status}");
            let rust = if by_status { Rust::Major } else { Rust::None };
            let places = (Some(*a), Some(*b));
            self.emit_with(&rules::SUCCESS_STATUS_CHANGED, rust, places, message);
            let (a, b) = (self.old.item(*a), self.new.item(*b));
            self.response(a, b, direction);
        } else {
            for (status, a) in lost {
                self.emit_with(
                    &rules::SUCCESS_STATUS_REMOVED,
                    if same_type { Rust::None } else { Rust::Major },
                    (Some(a), None),
                    format!("success status {status} removed"),
                );
            }
            for (status, b) in won {
                let rust = match (same_type, by_status) {
                    (true, _) => Rust::None,
                    (_, true) => Rust::Minor,
                    _ => Rust::Major,
                };
                self.emit_with(
                    &rules::SUCCESS_STATUS_ADDED,
                    rust,
                    (None, Some(b)),
                    format!("success status {status} added"),
                );
                self.inspect(b);
            }
        }
        for (status, a) in gone.iter().filter(|(status, _)| !succeeds(status)) {
            self.emit(
                &rules::ERROR_STATUS_REMOVED,
                Some(*a),
                None,
                format!("error status {status} removed"),
            );
        }
        for (status, b) in come.iter().filter(|(status, _)| !succeeds(status)) {
            self.emit(
                &rules::ERROR_STATUS_ADDED,
                None,
                Some(*b),
                format!("error status {status} added"),
            );
            self.inspect(*b);
        }
    }

    pub(crate) fn response(&mut self, old: Node<'d>, new: Node<'d>, direction: Direction) {
        if old.same(new) || !self.first_visit(old, new) {
            return;
        }
        self.words(old, new);
        self.headers(old.get("headers"), new.get("headers"), direction);
        let content =
            |node: Node<'d>| node.get("content").filter(|content| content.entries().len() > 0);
        match (content(old), content(new)) {
            (Some(a), None) => {
                self.emit(&rules::RESPONSE_BODY_REMOVED, Some(a), None, "response body removed");
            }
            (None, Some(b)) => {
                self.emit(&rules::RESPONSE_BODY_ADDED, None, Some(b), "response body added");
                self.inspect(b);
            }
            (a, b) => self.content(a, b, direction, Direction::Response),
        }
        let (a, b) = (old.get("links"), new.get("links"));
        if a.is_some() != b.is_some() || a.zip(b).is_some_and(|(a, b)| !a.same(b)) {
            self.emit(&rules::RESPONSE_LINKS_CHANGED, a, b, format!("links {}", verb(a, b)));
        }
    }

    fn headers(&mut self, old: Option<Node<'d>>, new: Option<Node<'d>>, direction: Direction) {
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
        for (name, b) in new.into_iter().flat_map(Node::entries) {
            if find(old, name).is_none() {
                self.emit(
                    &rules::RESPONSE_HEADER_ADDED,
                    None,
                    Some(b),
                    format!("header `{name}` added"),
                );
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
        let required = |node: Node<'d>| node.get("required").and_then(Node::as_bool) == Some(true);
        let at = |node: Node<'d>| node.get("required").or(Some(node));
        match (required(old), required(new)) {
            (true, false) => self.emit(
                &rules::RESPONSE_HEADER_BECAME_OPTIONAL,
                at(old),
                at(new),
                "header became optional",
            ),
            (false, true) => self.emit(
                &rules::RESPONSE_HEADER_BECAME_REQUIRED,
                at(old),
                at(new),
                "header became required",
            ),
            _ => {}
        }
        self.maybe_schema(old.get("schema"), new.get("schema"), (old, new), direction);
        if let (Some(a), Some(b)) = (old.get("content"), new.get("content")) {
            for (_, a, b) in both(a, b) {
                if let (Some(a), Some(b)) = (a, b) {
                    self.maybe_schema(a.get("schema"), b.get("schema"), (a, b), direction);
                }
            }
        }
        // The client has no type for headers: it goes on, and only code that reads this one notices.
        for pending in self.pending_changes.iter_mut().skip(before) {
            pending.wire = pending.wire.min(Wire::Risky);
            pending.rust = Rust::None;
        }
    }
}
