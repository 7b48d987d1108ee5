//! Changes of a tree that is read: texts joined to one arena, objects and lists replaced, hashes made anew.

use std::hash::Hasher;

use rustc_hash::FxHasher;

use crate::build::{Built, Data, Entry, NO_PARENT, NodeData, Text, hash_entries, hash_scalar};
use crate::position::Position;

impl Built {
    pub(crate) fn slice(&self, text: Text) -> &str {
        let start = text.start as usize;
        self.pool.get(start..start + text.len as usize).unwrap_or("")
    }

    /// Appends what another text became, as the file of this number. Gives its root.
    pub(crate) fn append(&mut self, other: Self, file: u32) -> u32 {
        let (pool, nodes) = (self.pool.len() as u32, self.nodes.len() as u32);
        let (items, entries) = (self.items.len() as u32, self.entries.len() as u32);
        let text = |text: Text| Text { start: text.start + pool, ..text };
        self.pool.push_str(&other.pool);
        self.nodes.extend(other.nodes.into_iter().map(|node| NodeData {
            data: match node.data {
                Data::Big(it) => Data::Big(text(it)),
                Data::String(it) => Data::String(text(it)),
                Data::Array { start, len } => Data::Array { start: start + items, len },
                Data::Object { start, len } => Data::Object { start: start + entries, len },
                scalar => scalar,
            },
            parent: if node.parent == NO_PARENT { NO_PARENT } else { node.parent + nodes },
            file,
            ..node
        }));
        self.items.extend(other.items.into_iter().map(|id| id + nodes));
        self.entries.extend(other.entries.into_iter().map(|entry| Entry {
            key: text(entry.key),
            value: entry.value + nodes,
            ..entry
        }));
        self.spellings.extend(other.spellings.into_iter().map(|(id, it)| (id + nodes, text(it))));
        self.has_names |= other.has_names;
        other.root + nodes
    }

    pub(crate) fn text(&mut self, text: &str) -> Text {
        let start = self.pool.len() as u32;
        self.pool.push_str(text);
        Text { start, len: text.len() as u32 }
    }

    /// Makes a node the string `text`.
    pub(crate) fn set_string(&mut self, id: u32, text: &str) {
        let data = Data::String(self.text(text));
        if let Some(node) = self.nodes.get_mut(id as usize) {
            node.data = data;
        }
    }

    pub(crate) fn entries_of(&self, id: u32) -> Option<&[Entry]> {
        match self.nodes.get(id as usize)?.data {
            Data::Object { start, len } => self.entries.get(start as usize..(start + len) as usize),
            _ => None,
        }
    }

    pub(crate) fn items_of(&self, id: u32) -> Option<&[u32]> {
        match self.nodes.get(id as usize)?.data {
            Data::Array { start, len } => self.items.get(start as usize..(start + len) as usize),
            _ => None,
        }
    }

    /// Makes a node an object with these entries.
    pub(crate) fn set_object(&mut self, id: u32, mut entries: Vec<Entry>) {
        entries.sort_by(|a, b| self.slice(a.key).cmp(self.slice(b.key)));
        let (start, len) = (self.entries.len() as u32, entries.len() as u32);
        self.entries.append(&mut entries);
        if let Some(node) = self.nodes.get_mut(id as usize) {
            node.data = Data::Object { start, len };
        }
    }

    /// Makes an object the place of a value that it holds.
    pub(crate) fn adopt(&mut self, child: u32, parent: u32) {
        if let Some(child) = self.nodes.get_mut(child as usize) {
            child.parent = parent;
        }
    }

    /// Puts a value in the place of another in an object.
    pub(crate) fn replace(&mut self, object: u32, old: u32, new: u32) {
        let mut entries = self.entries_of(object).unwrap_or_default().to_vec();
        for entry in entries.iter_mut().filter(|entry| entry.value == old) {
            entry.value = new;
        }
        self.set_object(object, entries);
        self.adopt(new, object);
    }

    /// A new object without entries, which stands where another node does.
    pub(crate) fn empty_object(&mut self, beside: u32) -> u32 {
        const START: Position = Position { line: 1, column: 1 };
        let (at, file) =
            self.nodes.get(beside as usize).map_or((START, 0), |node| (node.value_at, node.file));
        let data = Data::Object { start: 0, len: 0 };
        let parent = NO_PARENT;
        self.nodes.push(NodeData { data, hash: 0, at, value_at: at, parent, file });
        self.nodes.len() as u32 - 1
    }

    /// Makes the hashes of everything below the root anew. `Err` is the first node that stands deeper than `deepest`.
    pub(crate) fn rehash(&mut self, deepest: usize) -> Result<(), u32> {
        let mut done = vec![false; self.nodes.len()];
        self.rehash_node(self.root, deepest, &mut done).map(|_| ())
    }

    /// A node with many places has one hash, and is as deep as its first place: aliases were measured when they were read.
    fn rehash_node(&mut self, id: u32, left: usize, done: &mut [bool]) -> Result<u64, u32> {
        let Some(node) = self.nodes.get(id as usize).copied() else {
            return Ok(0);
        };
        if done.get(id as usize) == Some(&true) {
            return Ok(node.hash);
        }
        let below = left.checked_sub(1).ok_or(id);
        let hash = match node.data {
            Data::Array { start, len } => {
                let mut hasher = FxHasher::default();
                hasher.write_u8(8);
                for at in start..start + len {
                    let child = self.items.get(at as usize).copied().unwrap_or(NO_PARENT);
                    hasher.write_u64(self.rehash_node(child, below?, done)?);
                }
                hasher.finish()
            }
            Data::Object { start, len } => {
                for at in start..start + len {
                    let child = self.entries.get(at as usize).map_or(NO_PARENT, |it| it.value);
                    self.rehash_node(child, below?, done)?;
                }
                hash_entries(self, self.entries_of(id).unwrap_or_default())
            }
            scalar => hash_scalar(self, scalar),
        };
        if let Some(node) = self.nodes.get_mut(id as usize) {
            node.hash = hash;
        }
        if let Some(done) = done.get_mut(id as usize) {
            *done = true;
        }
        Ok(hash)
    }
}
