//! The arena that both readers fill.

use std::hash::Hasher;

use rustc_hash::{FxHashMap, FxHasher};

use crate::error::{Error, ErrorKind};
use crate::limits::Limits;

/// A piece of the pool.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Text {
    pub(crate) start: u32,
    pub(crate) len: u32,
}

#[derive(Debug, Clone, Copy)]
pub(crate) enum Data {
    Null,
    Bool(bool),
    Int(i64),
    Float(f64),
    /// A number that neither `i64` nor `f64` holds, as written: a large `u64`, or one beyond all.
    Big(Text),
    String(Text),
    Array {
        start: u32,
        len: u32,
    },
    Object {
        start: u32,
        len: u32,
    },
}

#[derive(Debug, Clone, Copy)]
pub(crate) struct NodeData {
    pub(crate) data: Data,
    pub(crate) hash: u64,
    pub(crate) line: u32,
    pub(crate) column: u32,
    pub(crate) parent: u32,
}

#[derive(Debug, Clone, Copy)]
pub(crate) struct Entry {
    pub(crate) key: Text,
    pub(crate) value: u32,
}

/// The parent of the root.
pub(crate) const NO_PARENT: u32 = u32::MAX;

#[derive(Debug, Clone, Copy)]
pub(crate) struct Position {
    pub(crate) line: u32,
    pub(crate) column: u32,
}

pub(crate) struct Built {
    pub(crate) pool: String,
    pub(crate) nodes: Vec<NodeData>,
    pub(crate) items: Vec<u32>,
    pub(crate) entries: Vec<Entry>,
    pub(crate) root: u32,
}

pub(crate) struct Builder<'a> {
    name: &'a str,
    limits: &'a Limits,
    pool: String,
    keys: FxHashMap<Box<str>, Text>,
    nodes: Vec<NodeData>,
    items: Vec<u32>,
    entries: Vec<Entry>,
    /// Nodes so far with aliases expanded.
    pub(crate) expanded: usize,
}

impl<'a> Builder<'a> {
    pub(crate) fn new(name: &'a str, limits: &'a Limits) -> Self {
        Self {
            name,
            limits,
            pool: String::new(),
            keys: FxHashMap::default(),
            nodes: Vec::new(),
            items: Vec::new(),
            entries: Vec::new(),
            expanded: 0,
        }
    }

    pub(crate) fn fail(&self, kind: ErrorKind, at: Position, message: String) -> Error {
        Error::new(kind, self.name, at.line, at.column, message)
    }

    pub(crate) fn depth(&self, depth: usize, at: Position) -> Result<(), Error> {
        if depth > self.limits.depth {
            let message = format!("values nest deeper than {}", self.limits.depth);
            return Err(self.fail(ErrorKind::Limit, at, message));
        }
        Ok(())
    }

    /// Counts `more` nodes against the limit.
    pub(crate) fn count(&mut self, more: usize, at: Position) -> Result<(), Error> {
        self.expanded = self.expanded.saturating_add(more);
        if self.expanded > self.limits.nodes {
            let message = format!("more than {} values, aliases expanded", self.limits.nodes);
            return Err(self.fail(ErrorKind::Limit, at, message));
        }
        Ok(())
    }

    /// Text for a value.
    pub(crate) fn text(&mut self, text: &str) -> Text {
        let start = self.pool.len() as u32;
        self.pool.push_str(text);
        Text { start, len: text.len() as u32 }
    }

    /// Text for a key; keys repeat, so each is kept once.
    pub(crate) fn key(&mut self, key: &str) -> Text {
        if let Some(text) = self.keys.get(key) {
            return *text;
        }
        let text = self.text(key);
        self.keys.insert(key.into(), text);
        text
    }

    pub(crate) fn scalar(&mut self, data: Data, at: Position) -> Result<u32, Error> {
        let mut hasher = FxHasher::default();
        match data {
            Data::Null => hasher.write_u8(0),
            Data::Bool(value) => hasher.write_u8(1 + u8::from(value)),
            Data::Int(value) => {
                hasher.write_u8(3);
                hasher.write_i64(value);
            }
            Data::Float(value) => {
                hasher.write_u8(4);
                hasher.write_u64(value.to_bits());
            }
            Data::Big(text) => {
                hasher.write_u8(5);
                hasher.write(self.slice(text).as_bytes());
            }
            Data::String(text) => {
                hasher.write_u8(6);
                hasher.write(self.slice(text).as_bytes());
            }
            Data::Array { .. } | Data::Object { .. } => hasher.write_u8(7),
        }
        self.push(data, hasher.finish(), at)
    }

