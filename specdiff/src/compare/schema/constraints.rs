//! Limits: lengths, bounds, patterns, and the keywords of JSON Schema that no Rust type expresses.

use oas_source::Node;

use super::parts;
use super::values::named;
use super::view::{View, unequal};
use crate::class::Direction;
use crate::compare::Compare;
use crate::compare::docs::verb;
use crate::rules::{Pair, pairs as rules};

/// Limits from above and from below, and what a missing one means.
const AT_MOST: [&str; 4] = ["maxLength", "maxItems", "maxProperties", "maxContains"];
const AT_LEAST: [(&str, f64); 4] =
    [("minLength", 0.0), ("minItems", 0.0), ("minProperties", 0.0), ("minContains", 1.0)];

/// Keywords that only ever refuse values: one that comes is a limit, one that goes is a limit less.
const LIMITS: [&str; 11] = [
    "not",
    "if",
    "then",
    "else",
    "contains",
    "propertyNames",
    "dependentRequired",
    "dependentSchemas",
    "dependencies",
    "contentSchema",
    "additionalItems",
];

impl<'d> Compare<'d, '_> {
    pub(super) fn constraints(&mut self, old: &View<'d>, new: &View<'d>, direction: Direction) {
        for key in AT_MOST {
            self.bound(key, old, new, (f64::INFINITY, 1.0), direction);
        }
        for (key, missing) in AT_LEAST {
            self.bound(key, old, new, (missing, -1.0), direction);
        }
        self.interval("maximum", "exclusiveMaximum", 1.0, (old, new), direction);
        self.interval("minimum", "exclusiveMinimum", -1.0, (old, new), direction);
        self.pattern(old, new, direction);
        self.multiple_of(old, new, direction);
        self.unique_items(old, new, direction);
        for key in LIMITS {
            self.limit(key, old, new, direction);
        }
        self.demands(old, new, direction);
    }

    /// A limit that is tighter the lower it is (`sign` 1) or the higher it is (`sign` -1).
    fn bound(
        &mut self,
        key: &str,
        old: &View<'d>,
        new: &View<'d>,
        (missing, sign): (f64, f64),
        direction: Direction,
    ) {
        // Of several in an `allOf` the tightest binds.
        let tightest = |view: &View<'d>| {
            let value = |node: &Node<'d>| node.as_f64().unwrap_or(missing) * sign;
            view.all(key).into_iter().min_by(|a, b| value(a).total_cmp(&value(b)))
        };
        let (a, b) = (tightest(old), tightest(new));
        if a.is_none() && b.is_none() {
            return;
        }
        let value = |node: Option<Node<'d>>| node.and_then(Node::as_f64).unwrap_or(missing);
        let (x, y) = (value(a) * sign, value(b) * sign);
        self.tightness(key, x.partial_cmp(&y), (a, old), (b, new), direction);
    }

    fn tightness(
        &mut self,
        key: &str,
        old_to_new: Option<std::cmp::Ordering>,
        (a, old): (Option<Node<'d>>, &View<'d>),
        (b, new): (Option<Node<'d>>, &View<'d>),
        direction: Direction,
    ) {
        let rule: &Pair = match old_to_new {
            Some(std::cmp::Ordering::Greater) => &rules::CONSTRAINT_TIGHTENED,
            Some(std::cmp::Ordering::Less) => &rules::CONSTRAINT_LOOSENED,
            Some(std::cmp::Ordering::Equal) => return,
            None => &rules::CONSTRAINT_CHANGED,
        };
        let told = |node: Option<Node<'d>>| node.map_or("none".to_owned(), |node| named(&[node]));
        let message = format!("{key} {} became {}", told(a), told(b));
        self.limit_changed(rule, key, direction, (a, old), (b, new), message);
    }

    fn limit_changed(
        &mut self,
        rule: &Pair,
        key: &str,
        direction: Direction,
        (a, old): (Option<Node<'d>>, &View<'d>),
        (b, new): (Option<Node<'d>>, &View<'d>),
        message: String,
    ) {
        let at = |node: Option<Node<'d>>, view: &View<'d>| node.or(view.parts.first().copied());
        let mut pending = self.pending_pair(rule, direction, at(a, old), at(b, new), message);
        pending.rust = pending.rust.max(parts::of_limit(key, old, new));
        self.push(pending);
    }

    /// `maximum` with `exclusiveMaximum`, a flag in 3.0 and a number in 3.1; and the same from below.
    fn interval(
        &mut self,
        key: &str,
        exclusive: &str,
        sign: f64,
        (old, new): (&View<'d>, &View<'d>),
        direction: Direction,
    ) {
        let limit = |view: &View<'d>| -> (Option<Node<'d>>, f64, bool) {
            let of_part = |part: &Node<'d>| {
                let (plain, strict) = (part.get(key), part.get(exclusive));
                let flagged = strict.and_then(Node::as_bool) == Some(true);
                let plain = plain.map(|node| (node, node.as_f64(), flagged));
                let strict = strict.map(|node| (node, node.as_f64(), true));
                [plain, strict]
                    .into_iter()
                    .flatten()
                    .filter_map(|(node, value, strict)| Some((Some(node), value? * sign, strict)))
            };
            let all = view.parts.iter().flat_map(of_part);
            let tightest = all.min_by(|a, b| a.1.total_cmp(&b.1).then(b.2.cmp(&a.2)));
            tightest.unwrap_or((None, f64::INFINITY, false))
        };
        let ((a, x, x_strict), (b, y, y_strict)) = (limit(old), limit(new));
        if a.is_none() && b.is_none() {
            return;
        }
        // Of two equal limits the strict one is tighter, that is, lower.
        let order = x.partial_cmp(&y).map(|order| order.then(y_strict.cmp(&x_strict)));
        if x_strict == y_strict && !x_strict {
            return self.tightness(key, order, (a, old), (b, new), direction);
        }
        let rule: &Pair = match order {
            Some(std::cmp::Ordering::Greater) => &rules::CONSTRAINT_TIGHTENED,
            Some(std::cmp::Ordering::Less) => &rules::CONSTRAINT_LOOSENED,
            Some(std::cmp::Ordering::Equal) => return,
            None => &rules::CONSTRAINT_CHANGED,
        };
        let told = |node: Option<Node<'d>>, strict: bool| match node {
            None => "none".to_owned(),
            Some(node) if strict => format!("{} (exclusive)", named(&[node])),
            Some(node) => named(&[node]),
        };
        let message = match (a, x.total_cmp(&y)) {
            (Some(a), std::cmp::Ordering::Equal) => {
                let word = if y_strict { "exclusive" } else { "inclusive" };
                format!("{key} {} became {word}", named(&[a]))
            }
            _ => format!("{key} {} became {}", told(a, x_strict), told(b, y_strict)),
        };
        self.limit_changed(rule, key, direction, (a, old), (b, new), message);
    }

    fn pattern(&mut self, old: &View<'d>, new: &View<'d>, direction: Direction) {
        let patterns = |view: &View<'d>| -> Vec<Node<'d>> {
            let limits =
                |node: &Node<'d>| !matches!(node.as_str(), None | Some("" | ".*" | "^.*$"));
            view.all("pattern").into_iter().filter(limits).collect()
        };
        let (gone, come) = unequal(&patterns(old), &patterns(new));
        for at in 0..gone.len().max(come.len()) {
            let (a, b) = (gone.get(at).copied(), come.get(at).copied());
            let order = match (a, b) {
                (None, Some(_)) => Some(std::cmp::Ordering::Greater),
                (Some(_), None) => Some(std::cmp::Ordering::Less),
                _ => None,
            };
            self.tightness("pattern", order, (a, old), (b, new), direction);
        }
    }

    fn multiple_of(&mut self, old: &View<'d>, new: &View<'d>, direction: Direction) {
        let (gone, come) = unequal(&old.all("multipleOf"), &new.all("multipleOf"));
        let divides = |x: f64, y: f64| x != 0.0 && (y / x).fract() == 0.0;
        for at in 0..gone.len().max(come.len()) {
            let (a, b) = (gone.get(at).copied(), come.get(at).copied());
            let order = match (a.and_then(Node::as_f64), b.and_then(Node::as_f64)) {
                (None, None) => continue,
                (None, Some(_)) => Some(std::cmp::Ordering::Greater),
                (Some(_), None) => Some(std::cmp::Ordering::Less),
                (Some(x), Some(y)) if x == y => continue,
                (Some(x), Some(y)) if divides(x, y) => Some(std::cmp::Ordering::Greater),
                (Some(x), Some(y)) if divides(y, x) => Some(std::cmp::Ordering::Less),
                _ => None,
            };
            self.tightness("multipleOf", order, (a, old), (b, new), direction);
        }
    }

    fn unique_items(&mut self, old: &View<'d>, new: &View<'d>, direction: Direction) {
        let (a, b) = (old.find("uniqueItems"), new.find("uniqueItems"));
        let order = new.flag("uniqueItems").cmp(&old.flag("uniqueItems"));
        self.tightness("uniqueItems", Some(order), (a, old), (b, new), direction);
    }

    fn limit(&mut self, key: &str, old: &View<'d>, new: &View<'d>, direction: Direction) {
        let limits = |view: &View<'d>| -> Vec<Node<'d>> {
            let open = |node: &Node<'d>| {
                node.as_bool() == Some(true) || (node.is_object() && node.entries().len() == 0)
            };
            view.all(key).into_iter().filter(|node| !open(node)).collect()
        };
        let (gone, mut come) = unequal(&limits(old), &limits(new));
        for a in gone {
            let b = (!come.is_empty()).then(|| come.remove(0));
            let rule = match b {
                None => &rules::CONSTRAINT_LOOSENED,
                Some(b) if self.limits_alike(key, a, b, direction) => continue,
                Some(_) => &rules::CONSTRAINT_CHANGED,
            };
            let message = format!("`{key}` {}", verb(Some(a), b));
            self.limit_changed(rule, key, direction, (Some(a), old), (b, new), message);
        }
        for b in come {
            let message = format!("`{key}` added");
            let rule = &rules::CONSTRAINT_TIGHTENED;
            self.limit_changed(rule, key, direction, (None, old), (Some(b), new), message);
        }
    }

    fn limits_alike(
        &mut self,
        key: &str,
        old: Node<'d>,
        new: Node<'d>,
        direction: Direction,
    ) -> bool {
        if old.same(new) {
            return true;
        }
        match key {
            "dependentRequired" => false,
            "dependentSchemas" | "dependencies" => {
                old.entries().len() == new.entries().len()
                    && old
                        .entries()
                        .all(|(name, a)| new.get(name).is_some_and(|b| self.alike(a, b, direction)))
            }
            _ => self.alike(old, new, direction),
        }
    }

    /// Unions whose variants only demand properties.
    fn demands(&mut self, old: &View<'d>, new: &View<'d>, direction: Direction) {
        for key in ["oneOf", "anyOf"] {
            let demands = |view: &View<'d>| {
                view.find(key).filter(|list| {
                    !view.unions.iter().any(|union| union.node.id() == list.id())
                        && list.items().len() > 1
                        && list.items().all(|item| item.get("required").is_some())
                })
            };
            let (a, b) = (demands(old), demands(new));
            let rule = match (a, b) {
                (None, Some(_)) => &rules::CONSTRAINT_TIGHTENED,
                (Some(_), None) => &rules::CONSTRAINT_LOOSENED,
                (Some(a), Some(b)) if !a.same(b) => &rules::CONSTRAINT_CHANGED,
                _ => continue,
            };
            let at = |node: Option<Node<'d>>, view: &View<'d>| node.or(view.parts.first().copied());
            self.emit_pair(
                rule,
                direction,
                at(a, old),
                at(b, new),
                format!("`{key}` {}", verb(a, b)),
            );
        }
    }
}

