//! What a query selects.

use super::parts::{Query, Segment, Selector};
use super::steps::{Steps, TooMuch};
use crate::node::Node;

impl Query {
    /// The nodes that it selects, some of them more than once. `here` is the node of a filter.
    pub(crate) fn select<'d>(
        &self,
        root: Node<'d>,
        here: Node<'d>,
        steps: &mut Steps,
    ) -> Result<Vec<Node<'d>>, TooMuch> {
        let mut nodes = vec![if self.absolute { root } else { here }];
        for segment in &self.segments {
            let mut found = Vec::new();
            for node in nodes {
                segment.select(root, node, steps, &mut found)?;
            }
            nodes = found;
        }
        Ok(nodes)
    }
}

impl Segment {
    fn select<'d>(
        &self,
        root: Node<'d>,
        from: Node<'d>,
        steps: &mut Steps,
        found: &mut Vec<Node<'d>>,
    ) -> Result<(), TooMuch> {
        // Not by recursion: a filter may be at every level.
        let mut waiting = vec![from];
        while let Some(node) = waiting.pop() {
            for selector in &self.selectors {
                selector.select(root, node, steps, found)?;
                if found.len() > steps.most {
                    return Err(TooMuch);
                }
            }
            if self.descendants {
                let before = waiting.len();
                waiting.extend(children(node));
                steps.take(waiting.len() - before)?;
                if let Some(children) = waiting.get_mut(before..) {
                    children.reverse();
                }
            }
        }
        Ok(())
    }
}

impl Selector {
    fn select<'d>(
        &self,
        root: Node<'d>,
        node: Node<'d>,
        steps: &mut Steps,
        found: &mut Vec<Node<'d>>,
    ) -> Result<(), TooMuch> {
        steps.take(1)?;
        match self {
            Self::Name(name) => found.extend(node.get(name)),
            Self::Wildcard => {
                let before = found.len();
                found.extend(children(node));
                steps.take(found.len() - before)?;
            }
            Self::Index(index) => {
                let at = from_end(*index, node.items().len());
                found.extend(usize::try_from(at).ok().and_then(|at| node.items().nth(at)));
            }
            Self::Slice { start, end, step } => {
                steps.take(node.items().len())?;
                found.extend(slice(node, *start, *end, *step));
            }
            Self::Filter(test) => {
                for child in children(node) {
                    steps.take(1)?;
                    if test.holds(root, child, steps)? {
                        found.push(child);
                    }
                }
            }
        }
        Ok(())
    }
}

fn children(node: Node<'_>) -> impl Iterator<Item = Node<'_>> {
    node.entries().map(|(_, child)| child).chain(node.items())
}

/// An index as counted from the start of a list.
fn from_end(index: i64, len: usize) -> i64 {
    if index < 0 { index + i64::try_from(len).unwrap_or(i64::MAX) } else { index }
}

fn slice(node: Node<'_>, start: Option<i64>, end: Option<i64>, step: i64) -> Vec<Node<'_>> {
    let items: Vec<Node<'_>> = node.items().collect();
    let count = i64::try_from(items.len()).unwrap_or(i64::MAX);
    let bound = |index: i64, low: i64, high: i64| from_end(index, items.len()).clamp(low, high);
    let mut found = Vec::new();
    let mut push = |at: i64| found.extend(usize::try_from(at).ok().and_then(|at| items.get(at)));
    if step > 0 {
        let (mut at, end) =
            (bound(start.unwrap_or(0), 0, count), bound(end.unwrap_or(count), 0, count));
        while at < end {
            push(at);
            at += step;
        }
    } else if step < 0 {
        let mut at = bound(start.unwrap_or(count - 1), -1, count - 1);
        let end = end.map_or(-1, |end| bound(end, -1, count - 1));
        while at > end {
            push(at);
            at += step;
        }
    }
    found
}
