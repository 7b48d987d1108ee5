//! Changes of the tree: copies, merges, removals.

use rustc_hash::{FxHashMap, FxHashSet};

use crate::build::{Built, Data, Entry, NO_PARENT};

/// Why a value cannot be merged.
pub(super) struct Misfit {
    /// What is there, and what is to be merged with it.
    pub(super) message: String,
    /// The node that is to be merged.
    pub(super) value: u32,
}

/// What a value is for a merge.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    Object,
    Array,
    Primitive,
}

impl Form {
    pub(super) fn of(built: &Built, id: u32) -> Self {
        match built.nodes.get(id as usize).map(|node| node.data) {
            Some(Data::Object { .. }) => Self::Object,
            Some(Data::Array { .. }) => Self::Array,
            _ => Self::Primitive,
        }
    }

    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Object => "an object",
            Self::Array => "a list",
            Self::Primitive => "a primitive value",
        }
    }

    pub(super) fn counted(self, count: usize) -> String {
        let (one, many) = match self {
            Self::Object => ("object", "objects"),
            Self::Array => ("list", "lists"),
            Self::Primitive => ("value", "values"),
        };
        format!("{count} {}", if count == 1 { one } else { many })
    }
}

/// How many values a node has in it, itself among them, and how many levels.
pub(super) fn extent(built: &Built, id: u32) -> (usize, usize) {
    let (mut count, mut depth) = (0, 0);
    let mut waiting = vec![(id, 1)];
    while let Some((id, level)) = waiting.pop() {
        count += 1;
        depth = depth.max(level);
        waiting.extend(children(built, id).map(|child| (child, level + 1)));
    }
    (count, depth)
}

fn children(built: &Built, id: u32) -> impl Iterator<Item = u32> + '_ {
    let entries = built.entries_of(id).unwrap_or_default().iter().map(|entry| entry.value);
    entries.chain(built.items_of(id).unwrap_or_default().iter().copied())
}

/// Copies a node with all below it. The copies stand where their originals are written.
pub(super) fn copied(built: &mut Built, id: u32) -> u32 {
    let Some(node) = built.nodes.get(id as usize).copied() else { return id };
    let copy = built.nodes.len() as u32;
    built.nodes.push(node);
    if let Some(spelling) = built.spellings.get(&id).copied() {
        built.spellings.insert(copy, spelling);
    }
    match node.data {
        Data::Object { .. } => {
            let mut entries = built.entries_of(id).unwrap_or_default().to_vec();
            for entry in &mut entries {
                entry.value = copied(built, entry.value);
                built.adopt(entry.value, copy);
            }
            built.set_object(copy, entries);
        }
        Data::Array { .. } => {
            let mut items = built.items_of(id).unwrap_or_default().to_vec();
            for item in &mut items {
                *item = copied(built, *item);
                built.adopt(*item, copy);
            }
            set_array(built, copy, &items);
        }
        _ => {}
    }
    copy
}

fn set_array(built: &mut Built, id: u32, items: &[u32]) {
    let (start, len) = (built.items.len() as u32, items.len() as u32);
    built.items.extend_from_slice(items);
    if let Some(node) = built.nodes.get_mut(id as usize) {
        node.data = Data::Array { start, len };
    }
}

/// Gives each place of an aliased node a node of its own, so that a change of one is none of the others.
pub(super) fn unshare(built: &mut Built) {
    let mut seen = vec![false; built.nodes.len()];
    let mut waiting = vec![built.root];
    while let Some(id) = waiting.pop() {
        let (mut entries, mut items) = (
            built.entries_of(id).unwrap_or_default().to_vec(),
            built.items_of(id).unwrap_or_default().to_vec(),
        );
        let places = entries.iter_mut().map(|entry| &mut entry.value).chain(&mut items);
        let mut shared = false;
        for place in places {
            match seen.get_mut(*place as usize) {
                Some(seen) if !*seen => {
                    *seen = true;
                    waiting.push(*place);
                }
                // Of an alias, or of a copy, in which no node has two places.
                Some(_) => {
                    *place = copied(built, *place);
                    shared = true;
                }
                None => {}
            }
            built.adopt(*place, id);
        }
        match Form::of(built, id) {
            Form::Object if shared => built.set_object(id, entries),
            Form::Array if shared => set_array(built, id, &items),
            _ => {}
        }
    }
}

