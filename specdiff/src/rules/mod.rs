//! The rules: one table, from which `docs/rules.md` is written and every change takes its classes.

pub(crate) mod bodies;
pub(crate) mod components;
pub(crate) mod docs;
mod markdown;
pub(crate) mod operations;
pub(crate) mod pairs;
pub(crate) mod parameters;
pub(crate) mod schemas;
pub(crate) mod security;
pub(crate) mod unions;

pub use markdown::markdown;

use crate::class::{Direction, Kind, Rust, Wire};

/// One kind of change: what it is, what it does, and why.
#[derive(Debug)]
#[non_exhaustive]
pub struct Rule {
    /// Stable, kebab-case.
    pub id: &'static str,
    /// Which way the data goes that the rule is about.
    pub direction: Direction,
    /// What it does to a published client, unless the settings say otherwise.
    pub wire: Wire,
    /// What it does to the regenerated crate, as predicted.
    pub rust: Rust,
    /// Contract, words or safety.
    pub kind: Kind,
    /// What the change is.
    pub what: &'static str,
    /// Why it has these classes.
    pub why: &'static str,
    /// An edit that brings it about.
    pub example: &'static str,
    /// The rule that the reversed edit falls under; itself, where the edit is its own opposite.
    pub reversed: &'static str,
    /// The rule for the same edit in the other direction; `None` where it can go one way only.
    pub other_way: Option<&'static str>,
}

/// Every rule, in the order of the documentation.
pub fn all() -> impl Iterator<Item = &'static Rule> {
    [
        operations::ALL,
        parameters::ALL,
        bodies::ALL,
        schemas::ALL,
        unions::ALL,
        components::ALL,
        security::ALL,
        docs::ALL,
    ]
    .into_iter()
    .flat_map(|group| group.iter().copied())
}

/// Where the rules are documented; the address of one of them is this and its id.
pub const ADDRESS: &str = concat!(env!("CARGO_PKG_REPOSITORY"), "/blob/main/docs/rules.md#");

/// The rule with an id.
#[must_use]
pub fn find(id: &str) -> Option<&'static Rule> {
    all().find(|rule| rule.id == id)
}

/// A rule for each direction of the same edit.
#[derive(Clone, Copy)]
pub(crate) struct Pair {
    pub(crate) request: &'static Rule,
    pub(crate) response: &'static Rule,
}

macro_rules! rules {
    ($($name:ident = $id:literal $direction:ident $wire:ident $rust:ident $kind:ident
        <=> $reversed:literal $(, $other:literal)? {
        what: $what:literal, why: $why:literal, example: $example:literal $(,)?
    })*) => {
        $(pub(crate) static $name: $crate::rules::Rule = $crate::rules::Rule {
            id: $id,
            direction: $crate::class::Direction::$direction,
            wire: $crate::class::Wire::$wire,
            rust: $crate::class::Rust::$rust,
            kind: $crate::class::Kind::$kind,
            what: $what,
            why: $why,
            example: $example,
            reversed: $reversed,
            other_way: $crate::rules::rules!(@other $($other)?),
        };)*
        pub(crate) static ALL: &[&$crate::rules::Rule] = &[$(&$name),*];
    };
    (@other) => { None };
    (@other $other:literal) => { Some($other) };
}
use rules;