/// Keywords that a comparison of schemas knows; any other is an extension.
pub(super) fn is_known(key: &str) -> bool {
    const KNOWN: [&str; 54] = [
        "$comment",
        "$defs",
        "$dynamicRef",
        "$ref",
        "additionalItems",
        "additionalProperties",
        "allOf",
        "anyOf",
        "const",
        "contains",
        "contentEncoding",
        "contentMediaType",
        "contentSchema",
        "default",
        "definitions",
        "dependencies",
        "dependentRequired",
        "dependentSchemas",
        "deprecated",
        "description",
        "discriminator",
        "else",
        "enum",
        "example",
        "examples",
        "exclusiveMaximum",
        "exclusiveMinimum",
        "externalDocs",
        "format",
        "if",
        "items",
        "maxContains",
        "maxItems",
        "maxLength",
        "maxProperties",
        "maximum",
        "minContains",
        "minItems",
        "minLength",
        "minProperties",
        "minimum",
        "multipleOf",
        "not",
        "oneOf",
        "pattern",
        "patternProperties",
        "prefixItems",
        "properties",
        "propertyNames",
        "readOnly",
        "required",
        "then",
        "title",
        "xml",
    ];
    // `nullable` is of 3.0, but documents keep it in 3.1 and generators read it.
    KNOWN.contains(&key)
        || matches!(
            key,
            "nullable"
                | "type"
                | "unevaluatedItems"
                | "unevaluatedProperties"
                | "uniqueItems"
                | "writeOnly"
        )
}
