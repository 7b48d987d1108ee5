//! Where servers are written: at the root, at a path, or at an operation. The nearest hold.

use std::collections::{BTreeMap, BTreeSet};

use oas_source::{Document, Node};

use super::methods::{method_name, operations};

/// The servers of each operation, and all there are, as text.
type Servers = (BTreeMap<String, Vec<String>>, BTreeSet<String>);

/// Whether servers were only written elsewhere: each operation has those that it had, and no document has one of its own.
pub(super) fn only_moved(old: &Document, new: &Document) -> bool {
    let (old, new) = (servers(old), servers(new));
    !old.1.is_empty() && old == new
}

fn servers(document: &Document) -> Servers {
    let (mut held, mut all) = (BTreeMap::new(), BTreeSet::new());
    let root = document.root();
    for (path, item) in root.get("paths").into_iter().flat_map(Node::entries) {
        let item = item
            .get("$ref")
            .and_then(Node::as_str)
            .and_then(|it| document.target(item, it))
            .unwrap_or(item);
        for (method, operation) in operations(item) {
            let nearest = [operation, item, root].into_iter().find_map(|it| it.get("servers"));
            held.insert(format!("{} {path}", method_name(method)), list(nearest));
            all.extend(list(operation.get("servers")));
        }
        all.extend(list(item.get("servers")));
    }
    all.extend(list(root.get("servers")));
    (held, all)
}

fn list(servers: Option<Node<'_>>) -> Vec<String> {
    let items = servers.into_iter().flat_map(Node::items);
    items.map(|server| server.to_value().to_string()).collect()
}
