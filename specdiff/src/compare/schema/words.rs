//! The words of a schema, wherever its wrapping puts them.

use oas_source::Node;

use crate::class::Direction;
use crate::compare::Compare;
use crate::compare::index::Side;
use crate::rules::components as rules;

use super::Slot;
use super::constraints::is_known;
use super::view::{View, unequal};

impl<'d> Compare<'d, '_> {
    pub(super) fn own_words(&mut self, old: &View<'d>, new: &View<'d>) {
        for key in ["title", "description", "externalDocs", "$comment"] {
            // A word may stand at a part or around it, and there may be several.
            let (gone, come) = unequal(&old.all_own(key), &new.all_own(key));
            for at in 0..gone.len().max(come.len()) {
                self.word(key, gone.get(at).copied(), come.get(at).copied());
            }
        }
        let examples = |view: &View<'d>| (view.find_own("example"), view.find_own("examples"));
        self.examples(examples(old), examples(new));
        let unknown = |view: &View<'d>| -> Vec<&'d str> {
            let parts = view.own_parts.iter();
            let keys = parts.flat_map(|part| part.entries().map(|(key, _)| key));
            let mut keys: Vec<&'d str> =
                keys.filter(|key| key.starts_with("x-") || !is_known(key)).collect();
            keys.sort_unstable();
            keys
        };
        let mut keys = unknown(old);
        keys.extend(unknown(new));
        keys.sort_unstable();
        keys.dedup();
        for key in keys {
            let (a, b) = (old.find_own(key), new.find_own(key));
            if a.is_some() != b.is_some() || a.zip(b).is_some_and(|(a, b)| !a.same(b)) {
                self.extension(key, a, b);
            }
        }
        for key in ["$defs", "definitions"] {
            self.definitions(old.find_own(key), new.find_own(key));
        }
    }

    /// Schemas kept for references. What one names is compared on its own, and what none names changes nothing.
    fn definitions(&mut self, old: Option<Node<'d>>, new: Option<Node<'d>>) {
        let named = |side: &Side<'d>, node: Node<'d>| side.component_of(node).is_some();
        let other = |map: Option<Node<'d>>, name: &str| map.and_then(|map| map.get(name));
        for (name, a) in old.into_iter().flat_map(Node::entries) {
            match other(new, name) {
                Some(b) => self.schema(&[a], &[b], Direction::None, Slot::Plain),
                None if named(self.old, a) => {}
                None => {
                    let message = format!("`{name}` removed");
                    self.emit(&rules::COMPONENT_REMOVED, Some(a), None, message);
                }
            }
        }
        for (name, b) in new.into_iter().flat_map(Node::entries) {
            if other(old, name).is_none() && !named(self.new, b) {
                self.emit(&rules::COMPONENT_ADDED, None, Some(b), format!("`{name}` added"));
                self.inspect(b);
            }
        }
    }
}
