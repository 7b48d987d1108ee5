//! Putting what is referred to in other files among the components, and the references that lead there.

use std::collections::BTreeMap;

use rustc_hash::{FxHashMap, FxHashSet};

use crate::anchors::Anchors;
use crate::build::{Built, Entry};
use crate::document::Document;
use crate::error::{Error, ErrorKind};
use crate::keywords::holds_components;
use crate::limits::Limits;
use crate::node::Node;
use crate::position::Position;

use super::load::Loaded;
use super::walk::{Reference, is_alias};

/// A chain of references longer than this is a circle.
const LONGEST_CHAIN: usize = 64;

pub(super) fn graft(loaded: Loaded, limits: &Limits) -> Result<Document, Error> {
    let Loaded { mut document, mut references, lost, paths } = loaded;
    settle(&document, &mut references);
    let replaced = place(&mut document, &references, &paths);
    let root = document.built.root;
    document.files.iter_mut().for_each(|file| file.root = root);
    let mut pointers: FxHashMap<u32, String> = FxHashMap::default();
    for (reference, target) in &references {
        let target = replaced.get(target).unwrap_or(target);
        let pointer = pointers.entry(*target).or_insert_with(|| {
            format!("#{}", document.node(*target).pointer().replace('%', "%25"))
        });
        document.built.set_string(reference.value, pointer);
    }
    for (reference, written) in &lost {
        document.built.set_string(reference.value, written);
    }
    // A component stands three levels deep, whatever its file.
    document.built.rehash(limits.depth.saturating_add(3)).map_err(|node| {
        let node = document.node(node);
        let message = "the document is nested too deep once its files are one".to_owned();
        Error::new(ErrorKind::Limit, node.file(), message)
            .position(Position { line: node.line(), column: node.column() })
    })?;
    document.anchors = Anchors::default();
    document.anchors = Anchors::of(&document);
    Ok(document)
}

/// What is a `$ref` and nothing beside it in another file is passed by: its name says less than that of what it leads to.
fn settle(document: &Document, references: &mut [(Reference, u32)]) {
    let by_holder: FxHashMap<u32, u32> = references
        .iter()
        .filter(|(reference, _)| reference.is_ref)
        .map(|(reference, target)| (reference.holder, *target))
        .collect();
    for (_, target) in references {
        for _ in 0..LONGEST_CHAIN {
            let passed =
                document.node(*target).data().file != 0 && is_alias(&document.built, *target);
            match by_holder.get(target).filter(|_| passed) {
                Some(next) => *target = *next,
                None => break,
            }
        }
    }
}

/// Puts each target into the document. Gives what took the place of a `$ref` of the document itself.
fn place(
    document: &mut Document,
    references: &[(Reference, u32)],
    paths: &[String],
) -> FxHashMap<u32, u32> {
    let root = document.root();
    let sections = root.get("components").into_iter().flat_map(Node::entries);
    let named = ["paths", "webhooks"].into_iter().filter_map(|key| root.get(key));
    let containers: FxHashSet<u32> =
        sections.map(|(_, section)| section).chain(named).map(Node::id).collect();
    let mut replaced = FxHashMap::default();
    let mut placed = FxHashSet::default();
    let mut homes = Vec::new();
    let mut sections: BTreeMap<u32, &'static str> = BTreeMap::new();
    for (reference, target) in references {
        if document.node(*target).data().file == 0 {
            continue;
        }
        sections.entry(*target).or_insert(reference.section);
        // It is a component already, of a section that is a file.
        let above = document.node(*target).parent().map(Node::id);
        if above.is_some_and(|above| containers.contains(&above)) {
            placed.insert(*target);
        }
        let holder = document.node(reference.holder);
        if let Some(container) = holder.parent().map(Node::id)
            && containers.contains(&container)
            && is_alias(&document.built, reference.holder)
            && placed.insert(*target)
        {
            homes.push((container, reference.holder, *target));
            replaced.insert(reference.holder, *target);
        }
    }
    let inside = |target: &&u32| is_inside(document.node(**target), &sections);
    placed.extend(sections.keys().filter(inside));
    let new = names(document, &sections, &placed, paths);
    for (container, holder, target) in homes {
        document.built.replace(container, holder, target);
    }
    insert(&mut document.built, new);
    replaced
}

