//! What is known of one document before it is compared: its components, its operations, and who uses what.

use oas_source::keywords::visit;
use oas_source::media_type::essence;
use oas_source::status::is_success;
use oas_source::{Document, Node};
use rustc_hash::{FxHashMap, FxHashSet};

use crate::class::Direction;

use super::methods::{method_name, operations};

/// Whether the body of a method changes what is there: what it leaves out stays, what it sets to null goes.
pub(crate) fn updates(method: &str) -> bool {
    matches!(method, "put" | "patch")
}

/// What is compared once, at its own place: a component, or a schema that a reference names and that is none.
pub(crate) struct Component<'d> {
    /// Empty for a schema that is no component.
    pub(crate) section: &'d str,
    pub(crate) name: &'d str,
    pub(crate) node: Node<'d>,
    pub(crate) direction: Direction,
    /// Whether it is part of a body that updates.
    pub(crate) updates: bool,
    /// Whether it comes with errors alone.
    pub(crate) of_errors: bool,
    /// The components that it names, sorted.
    pub(crate) uses: Vec<usize>,
}

/// A `$ref` or `$dynamicRef`.
pub(crate) struct Reference<'d> {
    pub(crate) holder: Node<'d>,
    pub(crate) keyword: &'static str,
    pub(crate) written: &'d str,
    /// None where it leads nowhere in the document.
    pub(crate) target: Option<Node<'d>>,
}

pub(crate) struct Operation<'d> {
    pub(crate) method: String,
    pub(crate) path: &'d str,
    pub(crate) node: Node<'d>,
    /// The components that it names, and which way their data goes.
    pub(crate) uses: Vec<(usize, Direction)>,
    /// Those of them that are named by responses that are errors alone.
    only_errors: Vec<usize>,
    /// Whether the security of the document holds for it; a webhook is called by the server.
    pub(crate) inherits_security: bool,
}

impl Operation<'_> {
    pub(crate) fn label(&self) -> String {
        format!("{} {}", self.method, self.path)
    }
}

pub(crate) struct Side<'d> {
    pub(crate) doc: &'d Document,
    pub(crate) components: Vec<Component<'d>>,
    pub(crate) operations: Vec<Operation<'d>>,
    /// All references of the document, in its order.
    pub(crate) references: Vec<Reference<'d>>,
    /// Whether a body is XML.
    pub(crate) has_xml: bool,
    by_node: FxHashMap<u32, usize>,
}

impl<'d> Side<'d> {
    pub(crate) fn new(doc: &'d Document) -> Self {
        let mut side = Self {
            doc,
            components: Vec::new(),
            operations: Vec::new(),
            references: Vec::new(),
            has_xml: false,
            by_node: FxHashMap::default(),
        };
        side.look_through();
        let sections = doc.root().get("components").into_iter().flat_map(Node::entries);
        for (section, members) in sections.filter(|(section, _)| !section.starts_with("x-")) {
            for (name, node) in members.entries() {
                side.add(section, name, node);
            }
        }
        side.add_named_schemas();
        for at in 0..side.components.len() {
            let mut found = Vec::new();
            if let Some(component) = side.components.get(at) {
                side.collect(component.node, &mut found);
            }
            found.sort_unstable();
            found.dedup();
            if let Some(component) = side.components.get_mut(at) {
                component.uses = found;
            }
        }
        let mut updated = Vec::new();
        for (key, flip) in [("paths", false), ("webhooks", true)] {
            for (path, item) in doc.root().get(key).into_iter().flat_map(Node::entries) {
                side.path_item(path, item, flip);
                let item = side.item(item);
                for (method, operation) in operations(item) {
                    if let Some(body) =
                        operation.get("requestBody").filter(|_| !flip && updates(method))
                    {
                        side.collect(body, &mut updated);
                    }
                }
            }
        }
        side.carry_directions();
        while let Some(at) = updated.pop() {
            if let Some(component) = side.components.get_mut(at)
                && !component.updates
            {
                component.updates = true;
                updated.extend(component.uses.iter().copied());
            }
        }
        side
    }

    fn add(&mut self, section: &'d str, name: &'d str, node: Node<'d>) {
        self.by_node.insert(node.id(), self.components.len());
        let (direction, updates, uses) = (Direction::None, false, Vec::new());
        let of_errors = false;
        self.components.push(Component {
            section,
            name,
            node,
            direction,
            updates,
            of_errors,
            uses,
        });
    }

