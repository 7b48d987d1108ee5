//! A value of a document and its place.
//!
//! A node knows its document, which hands out nodes and finds them by pointers and anchors: these files know each other.

use std::borrow::Cow;

use serde_json::{Map, Number, Value};

use crate::build::{Data, Entry, NO_PARENT, NodeData};
use crate::document::Document;
use crate::pointer::escape;
use crate::position::Position;

/// What a [`Node`] holds.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Kind<'d> {
    /// `null`
    Null,
    /// `true` or `false`
    Bool(bool),
    /// A whole number that fits.
    Int(i64),
    /// Another number.
    Float(f64),
    /// A number outside `f64` and `i64`, as written.
    Big(&'d str),
    /// A string.
    String(&'d str),
    /// A list; see [`Node::items`].
    Array,
    /// An object; see [`Node::entries`].
    Object,
}

/// One value of a document and its place.
#[derive(Clone, Copy)]
pub struct Node<'d> {
    pub(crate) doc: &'d Document,
    pub(crate) id: u32,
}

impl std::fmt::Debug for Node<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}:{}:{} {}", self.file(), self.line(), self.column(), self.pointer())
    }
}

const START: Position = Position { line: 0, column: 0 };

impl<'d> Node<'d> {
    pub(crate) fn data(self) -> NodeData {
        const NOTHING: NodeData = NodeData {
            data: Data::Null,
            hash: 0,
            at: START,
            value_at: START,
            parent: NO_PARENT,
            file: 0,
        };
        self.doc.built.nodes.get(self.id as usize).copied().unwrap_or(NOTHING)
    }

    /// A number that no other node of the document has.
    #[must_use]
    pub fn id(self) -> u32 {
        self.id
    }

    /// A hash of the value: equal for equal values.
    #[must_use]
    pub fn hash(self) -> u64 {
        self.data().hash
    }

