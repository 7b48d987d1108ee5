//! Request bodies, and the media types of requests and responses.

use oas_source::Node;

use super::Compare;
use super::predict;
use crate::class::{Direction, Rust, Wire};
use crate::rules::{bodies as rules, pairs};

/// A media type as it is compared: lowercase, without parameters.
type Media<'d> = (String, &'d str, Node<'d>);

impl<'d> Compare<'d, '_> {
    /// The bodies of two operations, each given with its operation.
    pub(crate) fn request_bodies(
        &mut self,
        old: (Node<'d>, Option<Node<'d>>),
        new: (Node<'d>, Option<Node<'d>>),
        direction: Direction,
    ) {
        match (old.1, new.1) {
            (Some(a), Some(b)) if self.same_component(a, b) => {}
            (Some(a), Some(b)) => {
                let (a, b) = (self.old.item(a), self.new.item(b));
                self.request_body(a, b, direction);
            }
            (Some(a), None) => self.emit_either(
                (&rules::REQUEST_BODY_REMOVED, None),
                Wire::Breaking,
                direction,
                (Some(a), None),
                "request body removed",
            ),
            (None, Some(b)) => {
                let required = is_required(self.new.item(b));
                let rule = if required {
                    &rules::REQUEST_BODY_ADDED_REQUIRED
                } else {
                    &rules::REQUEST_BODY_ADDED_OPTIONAL
                };
                let word = if required { "required" } else { "optional" };
                let message = format!("{word} request body added");
                self.emit_either((rule, None), Wire::Safe, direction, (None, Some(b)), message);
                self.inspect(b);
            }
            (None, None) => {}
        }
    }

    pub(crate) fn request_body(&mut self, old: Node<'d>, new: Node<'d>, direction: Direction) {
        if old.same(new) || !self.first_visit(old, new) {
            return;
        }
        self.words(old, new);
        let at = |node: Node<'d>| node.get("required").or(Some(node));
        let rust = predict::body_left_out(new.get("content"));
        match (is_required(old), is_required(new)) {
            (false, true) => self.emit_either(
                (&rules::REQUEST_BODY_BECAME_REQUIRED, Some(rust)),
                Wire::Safe,
                direction,
                (at(old), at(new)),
                "request body became required",
            ),
            (true, false) => self.emit_either(
                (&rules::REQUEST_BODY_BECAME_OPTIONAL, Some(rust)),
                Wire::Breaking,
                direction,
                (at(old), at(new)),
                "request body became optional",
            ),
            _ => {}
        }
        self.content(old.get("content"), new.get("content"), direction, Direction::Request);
    }

    /// Two `content` maps. `direction` is that of the data; `part` says whether it is a request or a response.
    pub(crate) fn content(
        &mut self,
        old: Option<Node<'d>>,
        new: Option<Node<'d>>,
        direction: Direction,
        part: Direction,
    ) {
        let (mut gone, mut come) = (media_types(old), media_types(new));
        gone.retain(|(name, written, a)| {
            let exact = come.iter().position(|(_, other, _)| other == written);
            let Some(at) = exact.or_else(|| come.iter().position(|(other, ..)| other == name))
            else {
                return true;
            };
            let (_, _, b) = come.remove(at);
            if !self.same_component(*a, b) {
                self.media_type(written, *a, b, direction);
            }
            false
        });
        let request = part == Direction::Request;
        let pick = |pair: &crate::rules::Pair| if request { pair.request } else { pair.response };
        let all = |content: Option<Node<'d>>| -> Vec<(&'d str, Node<'d>)> {
            content.into_iter().flat_map(Node::entries).collect()
        };
        let (all_old, all_new) = (all(old), all(new));
        if let ([(_, a_name, a)], [(_, b_name, b)]) = (gone.as_slice(), come.as_slice()) {
            // One went and one came, so that the others are the same on both sides.
            let others: Vec<_> = all_old.into_iter().filter(|(name, _)| name != a_name).collect();
            let changed = if request { predict::body_changed } else { predict::answer_changed };
            self.emit_with(
                pick(&pairs::MEDIA_TYPE_CHANGED),
                changed((a_name, *a), (b_name, *b), &others),
                (Some(*a), Some(*b)),
                format!("media type `{a_name}` became `{b_name}`"),
            );
            self.media_type("", *a, *b, direction);
            return;
        }
        let added = if request { predict::body_added } else { predict::answer_added };
        for (_, name, a) in gone {
            self.emit_with(
                pick(&pairs::MEDIA_TYPE_REMOVED),
                predict::taken_away(added(&all_new, (name, a))),
                (Some(a), None),
                format!("media type `{name}` removed"),
            );
        }
        for (_, name, b) in come {
            self.emit_with(
                pick(&pairs::MEDIA_TYPE_ADDED),
                added(&all_old, (name, b)),
                (None, Some(b)),
                format!("media type `{name}` added"),
            );
            self.inspect(b);
        }
    }

    /// Two media types of one name, which is empty where it is not known.
    pub(crate) fn media_type(
        &mut self,
        name: &str,
        old: Node<'d>,
        new: Node<'d>,
        direction: Direction,
    ) {
        // OpenAPI 3.2 has media types among the components.
        let (old, new) = (self.old.item(old), self.new.item(new));
        if old.same(new) || !self.first_visit(old, new) {
            return;
        }
        self.words(old, new);
        let schemas = (old.get("schema"), new.get("schema"));
        let raw = predict::is_bytes(name) && is_raw(schemas.0) && is_raw(schemas.1);
        match schemas {
            (Some(a), Some(b)) if raw => self.words(a, b),
            _ if raw => {}
            (a, b) => {
                let before = self.pending_changes.len();
                self.maybe_schema(a, b, (old, new), direction);
                if predict::is_untyped(name) {
                    for pending in self.pending_changes.iter_mut().skip(before) {
                        pending.rust = Rust::None;
                    }
                }
            }
        }
        // OpenAPI 3.2 describes the items of a stream; documents use it already.
        self.maybe_schema(old.get("itemSchema"), new.get("itemSchema"), (old, new), direction);
        self.encodings(old, new, direction);
    }
}

/// Whether a schema says no more than that there are bytes: in the spelling of 3.0, in those of 3.1, or not at all.
fn is_raw(schema: Option<Node<'_>>) -> bool {
    let Some(schema) = schema else { return true };
    let text = |key: &str| schema.get(key).and_then(Node::as_str);
    let string = text("type") == Some("string");
    let spelled = text("format") == Some("binary") || schema.get("contentMediaType").is_some();
    let silent = schema.entries().all(|(key, _)| {
        matches!(
            key,
            "type"
                | "format"
                | "contentMediaType"
                | "title"
                | "description"
                | "example"
                | "examples"
        )
    });
    let format = text("format").is_none_or(|format| format == "binary");
    silent
        && format
        && (string && spelled || schema.get("type").is_none() && schema.as_bool() != Some(false))
}

fn is_required(body: Node<'_>) -> bool {
    body.get("required").and_then(Node::as_bool) == Some(true)
}

fn media_types<'d>(content: Option<Node<'d>>) -> Vec<Media<'d>> {
    let bare = |name: &str| name.split(';').next().unwrap_or("").trim().to_ascii_lowercase();
    content
        .into_iter()
        .flat_map(Node::entries)
        .map(|(name, node)| (bare(name), name, node))
        .collect()
}
