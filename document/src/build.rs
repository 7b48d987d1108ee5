//! The arena that both readers fill.

use std::hash::Hasher;

use rustc_hash::{FxHashMap, FxHasher};

use crate::error::{Error, ErrorKind};
use crate::limits::Limits;
use crate::position::Position;

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
    /// Of the key, where the node is the value of one.
    pub(crate) at: Position,
    /// Where the value itself begins.
    pub(crate) value_at: Position,
    pub(crate) parent: u32,
    /// Which of the document's files it stands in; the first is the document itself.
    pub(crate) file: u32,
}

#[derive(Debug, Clone, Copy)]
pub(crate) struct Entry {
    pub(crate) key: Text,
    pub(crate) value: u32,
    /// How many keys are written before it.
    pub(crate) order: u32,
}

/// However high the limit is: the readers recurse.
const DEEPEST: usize = 1_000;

/// The parent of the root.
pub(crate) const NO_PARENT: u32 = u32::MAX;

#[derive(Clone, Default)]
pub(crate) struct Built {
    pub(crate) pool: String,
    pub(crate) nodes: Vec<NodeData>,
    pub(crate) items: Vec<u32>,
    pub(crate) entries: Vec<Entry>,
    /// Numbers that are not written as their value is shown: `1.0`, `1e3`, `0.10`.
    pub(crate) spellings: FxHashMap<u32, Text>,
    /// Whether any key is one that names a place (`$id`, `$anchor`, `$dynamicAnchor`).
    pub(crate) has_names: bool,
    pub(crate) root: u32,
}

pub(crate) struct Builder<'a> {
    name: &'a str,
    limits: &'a Limits,
    built: Built,
    keys: FxHashMap<Box<str>, Text>,
    /// Nodes so far with aliases expanded.
    pub(crate) expanded: usize,
}

impl<'a> Builder<'a> {
    pub(crate) fn new(name: &'a str, limits: &'a Limits) -> Self {
        Self { name, limits, built: Built::default(), keys: FxHashMap::default(), expanded: 0 }
    }

    pub(crate) fn fail(&self, kind: ErrorKind, at: Position, message: String) -> Error {
        Error::new(kind, self.name, message).position(at)
    }

    pub(crate) fn depth(&self, depth: usize, at: Position) -> Result<(), Error> {
        let deepest = self.limits.depth.min(DEEPEST);
        if depth > deepest {
            let message = format!("the document is nested deeper than {deepest} levels");
            return Err(self.fail(ErrorKind::Limit, at, message));
        }
        Ok(())
    }

    /// Counts `more` nodes against the limit.
    pub(crate) fn count(&mut self, more: usize, at: Position) -> Result<(), Error> {
        self.expanded = self.expanded.saturating_add(more);
        if self.expanded > self.limits.nodes {
            let message = format!(
                "the document has more than {} values, with YAML aliases expanded",
                self.limits.nodes
            );
            return Err(self.fail(ErrorKind::Limit, at, message));
        }
        Ok(())
    }

    /// Text for a value.
    pub(crate) fn text(&mut self, text: &str) -> Text {
        self.built.text(text)
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
        self.push(data, hash_scalar(&self.built, data), at)
    }

    pub(crate) fn string(&mut self, value: &str, at: Position) -> Result<u32, Error> {
        let text = self.text(value);
        self.scalar(Data::String(text), at)
    }

    /// A number as written, in JSON or YAML; equal numbers become equal nodes (`1`, `1.0`, `1e0`).
    pub(crate) fn number(&mut self, written: &str, at: Position) -> Result<u32, Error> {
        let written = written.trim_start_matches('+');
        let data = match (written.parse::<i64>(), written.parse::<f64>()) {
            (Ok(value), _) => Data::Int(value),
            (_, Ok(value)) if value.fract() == 0.0 && value.abs() < 9e15 => Data::Int(value as i64),
            (_, Ok(value)) if value.is_finite() && written.parse::<u64>().is_err() => {
                Data::Float(value)
            }
            _ => Data::Big(self.text(&json_spelling(written))),
        };
        let id = self.scalar(data, at)?;
        let shown = match data {
            Data::Int(value) => value.to_string(),
            Data::Float(value) => value.to_string(),
            _ => written.to_owned(),
        };
        if shown != written {
            let spelling = self.text(&json_spelling(written));
            self.built.spellings.insert(id, spelling);
        }
        Ok(id)
    }

    pub(crate) fn array(&mut self, children: &[u32], at: Position) -> Result<u32, Error> {
        let start = self.built.items.len() as u32;
        let id = self.built.nodes.len() as u32;
        let mut hasher = FxHasher::default();
        hasher.write_u8(8);
        for child in children {
            hasher.write_u64(self.adopt(*child, id));
        }
        self.built.items.extend_from_slice(children);
        self.push(Data::Array { start, len: children.len() as u32 }, hasher.finish(), at)
    }

