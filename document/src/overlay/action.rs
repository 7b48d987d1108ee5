//! The members of an overlay.

use rustc_hash::FxHashMap;

use crate::build::Built;
use crate::document::Document;
use crate::error::{Error, ErrorKind};
use crate::node::Node;
use crate::position::Position;
use crate::query::Query;
use crate::text::quoted;

/// One action.
#[derive(Debug, Clone)]
pub(super) struct Action {
    /// From 1.
    pub(super) number: usize,
    pub(super) at: Position,
    /// As written.
    pub(super) target: String,
    pub(super) select: Query,
    pub(super) change: Change,
}

/// What an action does with each node that it selects.
#[derive(Debug, Clone)]
pub(super) enum Change {
    /// Only looks whether there is anything.
    Nothing,
    Remove,
    /// Merges the overlay's node with this id.
    Update(u32),
    /// Merges what the query selects in the document.
    Copy(String, Query),
}

/// The overlay's tree as it was, what it extends, and its actions.
pub(super) fn read(
    built: Built,
    name: &str,
) -> Result<(Built, Option<String>, Vec<Action>), Error> {
    let document = Document::of(name, built, false);
    let overlay = Reader { name };
    let root = document.root();
    overlay.members(root, "the overlay", &["overlay", "info", "extends", "actions"])?;
    let version = overlay.text(root, "the overlay", "overlay")?;
    if !["1.0.", "1.1."].iter().any(|known| {
        let patch = version.strip_prefix(known);
        patch.is_some_and(|it| !it.is_empty() && it.bytes().all(|byte| byte.is_ascii_digit()))
    }) {
        let message = format!("the version {} is not known", quoted(version));
        let at = root.get("overlay").unwrap_or(root);
        return Err(overlay.wrong(at, message).advise("Overlay 1.0 and 1.1 are supported"));
    }
    let info = overlay.member(root, "the overlay", "info")?;
    overlay.members(info, "`info`", &["title", "version", "description"])?;
    overlay.text(info, "`info`", "title")?;
    overlay.text(info, "`info`", "version")?;
    overlay.optional_text(info, "`info`", "description")?;
    let extends = overlay.optional_text(root, "the overlay", "extends")?.map(str::to_owned);
    let list = overlay.member(root, "the overlay", "actions")?;
    if list.items().len() == 0 {
        let message = "`actions` is no list of actions".to_owned();
        return Err(overlay.wrong(list, message));
    }
    let mut actions = Vec::new();
    let mut known = FxHashMap::default();
    for (number, action) in (1..).zip(list.items()) {
        // Lists may be added to twice, which nobody means.
        if let Some((first, _)) =
            known.insert(action.hash(), (number, action)).filter(|(_, first)| action.same(*first))
        {
            let message = format!("action {number} is action {first} again");
            return Err(overlay.wrong(action, message));
        }
        actions.push(overlay.action(number, action)?);
    }
    Ok((document.built, extends, actions))
}

struct Reader<'a> {
    name: &'a str,
}

impl Reader<'_> {
    fn wrong(&self, node: Node<'_>, message: String) -> Error {
        let (line, column) = node.value_position();
        let error =
            Error::new(ErrorKind::Overlay, self.name, message).position(Position { line, column });
        let pointer = node.pointer();
        if pointer.is_empty() { error } else { error.pointer_to(&pointer) }
    }

    /// Refuses a value that is no object, and members that are not known.
    fn members(&self, node: Node<'_>, what: &str, known: &[&str]) -> Result<(), Error> {
        if !node.is_object() {
            return Err(self.wrong(node, format!("{what} is not an object")));
        }
        for (key, member) in node.entries() {
            if !known.contains(&key) && !key.starts_with("x-") {
                let message = format!("{what} has no member {}", quoted(key));
                return Err(self
                    .wrong(member, message)
                    .advise(format!("it may have {}", known.join(", "))));
            }
        }
        Ok(())
    }

    fn member<'d>(&self, node: Node<'d>, what: &str, key: &str) -> Result<Node<'d>, Error> {
        node.get(key).ok_or_else(|| self.wrong(node, format!("{what} has no `{key}`")))
    }

    fn text<'d>(&self, node: Node<'d>, what: &str, key: &str) -> Result<&'d str, Error> {
        self.member(node, what, key)?;
        Ok(self.optional_text(node, what, key)?.unwrap_or_default())
    }

    fn optional_text<'d>(
        &self,
        node: Node<'d>,
        what: &str,
        key: &str,
    ) -> Result<Option<&'d str>, Error> {
        let Some(member) = node.get(key) else { return Ok(None) };
        let text = member.as_str();
        let not_text = || self.wrong(member, format!("`{key}` of {what} is not a string"));
        text.map(Some).ok_or_else(not_text)
    }

    fn action(&self, number: usize, node: Node<'_>) -> Result<Action, Error> {
        let what = format!("action {number}");
        self.members(node, &what, &["target", "description", "update", "copy", "remove"])?;
        let target = self.text(node, &what, "target")?;
        let select = self.query(node, &what, "target", target)?;
        self.optional_text(node, &what, "description")?;
        let remove = match node.get("remove") {
            None => false,
            Some(flag) => flag.as_bool().ok_or_else(|| {
                self.wrong(flag, format!("`remove` of {what} is neither true nor false"))
            })?,
        };
        let change = match (remove, node.get("update"), self.optional_text(node, &what, "copy")?) {
            // With it, the others have no effect.
            (true, ..) => Change::Remove,
            (_, Some(update), None) => Change::Update(update.id()),
            (_, None, Some(copy)) => {
                Change::Copy(copy.to_owned(), self.query(node, &what, "copy", copy)?)
            }
            (_, Some(_), Some(_)) => {
                let message = format!("{what} has both `update` and `copy`");
                return Err(self.wrong(node, message).advise("make two actions of it"));
            }
            (_, None, None) => Change::Nothing,
        };
        let at = Position { line: node.line(), column: node.column() };
        Ok(Action { number, at, target: target.to_owned(), select, change })
    }

    fn query(&self, node: Node<'_>, what: &str, key: &str, text: &str) -> Result<Query, Error> {
        Query::parse(text).map_err(|why| {
            let at = node.get(key).unwrap_or(node);
            let message = format!("`{key}` of {what} is no JSONPath (RFC 9535): {why}");
            self.wrong(at, message)
        })
    }
}