    fn look_through(&mut self) {
        let doc = self.doc;
        visit(doc.root(), &mut |holder| {
            for keyword in KEYWORDS {
                if let Some(written) = holder.get(keyword).and_then(Node::as_str) {
                    let target = doc.target(holder, written);
                    self.references.push(Reference { holder, keyword, written, target });
                }
            }
            let mut bodies = holder.get("content").into_iter().flat_map(Node::entries);
            self.has_xml |= bodies.any(|(name, _)| essence(name).ends_with("xml"));
        });
    }

    /// The schemas that references name and that are no components: `$defs`, properties, what stands in an operation.
    fn add_named_schemas(&mut self) {
        let of_schemas = self
            .references
            .iter()
            .filter_map(|reference| Some((reference.holder, reference.target?)));
        let named: Vec<Node<'d>> = of_schemas
            .filter(|(_, target)| !self.by_node.contains_key(&target.id()))
            .filter(|(holder, target)| is_schema(*holder) && target.parent().is_some())
            .map(|(_, target)| target)
            .collect();
        for node in named {
            if !self.by_node.contains_key(&node.id()) {
                self.add("", "", node);
            }
        }
    }

    /// The component that one is in, by their places in the list; itself, where it is one.
    pub(crate) fn owner(&self, at: usize) -> Option<usize> {
        let mut node = Some(self.components.get(at)?.node);
        while let Some(above) = node {
            let known = self.by_node.get(&above.id());
            let component = known.filter(|at| {
                self.components.get(**at).is_some_and(|found| !found.section.is_empty())
            });
            if component.is_some() {
                return component.copied();
            }
            node = above.parent();
        }
        None
    }