    /// An object; its entries are kept sorted by key, because the order of keys means nothing.
    pub(crate) fn object(
        &mut self,
        children: &[(Text, u32, Position)],
        at: Position,
    ) -> Result<u32, Error> {
        let pool = &self.built.pool;
        let slice = |text: Text| {
            pool.get(text.start as usize..(text.start + text.len) as usize).unwrap_or("")
        };
        let mut sorted: Vec<_> = (0..).zip(children.iter()).collect();
        sorted.sort_by(|(_, a), (_, b)| slice(a.0).cmp(slice(b.0)));
        for pair in sorted.windows(2) {
            if let [(_, a), (_, b)] = pair
                && slice(a.0) == slice(b.0)
            {
                let (first, second) =
                    if (a.2.line, a.2.column) <= (b.2.line, b.2.column) { (a, b) } else { (b, a) };
                let message =
                    format!("duplicate key {:?}, first in line {}", slice(a.0), first.2.line);
                return Err(self.fail(ErrorKind::DuplicateKey, second.2, message));
            }
        }
        let start = self.built.entries.len() as u32;
        let id = self.built.nodes.len() as u32;
        for (order, (key, value, position)) in sorted {
            // The value of a key is shown where its key is: in YAML the value begins a line later. An aliased value
            // keeps the place of its anchor.
            if let Some(node) = self.built.nodes.get_mut(*value as usize)
                && node.parent == NO_PARENT
            {
                node.at = *position;
            }
            self.adopt(*value, id);
            self.built.entries.push(Entry { key: *key, value: *value, order });
        }
        let own = self.built.entries.get(start as usize..).unwrap_or_default();
        let hash = hash_entries(&self.built, own);
        self.push(Data::Object { start, len: children.len() as u32 }, hash, at)
    }

    pub(crate) fn finish(mut self, root: u32) -> Built {
        self.built.root = root;
        self.built.has_names =
            ["$id", "$anchor", "$dynamicAnchor"].iter().any(|key| self.keys.contains_key(*key));
        self.quote_version(root);
        self.built
    }

    /// `openapi: 3.1` without quotes is a number in YAML, and means the string. The string is a node of its own: what has an alias
    /// of the number keeps it.
    fn quote_version(&mut self, root: u32) {
        let mut entries = self.entries_of(root).unwrap_or_default();
        let version = entries.iter().position(|entry| self.slice(entry.key) == "openapi");
        let Some((at, entry)) = version.and_then(|at| Some((at, entries.get_mut(at)?))) else {
            return;
        };
        let Some(number) = self.built.nodes.get(entry.value as usize).copied() else {
            return;
        };
        let shown = match number.data {
            Data::Int(value) => value.to_string(),
            Data::Float(value) => value.to_string(),
            _ => return,
        };
        let spelling = self.built.spellings.get(&entry.value).copied();
        let text = spelling.unwrap_or_else(|| self.text(&shown));
        entry.value = self.built.nodes.len() as u32;
        let entry = *entry;
        let data = Data::String(text);
        self.built.nodes.push(NodeData { data, hash: hash_scalar(&self.built, data), ..number });
        let hash = hash_entries(&self.built, &entries);
        if let Some(node) = self.built.nodes.get_mut(root as usize)
            && let Data::Object { start, .. } = node.data
        {
            node.hash = hash;
            if let Some(slot) = self.built.entries.get_mut(start as usize + at) {
                *slot = entry;
            }
        }
    }

    /// The entries of an object that is already built, for YAML merge keys.
    pub(crate) fn entries_of(&self, id: u32) -> Option<Vec<Entry>> {
        self.built.entries_of(id).map(<[Entry]>::to_vec)
    }

    /// The text of a string that is already built.
    pub(crate) fn string_of(&self, id: u32) -> Option<Text> {
        match self.built.nodes.get(id as usize)?.data {
            Data::String(text) => Some(text),
            _ => None,
        }
    }

    /// The items of an array that is already built.
    pub(crate) fn items_of(&self, id: u32) -> Option<Vec<u32>> {
        self.built.items_of(id).map(<[u32]>::to_vec)
    }

    pub(crate) fn slice(&self, text: Text) -> &str {
        self.built.slice(text)
    }

    fn adopt(&mut self, child: u32, parent: u32) -> u64 {
        match self.built.nodes.get_mut(child as usize) {
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
        let id = self.built.nodes.len() as u32;
        self.built.nodes.push(NodeData {
            data,
            hash,
            at,
            value_at: at,
            parent: NO_PARENT,
            file: 0,
        });
        Ok(id)
    }
}

/// The hash of a scalar.
pub(crate) fn hash_scalar(built: &Built, data: Data) -> u64 {
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
            hasher.write(built.slice(text).as_bytes());
        }
        Data::String(text) => {
            hasher.write_u8(6);
            hasher.write(built.slice(text).as_bytes());
        }
        Data::Array { .. } | Data::Object { .. } => hasher.write_u8(7),
    }
    hasher.finish()
}

/// The hash of an object, whose values are there already.
pub(crate) fn hash_entries(built: &Built, entries: &[Entry]) -> u64 {
    let mut hasher = FxHasher::default();
    hasher.write_u8(9);
    for entry in entries {
        hasher.write(built.slice(entry.key).as_bytes());
        hasher.write_u64(built.nodes.get(entry.value as usize).map_or(0, |it| it.hash));
    }
    hasher.finish()
}

/// YAML writes `.5`, `1.` and `-.5` too, which JSON does not.
fn json_spelling(written: &str) -> String {
    let (sign, digits) = written.strip_prefix('-').map_or(("", written), |digits| ("-", digits));
    let (mantissa, exponent) = match digits.find(['e', 'E']) {
        Some(at) => digits.split_at(at),
        None => (digits, ""),
    };
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    // YAML allows zeros in front.
    let whole = match whole.trim_start_matches('0') {
        "" => "0",
        whole => whole,
    };
    let point = if mantissa.contains('.') { "." } else { "" };
    let fraction = if point == "." && fraction.is_empty() { "0" } else { fraction };
    format!("{sign}{whole}{point}{fraction}{exponent}")
}
