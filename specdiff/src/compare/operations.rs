//! Two operations on one path.

use oas_source::Node;

use super::Compare;
use super::docs::verb;
use super::paths::Moved;
use crate::class::Direction;
use crate::rules::operations as rules;

impl<'d> Compare<'d, '_> {
    pub(crate) fn operation(
        &mut self,
        old: Node<'d>,
        new: Node<'d>,
        items: (Node<'d>, Node<'d>),
        moved: &Moved,
        (client, updates): (bool, bool),
    ) {
        let (request, response) = if client {
            (Direction::Request, Direction::Response)
        } else {
            (Direction::Response, Direction::Request)
        };
        self.parameters((old, items.0), (new, items.1), moved, request);
        if old.same(new) {
            return;
        }
        self.words(old, new);
        self.servers(old, new);
        self.operation_id(old.get("operationId"), new.get("operationId"));
        self.operation_tags(old.get("tags"), new.get("tags"));
        let deprecated =
            |node: Node<'d>| node.get("deprecated").and_then(Node::as_bool) == Some(true);
        match (deprecated(old), deprecated(new)) {
            (false, true) => self.emit(
                &rules::OPERATION_DEPRECATED,
                old.get("deprecated").or(Some(old)),
                new.get("deprecated"),
                "operation deprecated",
            ),
            (true, false) => self.emit(
                &rules::OPERATION_REACTIVATED,
                old.get("deprecated"),
                new.get("deprecated").or(Some(new)),
                "operation no longer deprecated",
            ),
            _ => {}
        }
        self.operation_security(old, new);
        self.updates = updates;
        self.request_bodies((old, old.get("requestBody")), (new, new.get("requestBody")), request);
        self.updates = false;
        self.responses((old, old.get("responses")), (new, new.get("responses")), response);
        self.callbacks(old.get("callbacks"), new.get("callbacks"));
    }

    fn operation_id(&mut self, old: Option<Node<'d>>, new: Option<Node<'d>>) {
        let text = |node: Option<Node<'d>>| node.and_then(Node::as_str);
        if text(old) == text(new) {
            return;
        }
        let message = match (text(old), text(new)) {
            (Some(a), Some(b)) => format!("operationId `{a}` became `{b}`"),
            (a, b) => format!("operationId `{}` {}", a.or(b).unwrap_or(""), verb(old, new)),
        };
        self.emit(&rules::OPERATION_ID_CHANGED, old, new, message);
        if let (Some(node), Some(id)) = (new, text(new)) {
            self.inspect_name("operationId", id, node);
        }
    }

    fn operation_tags(&mut self, old: Option<Node<'d>>, new: Option<Node<'d>>) {
        let names = |list: Option<Node<'d>>| -> Vec<&'d str> {
            list.into_iter().flat_map(Node::items).filter_map(Node::as_str).collect()
        };
        let (a, b) = (names(old), names(new));
        let gone: Vec<String> =
            a.iter().filter(|tag| !b.contains(tag)).map(|tag| format!("-{tag}")).collect();
        let come: Vec<String> =
            b.iter().filter(|tag| !a.contains(tag)).map(|tag| format!("+{tag}")).collect();
        if !gone.is_empty() || !come.is_empty() {
            let message = format!("tags changed: {}", [gone, come].concat().join(", "));
            self.emit(&rules::OPERATION_TAGS_CHANGED, old, new, message);
        }
    }
}