    /// The document that the node is of.
    #[must_use]
    pub fn document(self) -> &'d Document {
        self.doc
    }

    /// What the node holds.
    #[must_use]
    pub fn kind(self) -> Kind<'d> {
        match self.data().data {
            Data::Null => Kind::Null,
            Data::Bool(value) => Kind::Bool(value),
            Data::Int(value) => Kind::Int(value),
            Data::Float(value) => Kind::Float(value),
            Data::Big(text) => Kind::Big(self.doc.text(text)),
            Data::String(text) => Kind::String(self.doc.text(text)),
            Data::Array { .. } => Kind::Array,
            Data::Object { .. } => Kind::Object,
        }
    }

    /// The name of the file that the node stands in: the document's own, or that of one that it refers to.
    #[must_use]
    pub fn file(self) -> &'d str {
        self.doc.files.get(self.data().file as usize).map_or(self.doc.name(), |file| &file.name)
    }

    /// The line, from 1; of the key, where the node is the value of a key.
    #[must_use]
    pub fn line(self) -> u32 {
        self.data().at.line
    }

    /// The column in characters, from 1.
    #[must_use]
    pub fn column(self) -> u32 {
        self.data().at.column
    }

    /// Line and column of the value itself: where [`Node::line`] and [`Node::column`] say where its key is.
    #[must_use]
    pub fn value_position(self) -> (u32, u32) {
        let at = self.data().value_at;
        (at.line, at.column)
    }

    /// How a number is written, in JSON's form: `1.0` and `1` are two spellings of one value.
    #[must_use]
    pub fn number_text(self) -> Option<Cow<'d, str>> {
        let doc = self.doc;
        if let Some(spelling) = doc.built.spellings.get(&self.id) {
            return Some(doc.text(*spelling).into());
        }
        match self.kind() {
            Kind::Int(value) => Some(value.to_string().into()),
            Kind::Float(value) => Some(value.to_string().into()),
            Kind::Big(text) => Some(text.into()),
            _ => None,
        }
    }

    pub(crate) fn raw_entries(self) -> &'d [Entry] {
        match self.data().data {
            Data::Object { start, len } => self
                .doc
                .built
                .entries
                .get(start as usize..(start + len) as usize)
                .unwrap_or_default(),
            _ => &[],
        }
    }

    /// The entries of an object, sorted by key; none for other kinds.
    pub fn entries(self) -> impl ExactSizeIterator<Item = (&'d str, Node<'d>)> + Clone {
        let doc = self.doc;
        self.raw_entries().iter().map(move |entry| (doc.text(entry.key), doc.node(entry.value)))
    }

    /// The items of a list; none for other kinds.
    pub fn items(self) -> impl ExactSizeIterator<Item = Node<'d>> + Clone {
        let slice = match self.data().data {
            Data::Array { start, len } => {
                self.doc.built.items.get(start as usize..(start + len) as usize).unwrap_or_default()
            }
            _ => &[],
        };
        let doc = self.doc;
        slice.iter().map(move |id| doc.node(*id))
    }

    /// The value of a key of an object.
    #[must_use]
    pub fn get(self, key: &str) -> Option<Node<'d>> {
        let entries = self.raw_entries();
        let at = entries.binary_search_by(|entry| self.doc.text(entry.key).cmp(key)).ok()?;
        entries.get(at).map(|entry| self.doc.node(entry.value))
    }

    /// The text of a string.
    #[must_use]
    pub fn as_str(self) -> Option<&'d str> {
        match self.kind() {
            Kind::String(text) => Some(text),
            _ => None,
        }
    }

    /// The value of a boolean.
    #[must_use]
    pub fn as_bool(self) -> Option<bool> {
        match self.kind() {
            Kind::Bool(value) => Some(value),
            _ => None,
        }
    }

    /// A number as `f64`.
    #[must_use]
    pub fn as_f64(self) -> Option<f64> {
        match self.kind() {
            Kind::Int(value) => Some(value as f64),
            Kind::Float(value) => Some(value),
            Kind::Big(text) => text.parse().ok(),
            _ => None,
        }
    }

    /// Whether it is `null`.
    #[must_use]
    pub fn is_null(self) -> bool {
        matches!(self.kind(), Kind::Null)
    }

    /// Whether it is an object.
    #[must_use]
    pub fn is_object(self) -> bool {
        matches!(self.kind(), Kind::Object)
    }

    /// A scalar as text, without quotes; `None` for lists and objects.
    #[must_use]
    pub fn scalar_text(self) -> Option<String> {
        match self.kind() {
            Kind::Null => Some("null".to_owned()),
            Kind::Bool(value) => Some(value.to_string()),
            Kind::Int(value) => Some(value.to_string()),
            Kind::Float(value) => Some(value.to_string()),
            Kind::Big(text) | Kind::String(text) => Some(text.to_owned()),
            Kind::Array | Kind::Object => None,
        }
    }

    /// The object or list that holds the node; for an aliased node, the one that holds its anchor.
    #[must_use]
    pub fn parent(self) -> Option<Node<'d>> {
        let parent = self.data().parent;
        (parent != NO_PARENT).then(|| self.doc.node(parent))
    }

    /// The keys and indexes from the root to the node.
    #[must_use]
    pub fn path(self) -> Vec<String> {
        let mut segments = Vec::new();
        let mut node = self;
        while let Some(parent) = node.parent() {
            let by_key = parent
                .entries()
                .find(|(_, child)| child.id == node.id)
                .map(|(key, _)| key.to_owned());
            let by_index = || {
                parent.items().position(|child| child.id == node.id).map(|index| index.to_string())
            };
            segments.push(by_key.or_else(by_index).unwrap_or_default());
            node = parent;
        }
        segments.reverse();
        segments
    }

    /// The JSON pointer of the node.
    #[must_use]
    pub fn pointer(self) -> String {
        self.path().iter().fold(String::new(), |pointer, segment| pointer + "/" + &escape(segment))
    }

    /// Whether two nodes hold the same value; the order of keys means nothing.
    #[must_use]
    pub fn same(self, other: Node<'_>) -> bool {
        // The hash is the quick answer, the walk is the proof: a document cannot hide a change behind a collision.
        if self.hash() != other.hash() {
            return false;
        }
        match (self.kind(), other.kind()) {
            (Kind::Array, Kind::Array) => {
                self.items().len() == other.items().len()
                    && self.items().zip(other.items()).all(|(a, b)| a.same(b))
            }
            (Kind::Object, Kind::Object) => {
                self.entries().len() == other.entries().len()
                    && self
                        .entries()
                        .zip(other.entries())
                        .all(|((ka, a), (kb, b))| ka == kb && a.same(b))
            }
            (Kind::Float(a), Kind::Float(b)) => a.to_bits() == b.to_bits(),
            (a, b) => a == b,
        }
    }

    /// The node as JSON, keys sorted. Whole numbers within 64 bits are exact and others are the nearest `f64`; a number
    /// that is beyond all `f64` is the string of its digits.
    #[must_use]
    pub fn to_value(self) -> Value {
        self.value(&mut { usize::MAX }, &Node::nearest)
    }

    /// The node as JSON to be shown, keys sorted, cut off with `"…"` after about `limit` values. A number that neither `u64`
    /// nor `f64` holds is the string of its digits.
    #[must_use]
    pub fn to_value_within(self, limit: usize) -> Value {
        self.value(&mut { limit }, &|_| None)
    }

    /// The nearest `f64` of a number that neither `i64` nor `f64` holds exactly.
    pub(crate) fn nearest(self) -> Option<Value> {
        match self.kind() {
            Kind::Big(text) if text.parse::<u64>().is_err() => {
                Number::from_f64(text.parse().ok()?).map(Value::Number)
            }
            _ => None,
        }
    }

    /// The node as JSON of at most `left` values, with what `instead` has in place of a scalar.
    pub(crate) fn value(self, left: &mut usize, instead: &dyn Fn(Self) -> Option<Value>) -> Value {
        if *left == 0 {
            return Value::String("…".to_owned());
        }
        *left -= 1;
        match self.kind() {
            Kind::Array => {
                let mut out = Vec::new();
                for item in self.items() {
                    out.push(item.value(left, instead));
                    if *left == 0 {
                        break;
                    }
                }
                Value::Array(out)
            }
            Kind::Object => {
                let mut out = Map::new();
                for (key, value) in self.entries() {
                    out.insert(key.to_owned(), value.value(left, instead));
                    if *left == 0 {
                        break;
                    }
                }
                Value::Object(out)
            }
            _ => instead(self).unwrap_or_else(|| self.scalar()),
        }
    }

    fn scalar(self) -> Value {
        // `1.0` is the same value as `1`, and written as it was.
        let is_float = || {
            let spelling = self.doc.built.spellings.get(&self.id);
            spelling.is_some_and(|text| self.doc.text(*text).contains(['.', 'e', 'E']))
        };
        match self.kind() {
            Kind::Bool(value) => Value::Bool(value),
            Kind::Int(value) if is_float() => Number::from_f64(value as f64).into(),
            Kind::Int(value) => Value::Number(value.into()),
            Kind::Float(value) => Number::from_f64(value).into(),
            Kind::Big(text) => match text.parse::<u64>() {
                Ok(value) => Value::Number(value.into()),
                Err(_) => Value::String(text.to_owned()),
            },
            Kind::String(text) => Value::String(text.to_owned()),
            Kind::Null | Kind::Array | Kind::Object => Value::Null,
        }
    }
}
