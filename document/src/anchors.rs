//! Names for places: `$id`, `$anchor` and `$dynamicAnchor`, and the references that use them.

use rustc_hash::FxHashMap;
use serde_json::Value;

use crate::document::Document;
use crate::keywords;
use crate::node::Node;
use crate::pointer::{percent_decoded, resolve};
use crate::uri::join;

/// Where names lead, by [`Node::id`]. One that is given twice leads nowhere.
#[derive(Debug, Default)]
pub(crate) struct Anchors {
    /// The URI of the resource that begins at a node.
    uris: FxHashMap<u32, String>,
    /// By URI.
    resources: FxHashMap<String, Option<u32>>,
    /// By the URI of the resource and the name in it; the URI of the document is empty.
    anchors: FxHashMap<(String, String), Option<u32>>,
}

impl Anchors {
    pub(crate) fn of(document: &Document) -> Self {
        let mut found = Self::default();
        if document.built.has_names {
            keywords::visit(document.root(), &mut |node| found.note(node));
        }
        found
    }

    /// Notes the names in a file with this URI, which may call itself by another.
    pub(crate) fn enter(&mut self, root: Node<'_>, uri: &str, own: Option<&str>) {
        self.uris.insert(root.id(), own.unwrap_or(uri).to_owned());
        for uri in [Some(uri), own].into_iter().flatten() {
            self.name(uri.to_owned(), root.id());
        }
        keywords::visit(root, &mut |node| self.note(node));
    }

    /// Gives a node one more URI. The first that has one keeps it.
    pub(crate) fn name(&mut self, uri: String, id: u32) {
        self.resources.entry(uri).or_insert(Some(id));
    }

    /// Whether a URI names anything.
    pub(crate) fn has(&self, uri: &str) -> bool {
        self.resources.contains_key(uri)
    }

    fn is_empty(&self) -> bool {
        self.resources.is_empty() && self.anchors.is_empty()
    }

    fn note(&mut self, schema: Node<'_>) {
        let text = |key: &str| schema.get(key).and_then(Node::as_str);
        let id = schema.id();
        // A node with an alias is seen more than once, and is one place.
        let lead = |place: &mut Option<u32>| {
            if *place != Some(id) {
                *place = None;
            }
        };
        if let Some(written) = text("$id")
            && !self.uris.contains_key(&id)
        {
            let uri = join(self.base(schema), written.trim_end_matches('#'));
            self.resources.entry(uri.clone()).and_modify(lead).or_insert(Some(id));
            self.uris.insert(id, uri);
        }
        for name in ["$anchor", "$dynamicAnchor"].into_iter().filter_map(text) {
            let key = (self.base(schema).to_owned(), name.to_owned());
            self.anchors.entry(key).and_modify(lead).or_insert(Some(id));
        }
    }

    /// The URI of the resource that a node is part of.
    pub(crate) fn base(&self, node: Node<'_>) -> &str {
        let mut above = Some(node);
        while let Some(node) = above {
            if let Some(uri) = self.uris.get(&node.id()) {
                return uri;
            }
            above = node.parent();
        }
        ""
    }
}

impl Document {
    /// The node that a reference names, which stands at or in `from`: by JSON pointer, by `$anchor` or `$dynamicAnchor`, or by
    /// the `$id` of what it leads into. `None` where it leads to nothing, out of the document, or to a name that is given
    /// twice.
    #[must_use]
    pub fn target<'d>(&'d self, from: Node<'d>, reference: &str) -> Option<Node<'d>> {
        if let Some(component) = self.component(reference) {
            return Some(component);
        }
        let (resource, fragment) = reference.split_once('#').unwrap_or((reference, ""));
        let base = if self.anchors.uris.is_empty() { "" } else { self.anchors.base(from) };
        let uri = if resource.is_empty() { base.to_owned() } else { join(base, resource) };
        let start = match self.anchors.resources.get(&uri) {
            Some(place) => self.node((*place)?),
            None if uri.is_empty() => self.root(),
            None => return None,
        };
        let fragment = percent_decoded(fragment);
        if !(fragment.is_empty() || fragment.starts_with('/')) {
            return self.anchors.anchors.get(&(uri, fragment))?.map(|id| self.node(id));
        }
        // Many give their components an `$id` and go on to refer to others as if they had none.
        let from_root =
            || resource.is_empty().then(|| resolve(self.file_root(from), &fragment)).flatten();
        resolve(start, &fragment).or_else(from_root)
    }

    /// What `#/components/schemas/A` and its like name, which nearly all references are, in a document without names.
    fn component(&self, reference: &str) -> Option<Node<'_>> {
        let rest = reference.strip_prefix("#/components/")?;
        let (section, name) = rest.split_once('/')?;
        if !self.anchors.uris.is_empty() || rest.contains(['~', '%']) || name.contains('/') {
            return None;
        }
        self.root().get("components")?.get(section)?.get(name)
    }

    /// The JSON pointer of [`target`](Self::target): as it is written, where that leads there from the root.
    #[must_use]
    pub fn target_pointer(&self, from: Node<'_>, reference: &str) -> Option<String> {
        let target = self.target(from, reference)?;
        // The place of a node is looked up level by level, which takes long where there are many references.
        let written = reference.strip_prefix('#').map(percent_decoded);
        let leads = |pointer: &String| {
            resolve(self.root(), pointer).is_some_and(|node| node.id() == target.id())
        };
        Some(written.filter(leads).unwrap_or_else(|| target.pointer()))
    }

    /// The document as JSON, as [`Node::to_value`] has it, with every reference by `$id` or anchor made one by JSON
    /// pointer. What leads nowhere stays as it is.
    #[must_use]
    pub fn to_value_with_pointers(&self) -> Value {
        if self.anchors.is_empty() {
            return self.root().to_value();
        }
        let mut instead = FxHashMap::default();
        keywords::visit(self.root(), &mut |node| {
            if let Some(written) = node.get("$ref")
                && let Some(reference) = written.as_str()
                && let Some(pointer) = self.target_pointer(node, reference)
            {
                instead.insert(written.id(), format!("#{}", pointer.replace('%', "%25")));
            }
        });
        self.root().value(&mut { usize::MAX }, &|node| {
            instead.get(&node.id()).cloned().map(Value::String).or_else(|| node.nearest())
        })
    }
}