    /// The node that a reference names, which stands at or in `from`.
    pub(crate) fn resolve(&self, from: Node<'d>, reference: &str) -> Option<Node<'d>> {
        self.doc.target(from, reference)
    }

    /// Follows `$ref` from node to node; `None` where it leads nowhere or in a circle.
    pub(crate) fn follow(&self, node: Node<'d>) -> Option<Node<'d>> {
        let mut node = node;
        for _ in 0..32 {
            match node.get("$ref").and_then(Node::as_str) {
                Some(reference) => node = self.resolve(node, reference)?,
                None => return Some(node),
            }
        }
        None
    }

    /// The component that a node is.
    pub(crate) fn component_of(&self, node: Node<'d>) -> Option<&Component<'d>> {
        self.components.get(*self.by_node.get(&node.id())?)
    }

    /// The path items behind `paths` or `webhooks`, with a `$ref` followed.
    pub(crate) fn item(&self, item: Node<'d>) -> Node<'d> {
        self.follow(item).unwrap_or(item)
    }

    fn path_item(&mut self, path: &'d str, item: Node<'d>, flip: bool) {
        let item = self.item(item);
        for (method, operation) in operations(item) {
            let mut uses = FxHashSet::default();
            if let Some(shared) = item.get("parameters") {
                self.collect_into(shared, oriented(Direction::Request, flip), &mut uses);
            }
            self.operation(operation, flip, 0, &mut uses);
            let only_errors = self.only_errors(item, operation);
            let mut uses: Vec<_> = uses.into_iter().collect();
            uses.sort_unstable_by_key(|(component, direction)| (*component, direction.response()));
            self.operations.push(Operation {
                method: method_name(method),
                path,
                node: operation,
                uses,
                only_errors,
                inherits_security: !flip && operation.get("security").is_none(),
            });
        }
    }

    /// The components that only the error responses of an operation name.
    fn only_errors(&self, item: Node<'d>, operation: Node<'d>) -> Vec<usize> {
        let responses = operation.get("responses");
        let all = || responses.into_iter().flat_map(Node::entries);
        let success = all().any(|(status, _)| is_success(status));
        let mut other = Vec::new();
        let mut errors = Vec::new();
        for (status, response) in all() {
            let answers = is_success(status) || (!success && status == "default");
            self.collect(response, if answers { &mut other } else { &mut errors });
        }
        for (key, part) in operation.entries().chain(item.entries()) {
            if matches!(key, "parameters" | "requestBody" | "callbacks") {
                self.collect(part, &mut other);
            }
        }
        errors.retain(|used| !other.contains(used));
        errors
    }

    fn operation(
        &self,
        node: Node<'d>,
        flip: bool,
        depth: usize,
        uses: &mut FxHashSet<(usize, Direction)>,
    ) {
        for (key, part) in node.entries() {
            match key {
                "parameters" | "requestBody" => {
                    self.collect_into(part, oriented(Direction::Request, flip), uses);
                }
                "responses" => self.collect_into(part, oriented(Direction::Response, flip), uses),
                "callbacks" if depth < 4 => {
                    for (_, callback) in part.entries() {
                        let callback = self.item(callback);
                        for (_, item) in callback.entries() {
                            let item = self.item(item);
                            if let Some(shared) = item.get("parameters") {
                                self.collect_into(
                                    shared,
                                    oriented(Direction::Request, !flip),
                                    uses,
                                );
                            }
                            for (_, operation) in operations(item) {
                                self.operation(operation, !flip, depth + 1, uses);
                            }
                        }
                    }
                }
                _ => {}
            }
        }
    }

    fn collect_into(
        &self,
        node: Node<'d>,
        direction: Direction,
        uses: &mut FxHashSet<(usize, Direction)>,
    ) {
        let mut found = Vec::new();
        self.collect(node, &mut found);
        uses.extend(found.into_iter().map(|component| (component, direction)));
    }

    /// The components that are named anywhere below a node.
    fn collect(&self, node: Node<'d>, found: &mut Vec<usize>) {
        visit(node, &mut |node| {
            let target = KEYWORDS.into_iter().filter_map(|keyword| {
                let reference = node.get(keyword).and_then(Node::as_str)?;
                self.resolve(node, reference)
            });
            let mapping = node.get("mapping").into_iter().flat_map(Node::entries);
            let mapped = mapping.filter_map(|(_, target)| self.mapping_target(target));
            found.extend(target.chain(mapped).filter_map(|node| self.enclosing(node)));
        });
    }

    /// A discriminator maps to a reference or to the bare name of a schema.
    pub(crate) fn mapping_target(&self, written: Node<'d>) -> Option<Node<'d>> {
        let target = written.as_str()?;
        if target.starts_with('#') {
            return self.resolve(written, target);
        }
        self.doc.root().get("components")?.get("schemas")?.get(target)
    }

    fn enclosing(&self, node: Node<'d>) -> Option<usize> {
        let mut node = Some(node);
        while let Some(at) = node {
            if let Some(component) = self.by_node.get(&at.id()) {
                return Some(*component);
            }
            node = at.parent();
        }
        None
    }

    /// Carries the directions from the operations through the components.
    fn carry_directions(&mut self) {
        let mut queue: Vec<(usize, Direction)> = Vec::new();
        for operation in &self.operations {
            queue.extend(operation.uses.iter().copied());
        }
        // First from all but errors: what that does not reach comes with errors alone.
        let mut answers: Vec<usize> = Vec::new();
        for operation in &self.operations {
            let others = operation.uses.iter().map(|(used, _)| *used);
            answers.extend(others.filter(|used| !operation.only_errors.contains(used)));
        }
        for component in &mut self.components {
            component.of_errors = true;
        }
        while let Some(at) = answers.pop() {
            if let Some(component) = self.components.get_mut(at)
                && component.of_errors
            {
                component.of_errors = false;
                answers.extend(component.uses.iter().copied());
            }
        }
        while let Some((at, direction)) = queue.pop() {
            let Some(component) = self.components.get_mut(at) else {
                continue;
            };
            let merged = component.direction.and_also(direction);
            if merged != component.direction {
                component.direction = merged;
                queue.extend(component.uses.iter().map(|next| (*next, direction)));
            }
        }
        for component in &mut self.components {
            component.of_errors &= component.direction == Direction::Response;
        }
    }
}

/// The keywords that refer to a schema.
pub(crate) const KEYWORDS: [&str; 2] = ["$ref", "$dynamicRef"];

/// Whether an object of keywords is a schema, by what it stands under.
fn is_schema(node: Node<'_>) -> bool {
    let path = node.path();
    path.iter().any(|key| matches!(key.as_str(), "schema" | "itemSchema"))
        || (path.first().is_some_and(|key| key == "components")
            && path.get(1).is_some_and(|key| key == "schemas"))
}

fn oriented(direction: Direction, flip: bool) -> Direction {
    if flip { direction.flipped() } else { direction }
}
