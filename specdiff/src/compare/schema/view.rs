//! A schema by its meaning: `allOf` merged, null taken out of unions, a union of one unwrapped. References stay closed
//! until somebody asks to open them, because what they name is compared at its own place.

use oas_source::{Node, Version};

use super::types::{Types, bare_type};
use crate::compare::index::{KEYWORDS, Side};

/// A reference that is not opened.
#[derive(Clone, Copy)]
pub(crate) struct Reference<'d> {
    pub(crate) target: Node<'d>,
    /// The last word of what is written.
    pub(crate) name: &'d str,
}

/// `oneOf` or `anyOf` with at least two variants that are not null.
#[derive(Clone)]
pub(crate) struct Union<'d> {
    pub(crate) kind: &'static str,
    pub(crate) node: Node<'d>,
    pub(crate) variants: Vec<Node<'d>>,
}

#[derive(Clone, Default)]
pub(crate) struct View<'d> {
    /// The objects whose keywords make the schema.
    pub(crate) parts: Vec<Node<'d>>,
    /// The parts that stand at the place itself, not behind a reference that was opened.
    pub(crate) own_parts: Vec<Node<'d>>,
    pub(crate) references: Vec<Reference<'d>>,
    /// References that lead nowhere in the document; they are told on their own, and nothing is known behind them.
    pub(crate) foreign: Vec<&'d str>,
    pub(crate) unions: Vec<Union<'d>>,
    /// Types of a union of bare types.
    pub(crate) union_types: Option<Types>,
    pub(crate) null: bool,
    pub(crate) never: bool,
    /// The inline schema that a union with null wraps, in which `default` and words may stand as well.
    opened: Vec<u32>,
    steps: usize,
}

/// How many schemas one view may merge.
const STEPS: usize = 5_000;