    pub(crate) fn string(&mut self, value: &str, at: Position) -> Result<u32, Error> {
        let text = self.text(value);
        self.scalar(Data::String(text), at)
    }

    /// A number as written in JSON; equal numbers become equal nodes (`1`, `1.0`, `1e0`).
    pub(crate) fn number(&mut self, written: &str, at: Position) -> Result<u32, Error> {
        let data = match (written.parse::<i64>(), written.parse::<f64>()) {
            (Ok(value), _) => Data::Int(value),
            (_, Ok(value)) if value.fract() == 0.0 && value.abs() < 9e15 => Data::Int(value as i64),
            (_, Ok(value)) if value.is_finite() && written.parse::<u64>().is_err() => {
                Data::Float(value)
            }
            _ => Data::Big(self.text(written.trim_start_matches('+'))),
        };
        self.scalar(data, at)
    }

    pub(crate) fn array(&mut self, children: &[u32], at: Position) -> Result<u32, Error> {
        let start = self.items.len() as u32;
        let id = self.nodes.len() as u32;
        let mut hasher = FxHasher::default();
        hasher.write_u8(8);
        for child in children {
            hasher.write_u64(self.adopt(*child, id));
        }
        self.items.extend_from_slice(children);
        self.push(Data::Array { start, len: children.len() as u32 }, hasher.finish(), at)
    }

    /// An object; its entries are kept sorted by key, because the order of keys means nothing.
    pub(crate) fn object(
        &mut self,
        children: &mut [(Text, u32, Position)],
        at: Position,
    ) -> Result<u32, Error> {
        let pool = &self.pool;
        let slice = |text: Text| {
            pool.get(text.start as usize..(text.start + text.len) as usize).unwrap_or("")
        };
        children.sort_by(|a, b| slice(a.0).cmp(slice(b.0)));
        for pair in children.windows(2) {
            if let [a, b] = pair
                && slice(a.0) == slice(b.0)
            {
                let (first, second) =
                    if (a.2.line, a.2.column) <= (b.2.line, b.2.column) { (a, b) } else { (b, a) };
                let message =
                    format!("duplicate key {:?}, first in line {}", slice(a.0), first.2.line);
                return Err(self.fail(ErrorKind::DuplicateKey, second.2, message));
            }
        }
        let start = self.entries.len() as u32;
        let id = self.nodes.len() as u32;
        let mut hasher = FxHasher::default();
        hasher.write_u8(9);
        for (key, value, position) in children.iter() {
            // The value of a key is shown where its key is: in YAML the value begins a line later. An aliased value
            // keeps the place of its anchor.
            if let Some(node) = self.nodes.get_mut(*value as usize)
                && node.parent == NO_PARENT
            {
                node.line = position.line;
                node.column = position.column;
            }
            hasher.write(self.slice(*key).as_bytes());
            hasher.write_u64(self.adopt(*value, id));
            self.entries.push(Entry { key: *key, value: *value });
        }
        self.push(Data::Object { start, len: children.len() as u32 }, hasher.finish(), at)
    }

    pub(crate) fn finish(self, root: u32) -> Built {
        Built { pool: self.pool, nodes: self.nodes, items: self.items, entries: self.entries, root }
    }

    /// The entries of an object that is already built, for YAML merge keys.
    pub(crate) fn entries_of(&self, id: u32) -> Option<Vec<Entry>> {
        match self.nodes.get(id as usize)?.data {
            Data::Object { start, len } => {
                Some(self.entries.get(start as usize..(start + len) as usize)?.to_vec())
            }
            _ => None,
        }
    }

    /// The items of an array that is already built.
    pub(crate) fn items_of(&self, id: u32) -> Option<Vec<u32>> {
        match self.nodes.get(id as usize)?.data {
            Data::Array { start, len } => {
                Some(self.items.get(start as usize..(start + len) as usize)?.to_vec())
            }
            _ => None,
        }
    }

    pub(crate) fn slice(&self, text: Text) -> &str {
        self.pool.get(text.start as usize..(text.start + text.len) as usize).unwrap_or("")
    }

    fn adopt(&mut self, child: u32, parent: u32) -> u64 {
        match self.nodes.get_mut(child as usize) {
            Some(node) => {
                // The first place that holds a node is its place; an alias does not move it.
                if node.parent == NO_PARENT {
                    node.parent = parent;
                }
                node.hash
            }
            None => 0,
        }
    }

    fn push(&mut self, data: Data, hash: u64, at: Position) -> Result<u32, Error> {
        self.count(1, at)?;
        let id = self.nodes.len() as u32;
        self.nodes.push(NodeData {
            data,
            hash,
            line: at.line,
            column: at.column,
            parent: NO_PARENT,
        });
        Ok(id)
    }
}
