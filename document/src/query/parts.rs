//! The parts of a query.

use regex::Regex;

/// A query as parsed.
#[derive(Debug, Clone)]
pub(crate) struct Query {
    /// Whether it starts at the root, and not at the node that a filter looks at.
    pub(super) absolute: bool,
    pub(super) segments: Vec<Segment>,
}

#[derive(Debug, Clone)]
pub(super) struct Segment {
    /// Whether it is about the node and all below it, and not about its children.
    pub(super) descendants: bool,
    pub(super) selectors: Vec<Selector>,
}

#[derive(Debug, Clone)]
pub(super) enum Selector {
    Name(String),
    Wildcard,
    Index(i64),
    Slice { start: Option<i64>, end: Option<i64>, step: i64 },
    Filter(Test),
}

/// What a filter asks.
#[derive(Debug, Clone)]
pub(super) enum Test {
    Any(Vec<Test>),
    All(Vec<Test>),
    Not(Box<Test>),
    /// Whether a query selects anything.
    Exists(Query),
    Compare(Operand, Comparison, Operand),
    /// `match` and `search`.
    Matches(Operand, Pattern),
}

/// A pattern, compiled once where it is written in the query; none for what is no pattern.
#[derive(Debug, Clone)]
pub(super) enum Pattern {
    Written(Option<Regex>),
    /// From a node, and whether it is about the whole text.
    Of(Operand, bool),
}

/// What can be compared.
#[derive(Debug, Clone)]
pub(super) enum Operand {
    Null,
    Bool(bool),
    Number(f64),
    Text(String),
    /// Of one node at most.
    Query(Query),
    Length(Box<Operand>),
    Count(Query),
    Value(Query),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Comparison {
    Equal,
    Unequal,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

impl Query {
    /// Whether it selects one node at most, by its form.
    pub(super) fn is_singular(&self) -> bool {
        self.segments.iter().all(|segment| {
            !segment.descendants
                && matches!(segment.selectors.as_slice(), [Selector::Name(_) | Selector::Index(_)])
        })
    }
}