impl<'d> View<'d> {
    pub(crate) fn new(side: &Side<'d>, nodes: &[Node<'d>]) -> Self {
        let mut view = Self::default();
        for node in nodes {
            view.add(side, *node, true);
        }
        view
    }

    fn add(&mut self, side: &Side<'d>, node: Node<'d>, own: bool) {
        self.steps += 1;
        if self.steps > STEPS {
            return;
        }
        if node.as_bool() == Some(false) {
            self.never = true;
        }
        if !node.is_object() {
            return;
        }
        for keyword in KEYWORDS {
            let Some(reference) = node.get(keyword).and_then(Node::as_str) else {
                continue;
            };
            match side.resolve(node, reference) {
                Some(target) => self.references.push(Reference {
                    target,
                    name: reference.rsplit(['/', '#']).next().unwrap_or(reference),
                }),
                None => self.foreign.push(reference),
            }
            if side.doc.version() == Version::V3_0 || node.entries().len() == 1 {
                return;
            }
        }
        self.parts.push(node);
        if own {
            self.own_parts.push(node);
        }
        if node.get("nullable").and_then(Node::as_bool) == Some(true) {
            self.null = true;
        }
        for part in node.get("allOf").into_iter().flat_map(Node::items) {
            self.add(side, part, own);
        }
        for kind in ["oneOf", "anyOf"] {
            if let Some(list) = node.get(kind) {
                self.union(side, kind, list, own);
            }
        }
    }

    fn union(&mut self, side: &Side<'d>, kind: &'static str, list: Node<'d>, own: bool) {
        let all = list.items().len();
        let variants: Vec<Node<'d>> = list.items().filter(|variant| !is_null(*variant)).collect();
        if variants.len() < all {
            self.null = true;
        }
        if let [only] = variants.as_slice() {
            return self.add(side, *only, own);
        }
        if variants.is_empty() {
            if all > 0 {
                self.union_types = Some(Types::NONE);
            }
            return;
        }
        // Variants that only demand properties are a limit on an object, not types of their own.
        if variants.iter().all(|variant| {
            variant.is_object()
                && variant
                    .entries()
                    .all(|(key, _)| matches!(key, "required" | "not" | "description" | "title"))
        }) {
            return;
        }
        let bare: Option<Vec<Types>> = variants.iter().map(|variant| bare_type(*variant)).collect();
        match bare {
            Some(types) => {
                let merged = types.into_iter().fold(Types::NONE, Types::or);
                self.null |= merged.null();
                self.union_types = Some(merged.without_null());
            }
            None => self.unions.push(Union { kind, node: list, variants }),
        }
    }

    /// Whether there was more to merge than one view holds.
    pub(crate) fn cut_off(&self) -> bool {
        self.steps > STEPS
    }

    /// Puts what the references name in their place. References inside of that stay closed.
    pub(crate) fn open(&mut self, side: &Side<'d>, which: &[u32]) {
        let (open, keep): (Vec<_>, Vec<_>) = std::mem::take(&mut self.references)
            .into_iter()
            .partition(|reference| which.contains(&reference.target.id()));
        self.references = keep;
        for reference in open {
            if !self.opened.contains(&reference.target.id()) {
                self.opened.push(reference.target.id());
                self.add(side, reference.target, false);
            }
        }
    }

    /// The first part that has a keyword.
    pub(crate) fn find(&self, key: &str) -> Option<Node<'d>> {
        self.parts.iter().find_map(|part| part.get(key))
    }

    /// What the parts say under a keyword, each of it once.
    pub(crate) fn all(&self, key: &str) -> Vec<Node<'d>> {
        each_once(self.parts.iter().filter_map(|part| part.get(key)))
    }

    /// The same, only at the place itself.
    pub(crate) fn all_own(&self, key: &str) -> Vec<Node<'d>> {
        each_once(self.own_parts.iter().filter_map(|part| part.get(key)))
    }

    /// The first part at the place itself that has a keyword.
    pub(crate) fn find_own(&self, key: &str) -> Option<Node<'d>> {
        self.own_parts.iter().find_map(|part| part.get(key))
    }

    /// Whether a part sets a flag.
    pub(crate) fn flag(&self, key: &str) -> bool {
        self.parts.iter().any(|part| part.get(key).and_then(Node::as_bool) == Some(true))
    }

    /// The JSON types that the schema takes, without null; `None` for any.
    pub(crate) fn types(&self) -> Option<Types> {
        let mut types: Option<Types> = self.union_types;
        for part in &self.parts {
            if let Some(written) = part.get("type").map(Types::read) {
                let written = written.without_null();
                types = Some(match types {
                    Some(known) if known.and(written) != Types::NONE => known.and(written),
                    Some(known) => known,
                    None => written,
                });
            }
        }
        types.or_else(|| {
            let implied = |key: &str, types: Types| self.find(key).map(|_| types);
            self.enumeration()
                .map(|values| {
                    values
                        .into_iter()
                        .map(Types::of_value)
                        .fold(Types::NONE, Types::or)
                        .without_null()
                })
                .or_else(|| implied("properties", Types::OBJECT))
                .or_else(|| implied("additionalProperties", Types::OBJECT))
                .or_else(|| implied("items", Types::ARRAY))
                .or_else(|| implied("prefixItems", Types::ARRAY))
        })
    }

    pub(crate) fn nullable(&self) -> bool {
        let mut typed = self.parts.iter().filter_map(|part| part.get("type")).map(Types::read);
        let in_enum =
            || self.raw_enumeration().is_some_and(|values| values.into_iter().any(Node::is_null));
        self.null || typed.any(Types::null) || in_enum()
    }

    /// Whether a client has what it receives of it as an `Option`: it may be null, and is not any value at all.
    pub(crate) fn is_option(&self) -> bool {
        let is_typed = self.types().is_some_and(|types| types != Types::NONE);
        self.nullable() && (is_typed || self.is_closed() || !self.unions.is_empty())
    }

    /// Whether types may be behind a reference, which are not seen here.
    pub(crate) fn is_closed(&self) -> bool {
        !self.references.is_empty() || !self.foreign.is_empty()
    }

    /// The values that every part takes which lists some.
    fn raw_enumeration(&self) -> Option<Vec<Node<'d>>> {
        let constants = self.all("const").into_iter().map(|value| vec![value]);
        let lists = self.all("enum").into_iter().map(|list| list.items().collect::<Vec<_>>());
        constants.chain(lists).reduce(|mut values, others| {
            values.retain(|value| others.iter().any(|other| other.same(*value)));
            values
        })
    }

    /// The values of `enum` or `const`, without null.
    pub(crate) fn enumeration(&self) -> Option<Vec<Node<'d>>> {
        let mut values = self.raw_enumeration()?;
        values.retain(|value| !value.is_null());
        Some(values)
    }

    /// The keywords that [`View::enumeration`] reads.
    pub(crate) fn enumeration_nodes(&self) -> Vec<Node<'d>> {
        self.all("const").into_iter().chain(self.all("enum")).collect()
    }

    /// Whether nothing but references stands here.
    pub(crate) fn is_pure_reference(&self) -> bool {
        !self.references.is_empty()
            && self.unions.is_empty()
            && self.union_types.is_none()
            && self.parts.iter().all(|part| {
                part.entries().all(|(key, _)| {
                    matches!(
                        key,
                        "$ref"
                            | "$dynamicRef"
                            | "allOf"
                            | "oneOf"
                            | "anyOf"
                            | "nullable"
                            | "description"
                            | "title"
                            | "default"
                            | "example"
                            | "examples"
                            | "deprecated"
                            | "readOnly"
                            | "writeOnly"
                    ) || key.starts_with("x-")
                })
            })
    }
}

fn each_once<'d>(nodes: impl Iterator<Item = Node<'d>>) -> Vec<Node<'d>> {
    let mut found: Vec<Node<'d>> = Vec::new();
    for node in nodes {
        if !found.iter().any(|known| known.same(node)) {
            found.push(node);
        }
    }
    found
}

/// What of two lists has no equal in the other.
pub(crate) fn unequal<'d>(old: &[Node<'d>], new: &[Node<'d>]) -> (Vec<Node<'d>>, Vec<Node<'d>>) {
    let lacks = |list: &[Node<'d>], node: &Node<'d>| !list.iter().any(|other| other.same(*node));
    let gone = old.iter().copied().filter(|node| lacks(new, node)).collect();
    let come = new.iter().copied().filter(|node| lacks(old, node)).collect();
    (gone, come)
}

/// A schema that takes null alone.
fn is_null(schema: Node<'_>) -> bool {
    schema.get("type").is_some_and(|written| Types::read(written) == Types::NULL)
        || schema.get("const").is_some_and(Node::is_null)
        || schema
            .get("enum")
            .is_some_and(|list| list.items().len() == 1 && list.items().all(Node::is_null))
}
