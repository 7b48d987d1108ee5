//! Names that are unique in one place.

use std::collections::{BTreeMap, BTreeSet};

use super::ident::fingerprint;

/// The names taken in one place. Compared without regard to case, since some file systems and readers do so too.
#[derive(Clone, Debug, Default)]
pub(crate) struct Scope {
    taken: BTreeSet<String>,
    /// Those that are compared by every letter.
    exact: BTreeSet<String>,
}

impl Scope {
    pub(crate) fn with(reserved: &[&str]) -> Self {
        Self { taken: reserved.iter().map(|name| key(name)).collect(), exact: BTreeSet::new() }
    }

    /// Takes `name` if it is free.
    pub(crate) fn take(&mut self, name: &str) -> bool {
        self.taken.insert(key(name))
    }

    /// Takes `name` unless the very same is gone: to be told from another by case is enough.
    pub(crate) fn take_exactly(&mut self, name: &str) -> bool {
        self.taken.insert(key(name));
        self.exact.insert(name.to_owned())
    }

    /// Takes `name`, or, where that is gone, the name with a fingerprint of `origin`: it depends on what the thing is
    /// called in the document and not on how many come before it.
    pub(crate) fn unique(&mut self, name: &str, origin: &str) -> String {
        if self.take(name) {
            return name.to_owned();
        }
        let marked = format!(
            "{}{}{:08x}",
            name.trim_end_matches('_'),
            if name.starts_with(char::is_uppercase) { "X" } else { "_x" },
            fingerprint(origin)
        );
        let mut unique = marked.clone();
        let mut count = 1;
        while !self.take(&unique) {
            count += 1;
            unique = format!("{marked}_{count}");
        }
        unique
    }

    /// An identifier for each of `names`. What is one already keeps it, whatever else there is.
    pub(crate) fn idents<'n>(
        &mut self,
        names: impl IntoIterator<Item = &'n String>,
        ident: impl Fn(&str) -> String,
    ) -> BTreeMap<&'n str, String> {
        let mut sorted: Vec<(bool, &str, String)> = names
            .into_iter()
            .map(|name| {
                let ident = ident(name);
                (ident.trim_end_matches('_') != name, name.as_str(), ident)
            })
            .collect();
        sorted.sort_unstable();
        sorted.into_iter().map(|(_, name, ident)| (name, self.unique(&ident, name))).collect()
    }
}

fn key(name: &str) -> String {
    name.replace('_', "").to_ascii_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_one_origin_are_told_apart_however_many_there_are() {
        let mut scope = Scope::default();
        let names: Vec<String> = (0..5).map(|_| scope.unique("Pet", "#/a")).collect();
        let marked = &names[1];
        let counted = ["_2", "_3", "_4"].map(|count| format!("{marked}{count}"));
        assert_eq!(names[0], "Pet");
        assert!(marked.starts_with("PetX"), "{marked}");
        assert_eq!(names[2..], counted);
    }
}