/// Whether a target is a part of another one that has no name of its own.
fn is_inside(target: Node<'_>, targets: &BTreeMap<u32, &'static str>) -> bool {
    let Some(parent) = target.parent() else {
        return false;
    };
    if key_of(parent).is_some_and(holds_components) {
        return false;
    }
    let mut above = Some(parent);
    while let Some(node) = above {
        if targets.contains_key(&node.id()) {
            return true;
        }
        above = node.parent();
    }
    false
}

fn key_of(node: Node<'_>) -> Option<&str> {
    node.parent()?.entries().find(|(_, child)| child.id() == node.id()).map(|(key, _)| key)
}

/// New components: by section and name.
type New = BTreeMap<&'static str, BTreeMap<String, u32>>;

fn names(
    document: &Document,
    targets: &BTreeMap<u32, &'static str>,
    placed: &FxHashSet<u32>,
    paths: &[String],
) -> New {
    let mut open: Vec<(&str, Vec<String>, u32, &'static str)> = targets
        .iter()
        .filter(|(target, _)| !placed.contains(target))
        .map(|(target, section)| {
            let node = document.node(*target);
            let file = paths.get(node.data().file as usize).map_or("", String::as_str);
            (file, node.path(), *target, *section)
        })
        .collect();
    // By file and place, so that the order in which files are found means nothing.
    open.sort_unstable();
    let components = document.root().get("components");
    let mut new = New::new();
    let mut numbers = FxHashMap::default();
    for (file, path, target, section) in open {
        let known = components.and_then(|components| components.get(section));
        let given = new.entry(section).or_default();
        let free = |name: &String| {
            known.is_none_or(|known| known.get(name).is_none()) && !given.contains_key(name)
        };
        let stem = stem(file);
        let name = name(&stem, &path);
        let with_stem = format!("{name}_{stem}");
        let last = numbers.entry((section, name.clone())).or_insert(1_usize);
        let numbered = std::iter::from_fn(|| {
            *last += 1;
            Some(format!("{name}_{last}"))
        });
        let mut names = [name.clone(), with_stem].into_iter().chain(numbered);
        if let Some(name) = names.find(free) {
            given.insert(name, target);
        }
    }
    new
}

/// The name of a file without its extension; of an index, that of its folder.
fn stem(file: &str) -> String {
    let mut parts = file.rsplit('/');
    let name = parts.next().unwrap_or_default();
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    let stem = match parts.next() {
        Some(folder) if matches!(stem, "index" | "_index") => folder,
        _ => stem,
    };
    plain(stem)
}

/// The last key of a place, where it says what stands there; else the file and all keys.
fn name(stem: &str, path: &[String]) -> String {
    const WORDS: [&str; 6] = ["additionalProperties", "content", "items", "not", "schema", "value"];
    match path.last() {
        None => stem.to_owned(),
        Some(last)
            if !WORDS.contains(&last.as_str())
                && last.starts_with(|first: char| first.is_ascii_alphabetic()) =>
        {
            plain(last)
        }
        Some(_) => plain(&format!("{stem}_{}", path.join("_"))),
    }
}

/// With the characters that a component may have in its name.
fn plain(name: &str) -> String {
    let allowed = |c: char| c.is_alphanumeric() || matches!(c, '.' | '-' | '_');
    let name: String = name.chars().map(|c| if allowed(c) { c } else { '_' }).collect();
    let name = name.trim_matches('_');
    if name.is_empty() { "file".to_owned() } else { name.to_owned() }
}

fn insert(built: &mut Built, new: New) {
    if new.is_empty() {
        return;
    }
    let components = member(built, built.root, "components");
    for (section, named) in new {
        let section = member(built, components, section);
        let mut entries = built.entries_of(section).unwrap_or_default().to_vec();
        for (order, (name, target)) in (entries.len() as u32..).zip(named) {
            entries.push(Entry { key: built.text(&name), value: target, order });
            built.adopt(target, section);
        }
        built.set_object(section, entries);
    }
}

/// The object under a key, which is made where there is none.
fn member(built: &mut Built, object: u32, key: &str) -> u32 {
    let mut entries = built.entries_of(object).unwrap_or_default().to_vec();
    let known = entries.iter().position(|entry| built.slice(entry.key) == key);
    if let Some(entry) = known.and_then(|at| entries.get(at))
        && built.entries_of(entry.value).is_some()
    {
        return entry.value;
    }
    let made = built.empty_object(object);
    match known.and_then(|at| entries.get_mut(at)) {
        Some(entry) => entry.value = made,
        None => {
            let order = entries.len() as u32;
            entries.push(Entry { key: built.text(key), value: made, order });
        }
    }
    built.set_object(object, entries);
    built.adopt(made, object);
    made
}
