//! Which change of the document made which difference of the client.

use oas_diff::{Change, Document, Kind, Owner, Report, RustItem};

use crate::client::Client;
use crate::difference::{Difference, compare};
use crate::uses::{Uses, unit};

/// Compares two clients and says of each change of a report what it did to them; [`Report::summary`] follows.
///
/// A difference belongs to the change that was made where its item comes from; failing that, to one that its item
/// refers to. What belongs to no change is in [`Report::rust_items`], and counts as well.
pub fn observe(report: &mut Report, old: (&Document, &Client), new: (&Document, &Client)) {
    let sides = [Side::new(old.0, old.1), Side::new(new.0, new.1)];
    let mut items: Vec<Vec<RustItem>> = vec![Vec::new(); report.changes.len()];
    let mut others = Vec::new();
    for difference in compare(old.1, new.1) {
        let owners = owners(&difference, &report.changes, &sides);
        let item = difference.item;
        if owners.is_empty() {
            others.push(item);
            continue;
        }
        for owner in owners {
            items[owner].push(item.clone());
        }
    }
    report.observe_items(items, others);
}

struct Side<'a> {
    client: &'a Client,
    uses: Uses,
}

impl<'a> Side<'a> {
    fn new(document: &Document, client: &'a Client) -> Self {
        Self { client, uses: Uses::of(document) }
    }
}

/// How a change is related to a difference; the less, the closer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Relation {
    /// It was made at the very member, or around the item.
    Exact,
    /// It was made inside of what the item comes from.
    Inside,
    /// It was made so many references away, in what the item refers to.
    Away(usize),
    /// It was made in what refers to the item: only what is sent can be constructed.
    User(usize),
}

/// The changes that a difference belongs to, by their places.
fn owners(difference: &Difference, changes: &[Change], sides: &[Side<'_>; 2]) -> Vec<usize> {
    let origins: [Option<&str>; 2] = [0, 1]
        .map(|side: usize| sides[side].client.origins.get(&difference.about).map(String::as_str));
    let related = changes.iter().enumerate().filter_map(|(at, change)| {
        let places = [&change.old, &change.new];
        let relation = (0..2).filter_map(|side| {
            let pointer = places[side].as_ref()?.pointer.as_str();
            relation(difference, change, pointer, origins[side]?, &sides[side].uses)
        });
        // An item may be on one side only, and the change on the other.
        let crosswise = || {
            let units = |side: usize, other: usize| {
                Some((unit(&places[side].as_ref()?.pointer), unit(origins[other]?)))
            };
            let same = [units(0, 1), units(1, 0)].into_iter().flatten().any(|(a, b)| a == b);
            same.then_some(Relation::Away(0))
        };
        Some((relation.min().or_else(crosswise)?, at, change))
    });
    // A change that foretells the difference explains it better than one that does not; for a member, only among those
    // near it, because whatever is far foretells something. Words explain nothing.
    let key = |(relation, _, change): &(Relation, usize, &Change)| {
        let far = *relation > Relation::Inside;
        let predicted = change.rust >= difference.item.class;
        let member = difference.member.is_some();
        (change.kind == Kind::Docs, member && far, !predicted, *relation)
    };
    let mut related: Vec<_> = related.collect();
    related.sort_by_key(key);
    let Some(best) = related.first().map(key) else {
        return Vec::new();
    };
    related.iter().take_while(|found| key(found) == best).map(|found| found.1).collect()
}

fn relation(
    difference: &Difference,
    change: &Change,
    pointer: &str,
    origin: &str,
    uses: &Uses,
) -> Option<Relation> {
    // What is said of the whole document makes no item.
    if pointer.is_empty() {
        return None;
    }
    if let Some(inside) = below(pointer, origin) {
        return match (&difference.member, property(inside)) {
            (Some(member), Some(property)) if alike(member, &property) => Some(Relation::Exact),
            // It is about another member.
            (Some(_), Some(_)) if inside.starts_with("/properties/") => None,
            (Some(member), _) if names(change).any(|name| alike(member, name)) => {
                Some(Relation::Exact)
            }
            (Some(_), _) if inside.starts_with("/parameters/") => None,
            _ => Some(Relation::Inside),
        };
    }
    if below(origin, pointer).is_some() {
        return Some(Relation::Exact);
    }
    // What all operations of a path share.
    let shared = pointer.starts_with("/paths/") && below(origin, unit(pointer)).is_some();
    if let Some(member) = difference.member.as_ref().filter(|_| shared)
        && names(change).any(|name| alike(member, name))
    {
        return Some(Relation::Exact);
    }
    let (place, item) = (unit(pointer), unit(origin));
    let away = uses.distance(item, place).map(Relation::Away);
    // A path as a whole has what its operations have.
    let operations = uses.within(pointer).filter_map(|unit| uses.distance(unit, item));
    let user = || uses.distance(place, item).into_iter().chain(operations).min();
    away.or_else(|| user().map(Relation::User))
}

/// The rest of a pointer that leads to a place or into it.
fn below<'p>(pointer: &'p str, place: &str) -> Option<&'p str> {
    let rest = pointer.strip_prefix(place)?;
    (rest.is_empty() || rest.starts_with('/')).then_some(rest)
}

/// The first property on the way down a pointer.
fn property(pointer: &str) -> Option<String> {
    let (_, rest) = pointer.split_once("/properties/")?;
    let name = rest.split('/').next()?;
    Some(oas_source::pointer::unescape(name))
}

/// The names that a change is about, in its words.
fn names(change: &Change) -> impl Iterator<Item = &str> {
    let messages = std::iter::once(&change.message).chain(&change.details);
    let quoted = messages.flat_map(|text| text.split('`').skip(1).step_by(2));
    let owner = match &change.owner {
        Owner::Component { name, .. } => Some(name.as_str()),
        _ => None,
    };
    quoted.chain(change.subject.split(' ')).chain(owner)
}

/// Whether a Rust name was made from a name of the document.
fn alike(rust: &str, name: &str) -> bool {
    let letters = |text: &str| -> String {
        text.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase()).collect()
    };
    let (rust, name) = (letters(rust), letters(name));
    // `name_null()` sets to null what `name()` sets.
    rust == name || rust.strip_suffix("null") == Some(&name)
}
