//! What differs between the public items of two clients, and what that does to a caller.

use oas_diff::{Rust, RustItem};

use crate::client::Client;
use crate::surface::{Item, Kind};

/// A public item that is new, gone, or another one, and what it is about.
#[derive(Debug, Clone)]
pub(crate) struct Difference {
    pub(crate) item: RustItem,
    /// The type or the builder that it is about.
    pub(crate) about: String,
    /// Its name inside of that.
    pub(crate) member: Option<String>,
}

/// Every public item in which two clients differ, in the order of the paths. What comes and goes with an item is told
/// with it.
#[must_use]
pub fn differences(old: &Client, new: &Client) -> Vec<RustItem> {
    let found = compare(old, new).into_iter();
    found.map(|difference| difference.item).collect()
}

pub(crate) fn compare(old: &Client, new: &Client) -> Vec<Difference> {
    let (old, new) = (&old.surface.items, &new.surface.items);
    let mut found = Vec::new();
    for (path, item) in old {
        let difference = match new.get(path) {
            Some(other) => changed(path, item, other),
            None if item.parent.as_ref().is_some_and(|parent| !new.contains_key(parent)) => None,
            None => Some(one_sided(path, item, gone(item), true)),
        };
        found.extend(difference);
    }
    for (path, item) in new {
        let parent = item.parent.as_ref();
        if old.contains_key(path) || parent.is_some_and(|parent| !old.contains_key(parent)) {
            continue;
        }
        let open = parent.and_then(|parent| old.get(parent)).is_some_and(|item| item.open);
        found.push(one_sided(path, item, come(item, open), false));
    }
    found.sort_by(|a, b| a.item.path.cmp(&b.item.path));
    found
}

fn gone(item: &Item) -> Rust {
    match item.kind {
        // What need no longer be set may still be.
        Kind::Demand => Rust::Minor,
        _ => Rust::Major,
    }
}

fn come(item: &Item, open: bool) -> Rust {
    match item.kind {
        Kind::Argument | Kind::Demand => Rust::Major,
        Kind::Field | Kind::Variant if !open => Rust::Major,
        _ => Rust::Minor,
    }
}

fn changed(path: &str, old: &Item, new: &Item) -> Option<Difference> {
    let same_text = old.text == new.text || old.expanded == new.expanded;
    let class = if old.kind != new.kind || !same_text || (new.open && !old.open) {
        Rust::Major
    } else if (new.deprecated && !old.deprecated) || (old.open && !new.open) {
        Rust::Minor
    } else {
        return None;
    };
    let text = |item: &Item| {
        let kind = match item.kind {
            Kind::Struct => "struct ",
            Kind::Enum => "enum ",
            Kind::Alias => "type ",
            _ => "",
        };
        let deprecated = if item.deprecated { "deprecated " } else { "" };
        format!("{deprecated}{kind}{}", item.text).trim().to_owned()
    };
    Some(Difference {
        item: RustItem::new(path.to_owned(), class, Some(text(old)), Some(text(new))),
        about: new.about.clone(),
        member: new.member.clone(),
    })
}

fn one_sided(path: &str, item: &Item, class: Rust, gone: bool) -> Difference {
    let text = Some(item.text.clone());
    let (old, new) = if gone { (text, None) } else { (None, text) };
    Difference {
        item: RustItem::new(path.to_owned(), class, old, new),
        about: item.about.clone(),
        member: item.member.clone(),
    }
}
