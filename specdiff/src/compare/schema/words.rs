//! The words of a schema, wherever its wrapping puts them.

use crate::compare::Compare;

use super::constraints::is_known;
use super::view::View;

impl<'d> Compare<'d, '_> {
    pub(super) fn own_words(&mut self, old: &View<'d>, new: &View<'d>) {
        for key in ["title", "description", "example", "examples", "externalDocs", "$comment"] {
            self.word(key, old.find_own(key), new.find_own(key));
        }
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
    }
}
