//! Paths: pairing by template, by operationId, by content; then their operations.

use oas_source::Node;
use rustc_hash::{FxHashMap, FxHashSet};

use super::Compare;
use super::document::both;
use super::index::updates;
use super::methods::{method_name, operations};
use super::{new_types, predict};
use crate::rules::{docs, operations as rules, parameters};

/// What became of a path template.
#[derive(Default)]
pub(crate) struct Moved {
    /// The old and the new name of each parameter that was renamed.
    pub(crate) names: Vec<(String, String)>,
    /// Whether it is another path, of which its parameters are part.
    pub(crate) elsewhere: bool,
}

impl<'d> Compare<'d, '_> {
    pub(crate) fn paths(&mut self, old: Option<Node<'d>>, new: Option<Node<'d>>) {
        let is_path = |entry: &(&'d str, Node<'d>)| !entry.0.starts_with("x-");
        let list = |node: Option<Node<'d>>| -> Vec<(&'d str, Node<'d>)> {
            node.into_iter().flat_map(Node::entries).filter(is_path).collect()
        };
        if let (Some(old), Some(new)) = (old, new) {
            self.extensions(old, new);
        }
        let (mut gone, mut come) = (list(old), list(new));
        gone.retain(|(path, item)| match new.and_then(|new| new.get(path)) {
            Some(other) => {
                self.path_item(*item, other, &Moved::default(), true);
                false
            }
            None => true,
        });
        come.retain(|(path, _)| old.is_none_or(|old| old.get(path).is_none()));
        // A template that only one new path has, with other names in it.
        let mut shapes: FxHashMap<String, Vec<usize>> = FxHashMap::default();
        for (at, (path, _)) in come.iter().enumerate() {
            shapes.entry(template(path).0).or_default().push(at);
        }
        let mut taken = FxHashSet::default();
        gone.retain(|(path, item)| {
            let alike = shapes.get(&template(path).0).map_or(&[][..], Vec::as_slice);
            let ([at], true) = (alike, alike.iter().all(|at| !taken.contains(at))) else {
                return true;
            };
            let Some((other_path, other)) = come.get(*at) else {
                return true;
            };
            taken.insert(*at);
            self.path_parameters_renamed(path, *item, other_path, *other);
            false
        });
        let mut at = 0;
        come.retain(|_| {
            at += 1;
            !taken.contains(&(at - 1))
        });
        let moved = self.moved(&gone, &come);
        for (old_at, new_at) in &moved {
            let (Some((old_path, a)), Some((new_path, b))) = (gone.get(*old_at), come.get(*new_at))
            else {
                continue;
            };
            self.emit(
                &rules::PATH_RENAMED,
                Some(*a),
                Some(*b),
                format!("path `{old_path}` became `{new_path}`"),
            );
            self.inspect_path(new_path, *b);
            let names = |path| template(path).1.into_iter().map(str::to_owned);
            let names = names(old_path).zip(names(new_path)).filter(|(a, b)| a != b).collect();
            self.path_item(*a, *b, &Moved { names, elsewhere: true }, true);
        }
        let moved_old: FxHashSet<usize> = moved.iter().map(|pair| pair.0).collect();
        let moved_new: FxHashSet<usize> = moved.iter().map(|pair| pair.1).collect();
        for (_, (path, item)) in gone.iter().enumerate().filter(|(at, _)| !moved_old.contains(at)) {
            let methods = methods(self.old.item(*item));
            let rule =
                if methods.is_empty() { &docs::EXTENSION_CHANGED } else { &rules::PATH_REMOVED };
            self.emit(rule, Some(*item), None, format!("path `{path}` removed ({methods})"));
        }
        for (_, (path, item)) in come.iter().enumerate().filter(|(at, _)| !moved_new.contains(at)) {
            let methods = methods(self.new.item(*item));
            let rule =
                if methods.is_empty() { &docs::EXTENSION_CHANGED } else { &rules::PATH_ADDED };
            self.emit(rule, None, Some(*item), format!("path `{path}` added ({methods})"));
            self.inspect_path(path, *item);
            self.inspect(*item);
        }
    }

    fn path_parameters_renamed(
        &mut self,
        path: &str,
        old: Node<'d>,
        other_path: &str,
        new: Node<'d>,
    ) {
        let (names, other_names) = (template(path).1, template(other_path).1);
        let renamed: Vec<(String, String)> = names
            .into_iter()
            .zip(other_names)
            .filter(|(a, b)| a != b)
            .map(|(a, b)| (a.to_owned(), b.to_owned()))
            .collect();
        let told: Vec<String> =
            renamed.iter().map(|(a, b)| format!("`{a}` became `{b}`")).collect();
        let message = format!("path parameter {} in `{other_path}`", told.join(", "));
        self.emit(&parameters::PATH_PARAMETER_RENAMED, Some(old), Some(new), message);
        for (_, name) in &renamed {
            self.inspect_name("parameter", name, new);
        }
        self.path_item(old, new, &Moved { names: renamed, elsewhere: false }, true);
    }

    /// The paths that moved: a method with the same operationId, or the same operations word for word.
    fn moved(
        &self,
        gone: &[(&'d str, Node<'d>)],
        come: &[(&'d str, Node<'d>)],
    ) -> Vec<(usize, usize)> {
        let mut by_id: FxHashMap<(&str, &str), usize> = FxHashMap::default();
        let mut by_content: FxHashMap<u64, usize> = FxHashMap::default();
        for (at, (_, item)) in come.iter().enumerate() {
            let item = self.new.item(*item);
            by_content.insert(item.hash(), at);
            for (method, operation) in operations(item) {
                if let Some(id) = operation.get("operationId").and_then(Node::as_str) {
                    by_id.insert((method, id), at);
                }
            }
        }
        let mut used = FxHashSet::default();
        let mut pairs = Vec::new();
        for (at, (_, item)) in gone.iter().enumerate() {
            let item = self.old.item(*item);
            let with_id = operations(item).into_iter().find_map(|(method, operation)| {
                let id = operation.get("operationId")?.as_str()?;
                by_id.get(&(method, id)).copied()
            });
            let alike = || {
                let candidate = by_content.get(&item.hash()).copied()?;
                // An empty or tiny path item is like any other.
                let telling = operations(item).into_iter().any(|(_, operation)| {
                    operation.get("responses").is_some() && operation.entries().len() > 2
                });
                come.get(candidate)
                    .filter(|(_, other)| telling && item.same(self.new.item(*other)))
                    .map(|_| candidate)
            };
            if let Some(partner) = with_id.or_else(alike)
                && used.insert(partner)
            {
                pairs.push((at, partner));
            }
        }
        pairs
    }

    /// Two path items; `client` is false for webhooks and callbacks, where the client is the one that is called.
    pub(crate) fn path_item(&mut self, old: Node<'d>, new: Node<'d>, moved: &Moved, client: bool) {
        if old.same(new) && moved.names.is_empty() {
            return;
        }
        let (old, new) = (self.old.item(old), self.new.item(new));
        if !self.first_visit(old, new) {
            return;
        }
        self.words(old, new);
        self.servers(old, new);
        let (gone, come) = (operations(old), operations(new));
        for (method, a) in &gone {
            match come.iter().find(|(other, _)| other == method) {
                Some((_, b)) => {
                    let updates = client && updates(method);
                    self.operation(*a, *b, (old, new), moved, (client, updates));
                }
                None => {
                    let message = format!("{} removed", method_name(method));
                    self.emit(&rules::OPERATION_REMOVED, Some(*a), None, message);
                }
            }
        }
        for (method, b) in come.iter().filter(|(method, _)| !gone.iter().any(|(a, _)| a == method))
        {
            self.emit(
                &rules::OPERATION_ADDED,
                None,
                Some(*b),
                format!("{} added", method_name(method)),
            );
            self.inspect(*b);
        }
    }

    pub(crate) fn webhooks(&mut self, old: Option<Node<'d>>, new: Option<Node<'d>>) {
        let none = |side: Option<Node<'d>>| {
            side.map(|node| node.entries().collect::<Vec<_>>()).unwrap_or_default()
        };
        for (name, a) in none(old) {
            match new.and_then(|new| new.get(name)) {
                Some(b) => self.path_item(a, b, &Moved::default(), false),
                None => self.emit_with(
                    &rules::WEBHOOK_REMOVED,
                    predict::taken_away(new_types::announced(self.old, a, new)),
                    (Some(a), None),
                    format!("webhook `{name}` removed"),
                ),
            }
        }
        for (name, b) in none(new) {
            if old.and_then(|old| old.get(name)).is_none() {
                let rust = new_types::announced(self.new, b, old);
                let message = format!("webhook `{name}` added");
                self.emit_with(&rules::WEBHOOK_ADDED, rust, (None, Some(b)), message);
                self.inspect(b);
            }
        }
    }

    /// The callbacks of two operations.
    pub(crate) fn callbacks(&mut self, old: Option<Node<'d>>, new: Option<Node<'d>>) {
        for (name, a) in old.into_iter().flat_map(Node::entries) {
            match new.and_then(|new| new.get(name)) {
                Some(b) if self.same_component(a, b) => {}
                Some(b) => self.callback(self.old.item(a), self.new.item(b)),
                None => self.emit_with(
                    &rules::CALLBACK_REMOVED,
                    predict::taken_away(new_types::calls_back(self.old, a)),
                    (Some(a), None),
                    format!("callback `{name}` removed"),
                ),
            }
        }
        for (name, b) in new.into_iter().flat_map(Node::entries) {
            if old.and_then(|old| old.get(name)).is_none() {
                self.emit_with(
                    &rules::CALLBACK_ADDED,
                    new_types::calls_back(self.new, b),
                    (None, Some(b)),
                    format!("callback `{name}` added"),
                );
                self.inspect(b);
            }
        }
    }

    pub(crate) fn callback(&mut self, old: Node<'d>, new: Node<'d>) {
        self.extensions(old, new);
        for (expression, a, b) in both(old, new) {
            match (a, b) {
                _ if expression.starts_with("x-") => {}
                (Some(a), Some(b)) => self.path_item(a, b, &Moved::default(), false),
                (a @ Some(_), _) => self.emit(
                    &rules::CALLBACK_REMOVED,
                    a,
                    None,
                    format!("callback to `{expression}` removed"),
                ),
                (_, b) => self.emit(
                    &rules::CALLBACK_ADDED,
                    None,
                    b,
                    format!("callback to `{expression}` added"),
                ),
            }
        }
    }
}

/// A path with its parameters' names taken out, and the names.
fn template(path: &str) -> (String, Vec<&str>) {
    let mut shape = String::new();
    let mut names = Vec::new();
    let mut rest = path;
    while let Some((before, after)) = rest.split_once('{') {
        shape.push_str(before);
        let Some((name, tail)) = after.split_once('}') else {
            break;
        };
        shape.push_str("{}");
        names.push(name);
        rest = tail;
    }
    shape.push_str(rest);
    (shape, names)
}

fn methods(item: Node<'_>) -> String {
    let has: Vec<String> =
        operations(item).into_iter().map(|(method, _)| method_name(method)).collect();
    has.join(", ")
}
