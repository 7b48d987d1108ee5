//! Responses by status, their bodies and headers.

use oas_source::Node;
use oas_source::status::is_success;

use super::Compare;
use super::predict::{Failure, Success, taken_away};
use crate::class::{Direction, Rust};
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
            |list: &[(&str, Node<'d>)]| list.iter().any(|(status, _)| is_success(status));
        // Where no success is documented, `default` is the answer; else it is the error.
        let default_answers = !has_success(&gone) && !has_success(&come);
        let succeeds =
            |status: &str| is_success(status) || (default_answers && status == "default");
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
                self.of_errors = !succeeds(status);
                self.response(a, b, direction);
                self.of_errors = false;
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
        let failures = (Failure::of(self.old, old.1), Failure::of(self.new, new.1));
        for (status, a) in gone.iter().filter(|(status, _)| !succeeds(status)) {
            let rust = taken_away(failures.1.added(self.old, &failures.0, *a));
            self.emit_with(
                &rules::ERROR_STATUS_REMOVED,
                rust,
                (Some(*a), None),
                format!("error status {status} removed"),
            );
        }
        for (status, b) in come.iter().filter(|(status, _)| !succeeds(status)) {
            let rust = failures.0.added(self.new, &failures.1, *b);
            self.emit_with(
                &rules::ERROR_STATUS_ADDED,
                rust,
                (None, Some(*b)),
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
        self.links(old.get("links"), new.get("links"));
    }
}
