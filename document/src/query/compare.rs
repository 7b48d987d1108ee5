//! What a filter's tests say of a node.

use std::cmp::Ordering;

use super::parts::{Comparison, Operand, Pattern, Test};
use super::pattern::compiled;
use super::steps::{Steps, TooMuch};
use crate::node::{Kind, Node};

/// What compiling a pattern counts for, where each node may have its own.
const STEPS_A_PATTERN: usize = 200_000;

/// What an operand is for one node.
#[derive(Clone, Copy)]
enum Value<'d> {
    Nothing,
    Null,
    Bool(bool),
    Number(f64),
    Text(&'d str),
    /// A list or an object.
    Node(Node<'d>),
}

impl Test {
    pub(super) fn holds<'d>(
        &'d self,
        root: Node<'d>,
        here: Node<'d>,
        steps: &mut Steps,
    ) -> Result<bool, TooMuch> {
        steps.take(1)?;
        match self {
            Self::Any(tests) => {
                for test in tests {
                    if test.holds(root, here, steps)? {
                        return Ok(true);
                    }
                }
                Ok(false)
            }
            Self::All(tests) => {
                for test in tests {
                    if !test.holds(root, here, steps)? {
                        return Ok(false);
                    }
                }
                Ok(true)
            }
            Self::Not(test) => Ok(!test.holds(root, here, steps)?),
            Self::Exists(query) => Ok(!query.select(root, here, steps)?.is_empty()),
            Self::Compare(left, by, right) => {
                let left = left.value(root, here, steps)?;
                let right = right.value(root, here, steps)?;
                by.holds(left, right, steps)
            }
            Self::Matches(text, pattern) => {
                let Value::Text(text) = text.value(root, here, steps)? else {
                    return Ok(false);
                };
                steps.take(text.len())?;
                match pattern {
                    Pattern::Written(regex) => {
                        Ok(regex.as_ref().is_some_and(|regex| regex.is_match(text)))
                    }
                    Pattern::Of(pattern, whole) => {
                        let Value::Text(pattern) = pattern.value(root, here, steps)? else {
                            return Ok(false);
                        };
                        steps.take(STEPS_A_PATTERN)?;
                        Ok(compiled(pattern, *whole).is_some_and(|regex| regex.is_match(text)))
                    }
                }
            }
        }
    }
}

impl Operand {
    fn value<'d>(
        &'d self,
        root: Node<'d>,
        here: Node<'d>,
        steps: &mut Steps,
    ) -> Result<Value<'d>, TooMuch> {
        let count = |count: usize| Value::Number(count as f64);
        Ok(match self {
            Self::Null => Value::Null,
            Self::Bool(value) => Value::Bool(*value),
            Self::Number(value) => Value::Number(*value),
            Self::Text(text) => Value::Text(text),
            Self::Query(query) | Self::Value(query) => {
                match query.select(root, here, steps)?.as_slice() {
                    [only] => of_node(*only),
                    _ => Value::Nothing,
                }
            }
            Self::Count(query) => count(query.select(root, here, steps)?.len()),
            Self::Length(of) => match of.value(root, here, steps)? {
                Value::Text(text) => {
                    steps.take(text.len())?;
                    count(text.chars().count())
                }
                Value::Node(node) => count(node.entries().len() + node.items().len()),
                _ => Value::Nothing,
            },
        })
    }
}

fn of_node(node: Node<'_>) -> Value<'_> {
    match node.kind() {
        Kind::Null => Value::Null,
        Kind::Bool(value) => Value::Bool(value),
        Kind::Int(_) | Kind::Float(_) | Kind::Big(_) => {
            node.as_f64().map_or(Value::Nothing, Value::Number)
        }
        Kind::String(text) => Value::Text(text),
        Kind::Array | Kind::Object => Value::Node(node),
    }
}

impl Comparison {
    fn holds(self, left: Value<'_>, right: Value<'_>, steps: &mut Steps) -> Result<bool, TooMuch> {
        Ok(match self {
            Self::Equal => equal(left, right, steps)?,
            Self::Unequal => !equal(left, right, steps)?,
            Self::Less => order(left, right) == Some(Ordering::Less),
            Self::Greater => order(left, right) == Some(Ordering::Greater),
            Self::LessOrEqual => {
                order(left, right) == Some(Ordering::Less) || equal(left, right, steps)?
            }
            Self::GreaterOrEqual => {
                order(left, right) == Some(Ordering::Greater) || equal(left, right, steps)?
            }
        })
    }
}

/// The order of what has one: numbers among each other, and texts by their characters.
fn order(left: Value<'_>, right: Value<'_>) -> Option<Ordering> {
    match (left, right) {
        (Value::Number(left), Value::Number(right)) => left.partial_cmp(&right),
        (Value::Text(left), Value::Text(right)) => Some(left.cmp(right)),
        _ => None,
    }
}

#[allow(clippy::float_cmp, reason = "equal is what RFC 9535 asks for")]
fn equal(left: Value<'_>, right: Value<'_>, steps: &mut Steps) -> Result<bool, TooMuch> {
    Ok(match (left, right) {
        (Value::Nothing, Value::Nothing) | (Value::Null, Value::Null) => true,
        (Value::Bool(left), Value::Bool(right)) => left == right,
        (Value::Number(left), Value::Number(right)) => left == right,
        (Value::Text(left), Value::Text(right)) => left == right,
        (Value::Node(left), Value::Node(right)) => same(left, right, steps)?,
        _ => false,
    })
}

/// Whether two nodes hold the same. Their hashes may be those of before an earlier action.
fn same(left: Node<'_>, right: Node<'_>, steps: &mut Steps) -> Result<bool, TooMuch> {
    let mut pairs = vec![(left, right)];
    while let Some((left, right)) = pairs.pop() {
        steps.take(1)?;
        if left.id() == right.id() {
            continue;
        }
        match (left.kind(), right.kind()) {
            (Kind::Array, Kind::Array) if left.items().len() == right.items().len() => {
                pairs.extend(left.items().zip(right.items()));
            }
            (Kind::Object, Kind::Object) if left.entries().len() == right.entries().len() => {
                for ((a, left), (b, right)) in left.entries().zip(right.entries()) {
                    if a != b {
                        return Ok(false);
                    }
                    pairs.push((left, right));
                }
            }
            (Kind::Array | Kind::Object, _) | (_, Kind::Array | Kind::Object) => return Ok(false),
            _ if equal(of_node(left), of_node(right), steps)? => {}
            _ => return Ok(false),
        }
    }
    Ok(true)
}
