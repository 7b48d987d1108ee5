//! Types of headers. Where operations have the same headers, all but one have a name for its type, and each of them a type as soon as
//! its headers are others. So each counts as a type all the time. Who takes the headers of one operation for those of another relies on
//! what no document promises.

use std::collections::BTreeMap;

use super::{Item, Kind};

/// Puts a copy of the type in the place of each name for it.
pub(super) fn expand(items: &mut BTreeMap<String, Item>) {
    let is_headers =
        |item: &Item| items.contains_key(&format!("impl support::Headers for {}", item.expanded));
    let aliases = items.iter().filter(|(_, item)| item.kind == Kind::Alias && is_headers(item));
    let aliases: Vec<(String, String)> =
        aliases.map(|(path, item)| (path.clone(), item.expanded.clone())).collect();
    for (alias, target) in aliases {
        let (within, implemented) = (format!("{target}::"), format!(" for {target}"));
        let renamed = |name: &str| if name == target { alias.clone() } else { name.to_owned() };
        let copies = items.iter().filter_map(|(path, item)| {
            let path = match (path.strip_prefix(&within), path.strip_suffix(&implemented)) {
                (Some(member), _) => format!("{alias}::{member}"),
                (_, Some(implementation)) => format!("{implementation} for {alias}"),
                _ => (*path == target).then(|| alias.clone())?,
            };
            let (parent, about) = (item.parent.as_deref().map(renamed), renamed(&item.about));
            Some((path, Item { parent, about, ..item.clone() }))
        });
        let copies: Vec<_> = copies.collect();
        items.extend(copies);
    }
}
