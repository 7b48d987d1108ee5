//! What was created, in the order of creation, within bounds.

use std::collections::{BTreeMap, BTreeSet, HashMap, VecDeque};

use serde_json::{Map, Value};

/// The things that a path leads to: which resource, and the values of the parameters before the last.
pub(crate) type Collection = (usize, Vec<String>);

/// So many of the last things that were deleted are remembered, so that nothing is below them.
const MOST_DELETED: usize = 100;

/// What is kept.
#[derive(Debug)]
pub(crate) struct Store {
    next: u64,
    items: BTreeMap<u64, Item>,
    numbers: HashMap<(Collection, String), u64>,
    collections: HashMap<Collection, BTreeSet<u64>>,
    bytes: usize,
    most_items: usize,
    most_bytes: usize,
    /// What was deleted, the last of it.
    deleted: VecDeque<(Collection, String)>,
}

/// One thing.
#[derive(Debug)]
pub(crate) struct Item {
    collection: Collection,
    pub(crate) id: String,
    pub(crate) members: Map<String, Value>,
    bytes: usize,
}

impl Store {
    pub(crate) fn new(most_items: usize, most_bytes: usize) -> Self {
        Self {
            next: 1,
            items: BTreeMap::new(),
            numbers: HashMap::new(),
            collections: HashMap::new(),
            bytes: 0,
            most_items,
            most_bytes,
            deleted: VecDeque::new(),
        }
    }

    /// A number that no thing has had.
    pub(crate) fn number(&mut self) -> u64 {
        let number = self.next;
        self.next += 1;
        number
    }

    pub(crate) fn get(&self, collection: &Collection, id: &str) -> Option<&Item> {
        self.items.get(self.numbers.get(&(collection.clone(), id.to_owned()))?)
    }

    /// Keeps a thing, in place of one with the same id; the oldest are forgotten where there are too many.
    pub(crate) fn put(&mut self, collection: &Collection, id: &str, members: Map<String, Value>) {
        let key = (collection.clone(), id.to_owned());
        let number = match self.numbers.get(&key) {
            Some(number) => *number,
            None => self.number(),
        };
        self.forget(number);
        self.deleted.retain(|deleted| *deleted != key);
        let bytes = size(&members);
        self.bytes = self.bytes.saturating_add(bytes);
        self.numbers.insert(key, number);
        self.collections.entry(collection.clone()).or_default().insert(number);
        let item = Item { collection: collection.clone(), id: id.to_owned(), members, bytes };
        self.items.insert(number, item);
        while self.items.len() > self.most_items || self.bytes > self.most_bytes {
            let Some(oldest) = self.items.keys().next().copied() else { return };
            self.forget(oldest);
        }
    }

    /// Forgets a thing, and what is under it by `under`; false where there was none.
    pub(crate) fn delete(
        &mut self,
        collection: &Collection,
        id: &str,
        under: impl Fn(usize) -> bool,
    ) -> bool {
        let Some(number) = self.numbers.get(&(collection.clone(), id.to_owned())).copied() else {
            return false;
        };
        self.forget(number);
        if self.deleted.len() >= MOST_DELETED {
            self.deleted.pop_front();
        }
        self.deleted.push_back((collection.clone(), id.to_owned()));
        let path: Vec<&str> = collection.1.iter().map(String::as_str).chain([id]).collect();
        let lost: Vec<u64> = self
            .collections
            .iter()
            .filter(|((resource, scope), _)| {
                scope.len() >= path.len()
                    && path.iter().zip(scope).all(|(a, b)| a == b)
                    && under(*resource)
            })
            .flat_map(|(_, numbers)| numbers.iter().copied())
            .collect();
        lost.into_iter().for_each(|number| self.forget(number));
        true
    }

    /// Whether a thing was deleted.
    pub(crate) fn is_deleted(&self, collection: &Collection, id: &str) -> bool {
        self.deleted.iter().any(|(own, known)| own == collection && known == id)
    }

    fn forget(&mut self, number: u64) {
        let Some(item) = self.items.remove(&number) else { return };
        self.bytes = self.bytes.saturating_sub(item.bytes);
        if let Some(numbers) = self.collections.get_mut(&item.collection) {
            numbers.remove(&number);
            if numbers.is_empty() {
                self.collections.remove(&item.collection);
            }
        }
        self.numbers.remove(&(item.collection, item.id));
    }

    /// How many things a collection has.
    pub(crate) fn count(&self, collection: &Collection) -> usize {
        self.collections.get(collection).map_or(0, BTreeSet::len)
    }

    /// The number of a thing, by which it stands in its list.
    pub(crate) fn position(&self, collection: &Collection, id: &str) -> Option<u64> {
        self.numbers.get(&(collection.clone(), id.to_owned())).copied()
    }

    /// The things of a collection after a number, in the order of creation.
    pub(crate) fn after(
        &self,
        collection: &Collection,
        number: u64,
    ) -> impl Iterator<Item = (u64, &Item)> {
        let numbers = self.collections.get(collection).into_iter();
        let numbers = numbers.flat_map(move |numbers| numbers.range(number.saturating_add(1)..));
        numbers.filter_map(|number| Some((*number, self.items.get(number)?)))
    }
}

/// About so many bytes.
fn size(members: &Map<String, Value>) -> usize {
    members.iter().map(|(name, value)| name.len() + size_of(value)).sum()
}

fn size_of(value: &Value) -> usize {
    32 + match value {
        Value::String(text) => text.len(),
        Value::Array(items) => items.iter().map(size_of).sum(),
        Value::Object(members) => size(members),
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn members(name: &str) -> Map<String, Value> {
        [("name".to_owned(), Value::from(name))].into_iter().collect()
    }

    #[test]
    fn the_oldest_are_forgotten_where_there_are_too_many() {
        let mut store = Store::new(3, 1000);
        let things = (0, Vec::new());
        for number in 0..5 {
            store.put(&things, &number.to_string(), members("x"));
        }
        let ids: Vec<&str> = store.after(&things, 0).map(|(_, item)| item.id.as_str()).collect();
        assert_eq!(ids, ["2", "3", "4"]);
        store.put(&things, "large", members(&"x".repeat(950)));
        assert_eq!(store.count(&things), 1);
        store.put(&things, "too large", members(&"x".repeat(2000)));
        assert_eq!((store.count(&things), store.bytes, store.numbers.len()), (0, 0, 0));
    }

    #[test]
    fn what_is_under_a_thing_goes_with_it() {
        let mut store = Store::new(10, 10_000);
        let (shops, goods) = ((0, Vec::new()), |shop: &str| (1, vec![shop.to_owned()]));
        store.put(&shops, "a", members("a"));
        store.put(&goods("a"), "1", members("1"));
        store.put(&goods("b"), "1", members("1"));
        assert!(store.delete(&shops, "a", |resource| resource == 1));
        assert!(!store.delete(&shops, "a", |resource| resource == 1));
        assert_eq!((store.count(&goods("a")), store.count(&goods("b"))), (0, 1));
    }
}