/// Takes nodes out of what holds them.
pub(super) fn remove(built: &mut Built, ids: &[u32]) {
    let gone: FxHashSet<u32> = ids.iter().copied().collect();
    let parents: FxHashSet<u32> = ids
        .iter()
        .filter_map(|id| built.nodes.get(*id as usize))
        .map(|node| node.parent)
        .filter(|parent| *parent != NO_PARENT)
        .collect();
    for parent in parents {
        if let Some(entries) = built.entries_of(parent) {
            let left = entries.iter().filter(|entry| !gone.contains(&entry.value)).copied();
            let left = left.collect();
            built.set_object(parent, left);
        } else if let Some(items) = built.items_of(parent) {
            let left: Vec<u32> = items.iter().filter(|id| !gone.contains(id)).copied().collect();
            set_array(built, parent, &left);
        }
    }
}

/// Merges a value, which nothing else holds, with a node. Gives the node that is there afterwards: a primitive value is replaced.
pub(super) fn merge(built: &mut Built, target: u32, value: u32) -> Result<u32, Misfit> {
    match (Form::of(built, target), Form::of(built, value)) {
        (Form::Object, Form::Object) => merge_objects(built, target, value)?,
        (Form::Array, Form::Array) => {
            let mut items = built.items_of(target).unwrap_or_default().to_vec();
            let new = built.items_of(value).unwrap_or_default().to_vec();
            items.extend_from_slice(&new);
            set_array(built, target, &items);
            new.iter().for_each(|item| built.adopt(*item, target));
        }
        (Form::Primitive, Form::Primitive) => return Ok(value),
        (there, new) => {
            let message = format!("{} cannot be merged with {}", new.name(), there.name());
            return Err(Misfit { message, value });
        }
    }
    Ok(target)
}

fn merge_objects(built: &mut Built, target: u32, value: u32) -> Result<(), Misfit> {
    let mut entries = built.entries_of(target).unwrap_or_default().to_vec();
    let mut new = built.entries_of(value).unwrap_or_default().to_vec();
    new.sort_by_key(|entry| entry.order);
    let places: FxHashMap<String, usize> = entries
        .iter()
        .enumerate()
        .map(|(at, entry)| (built.slice(entry.key).to_owned(), at))
        .collect();
    let mut order = entries.iter().map(|entry| entry.order + 1).max().unwrap_or_default();
    for entry in new {
        let place = places.get(built.slice(entry.key)).and_then(|at| entries.get_mut(*at));
        let id = match place {
            Some(known) => {
                known.value = merge(built, known.value, entry.value)?;
                known.value
            }
            None => {
                entries.push(Entry { order, ..entry });
                order += 1;
                entry.value
            }
        };
        built.adopt(id, target);
    }
    built.set_object(target, entries);
    Ok(())
}

/// Adds a value, which nothing else holds, to the end of a list.
pub(super) fn append(built: &mut Built, target: u32, value: u32) {
    let mut items = built.items_of(target).unwrap_or_default().to_vec();
    items.push(value);
    set_array(built, target, &items);
    built.adopt(value, target);
}

/// Puts a node in the place of another.
pub(super) fn put(built: &mut Built, old: u32, new: u32) {
    let parent = built.nodes.get(old as usize).map_or(NO_PARENT, |node| node.parent);
    if built.entries_of(parent).is_some() {
        built.replace(parent, old, new);
    } else if let Some(items) = built.items_of(parent) {
        let items: Vec<u32> =
            items.iter().map(|item| if *item == old { new } else { *item }).collect();
        set_array(built, parent, &items);
        built.adopt(new, parent);
    }
}

/// Lists and objects that no node has any more, made up for where there are too many of them.
pub(super) fn compact(built: &mut Built) {
    let live = |built: &Built| built.entries.len() + built.items.len();
    if live(built) < (1 << 16) + 4 * built.nodes.len() {
        return;
    }
    let (entries, items) = (std::mem::take(&mut built.entries), std::mem::take(&mut built.items));
    for node in &mut built.nodes {
        match &mut node.data {
            Data::Object { start, len } => {
                let old = *start as usize..(*start + *len) as usize;
                *start = built.entries.len() as u32;
                built.entries.extend_from_slice(entries.get(old).unwrap_or_default());
            }
            Data::Array { start, len } => {
                let old = *start as usize..(*start + *len) as usize;
                *start = built.items.len() as u32;
                built.items.extend_from_slice(items.get(old).unwrap_or_default());
            }
            _ => {}
        }
    }
}
