//! Formats, enums, defaults, flags.

use oas_source::Node;

use super::parts;
use super::types::Types;
use super::view::{View, unequal};
use super::{At, Slot};
use crate::class::{Direction, Rust, Wire};
use crate::compare::Compare;
use crate::compare::docs::verb;
use crate::rules::{docs, pairs as rules};

/// The formats of strings of JSON Schema and of OpenAPI's registry; others are a matter of who wrote the document.
const STANDARD: [&str; 27] = [
    "base64url",
    "char",
    "commonmark",
    "date",
    "date-time",
    "decimal",
    "duration",
    "email",
    "hostname",
    "html",
    "http-date",
    "idn-email",
    "idn-hostname",
    "ipv4",
    "ipv6",
    "iri",
    "iri-reference",
    "json-pointer",
    "media-range",
    "password",
    "regex",
    "relative-json-pointer",
    "time",
    "uri",
    "uri-reference",
    "uri-template",
    "uuid",
];

/// The keyword and the value that say what a format of 3.0 says.
fn spelling_of_content(format: Option<&str>) -> Option<(&'static str, &'static str)> {
    match format? {
        "binary" => Some(("contentMediaType", "application/octet-stream")),
        "byte" => Some(("contentEncoding", "base64")),
        _ => None,
    }
}

/// How many values a message names.
const NAMED: usize = 12;

impl<'d> Compare<'d, '_> {
    pub(super) fn formats(
        &mut self,
        old: &View<'d>,
        new: &View<'d>,
        types: Option<Types>,
        direction: Direction,
    ) {
        // `binary` and `byte` of 3.0 are spellings of what 3.1 says of the content.
        let formats = |view: &View<'d>| -> Vec<Node<'d>> {
            let content = |node: &Node<'d>| spelling_of_content(node.as_str()).is_some();
            view.all("format").into_iter().filter(|node| !content(node)).collect()
        };
        let (gone, come) = unequal(&formats(old), &formats(new));
        let (a, b) = (gone.first().copied(), come.first().copied());
        let text = |node: Option<Node<'d>>| node.and_then(Node::as_str);
        if text(a) == text(b) {
            return;
        }
        // A change of a keyword that one side lacks points to the schema around it.
        let (at_old, at_new) = (a.or(old.parts.first().copied()), b.or(new.parts.first().copied()));
        let told =
            |format: Option<&str>| format.map_or("none".to_owned(), |format| format!("`{format}`"));
        let message = format!("format {} became {}", told(text(a)), told(text(b)));
        if types.is_some_and(|types| types != Types::NONE && Types::NUMBER.hold(types)) {
            let integer = types == Some(Types::INTEGER);
            let (a, b) = (width(text(a), integer), width(text(b), integer));
            let rule = match (a, b) {
                (Some(a), Some(b)) if a.0 != b.0 => &rules::FORMAT_CHANGED,
                (Some(a), Some(b)) if a.1 < b.1 => &rules::NUMBER_WIDENED,
                (Some(a), Some(b)) if a.1 > b.1 => &rules::NUMBER_NARROWED,
                _ => &rules::FORMAT_HINT_CHANGED,
            };
            let mut pending = self.pending_pair(rule, direction, at_old, at_new, message);
            // Numbers with a fraction have one Rust type.
            if !integer {
                pending.rust = Rust::None;
            }
            self.push(pending);
            return;
        }
        let typed = |format: Option<&str>| {
            format.is_some_and(|format| {
                self.settings.typed_formats.iter().any(|known| known == format)
            })
        };
        let known = |node: Option<Node<'d>>| {
            text(node).is_some_and(|format| STANDARD.contains(&format)) || typed(text(node))
        };
        // What nobody knows promises nothing.
        let (a, b) = (a.filter(|_| known(a)), b.filter(|_| known(b)));
        if a.is_none() && b.is_none() {
            let content = |view: &View<'d>| {
                view.all("format")
                    .into_iter()
                    .any(|node| spelling_of_content(node.as_str()).is_some())
            };
            // That the content is written in another way is told with the content.
            if content(old) != content(new) {
                return;
            }
            let rule = &rules::FORMAT_HINT_CHANGED;
            let mut pending = self.pending_pair(rule, direction, at_old, at_new, message);
            pending.wire = Wire::Safe;
            return self.push(pending);
        }
        let rule = match (typed(text(a)), typed(text(b))) {
            (false, false) => &rules::FORMAT_HINT_CHANGED,
            (false, true) if a.is_none() => &rules::FORMAT_ADDED,
            (true, false) if b.is_none() => &rules::FORMAT_REMOVED,
            _ => &rules::FORMAT_CHANGED,
        };
        self.emit_pair(rule, direction, at_old, at_new, message);
    }

    pub(super) fn enumerations(
        &mut self,
        old: &View<'d>,
        new: &View<'d>,
        direction: Direction,
        at: At<'d>,
    ) {
        // The list that differs, where there are several.
        let lists = unequal(&old.enumeration_nodes(), &new.enumeration_nodes());
        let (old_at, new_at) = (
            lists.0.first().or(old.enumeration_nodes().first()).copied().or(at.old),
            lists.1.first().or(new.enumeration_nodes().first()).copied().or(at.new),
        );
        match (old.enumeration(), new.enumeration()) {
            (None, Some(values)) => {
                self.emit_pair(
                    &rules::BECAME_ENUM,
                    direction,
                    old_at,
                    new_at,
                    format!("became one of {}", named(&values)),
                );
                self.suspicious_values(&values);
            }
            (Some(values), None) => {
                self.emit_pair(
                    &rules::ENUM_OPENED,
                    direction,
                    old_at,
                    new_at,
                    format!("no longer one of {}", named(&values)),
                );
            }
            (Some(a), Some(b)) => {
                let gone: Vec<_> = a
                    .iter()
                    .copied()
                    .filter(|value| !b.iter().any(|other| other.same(*value)))
                    .collect();
                let come: Vec<_> = b
                    .iter()
                    .copied()
                    .filter(|value| !a.iter().any(|other| other.same(*value)))
                    .collect();
                if let ([_], [_], [_], [_]) =
                    (a.as_slice(), b.as_slice(), gone.as_slice(), come.as_slice())
                {
                    let message = format!("constant {} became {}", named(&gone), named(&come));
                    self.emit_pair(&rules::CONST_CHANGED, direction, old_at, new_at, message);
                    return self.suspicious_values(&come);
                }
                // Null alone is any value to the crate.
                let untyped = if a.is_empty() != b.is_empty() { Rust::Major } else { Rust::None };
                if !come.is_empty() {
                    let rule = &rules::ENUM_VALUE_ADDED;
                    let message = format!("enum value {} added", named(&come));
                    let mut pending = self.pending_pair(rule, direction, old_at, new_at, message);
                    pending.rust = pending.rust.max(untyped);
                    self.push(pending);
                    self.suspicious_values(&come);
                }
                if !gone.is_empty() {
                    let rule = &rules::ENUM_VALUE_REMOVED;
                    let message = format!("enum value {} removed", named(&gone));
                    let mut pending = self.pending_pair(rule, direction, old_at, new_at, message);
                    pending.rust = pending.rust.max(untyped);
                    self.push(pending);
                }
            }
            (None, None) => {}
        }
    }

    fn suspicious_values(&mut self, values: &[Node<'d>]) {
        for value in values {
            self.inspect(*value);
        }
    }

    pub(super) fn defaults(&mut self, old: &View<'d>, new: &View<'d>, direction: Direction) {
        // A default of null says what leaving the value out says anyway.
        let given = |view: &View<'d>| -> Vec<Node<'d>> {
            view.all("default").into_iter().filter(|value| !value.is_null()).collect()
        };
        let (gone, come) = unequal(&given(old), &given(new));
        let (a, b) = (gone.first().copied(), come.first().copied());
        if a.is_none() && b.is_none() {
            return;
        }
        if let Some(b) = b {
            self.inspect(b);
        }
        let told = |node: Option<Node<'d>>| node.map_or("none".to_owned(), |node| named(&[node]));
        let message = format!("default {} became {}", told(a), told(b));
        let at = |node: Option<Node<'d>>, view: &View<'d>| node.or(view.parts.first().copied());
        self.emit_pair(&rules::DEFAULT_CHANGED, direction, at(a, old), at(b, new), message);
    }

    /// `readOnly`, `writeOnly`, `deprecated`, and the encoding of a string.
    pub(super) fn flags(
        &mut self,
        old: &View<'d>,
        new: &View<'d>,
        direction: Direction,
        slot: Slot,
    ) {
        let at = |view: &View<'d>, key: &str| view.find(key).or(view.parts.first().copied());
        for (key, set, unset, told) in [
            ("readOnly", &rules::BECAME_READ_ONLY, &rules::NO_LONGER_READ_ONLY, "read-only"),
            ("writeOnly", &rules::BECAME_WRITE_ONLY, &rules::NO_LONGER_WRITE_ONLY, "write-only"),
            ("deprecated", &rules::PROPERTY_DEPRECATED, &rules::PROPERTY_REACTIVATED, "deprecated"),
        ] {
            let (rule, message) = match (old.flag(key), new.flag(key)) {
                (false, true) => (set, format!("became {told}")),
                (true, false) => (unset, format!("no longer {told}")),
                _ => continue,
            };
            let places = (at(old, key), at(new, key));
            let mut pending = self.pending_pair(rule, direction, places.0, places.1, message);
            // What goes one way only may be missing on the other.
            let one_way = match key {
                "readOnly" => direction.request(),
                "writeOnly" => direction.response(),
                _ => false,
            };
            // What is only received, and may be null, is an `Option` already.
            let is_option = !direction.request() && old.is_option() && new.is_option();
            if one_way && !is_option && slot == Slot::Required {
                pending.rust = Rust::Major;
            }
            self.push(pending);
        }
        for key in ["contentEncoding", "contentMediaType"] {
            let spelled = |view: &View<'d>| {
                let formats = view.all("format").into_iter();
                let spelling = formats.filter_map(|node| spelling_of_content(node.as_str()));
                let written = view.all(key).into_iter().filter_map(Node::as_str);
                let mut said: Vec<&str> = spelling
                    .filter(|(word, _)| *word == key)
                    .map(|(_, value)| value)
                    .chain(written)
                    .collect();
                said.sort_unstable();
                said.dedup();
                said
            };
            let at = |view: &View<'d>| {
                let format = || view.find("format").filter(|_| !spelled(view).is_empty());
                view.find(key).or_else(format)
            };
            let (a, b) = (at(old), at(new));
            if spelled(old) != spelled(new) {
                let message = format!("{key} {}", verb(a, b));
                let mut pending = self.pending_pair(
                    &rules::CONTENT_ENCODING_CHANGED,
                    direction,
                    a.or(old.parts.first().copied()),
                    b.or(new.parts.first().copied()),
                    message,
                );
                pending.rust = pending.rust.max(parts::of_content(old, new));
                self.push(pending);
            }
        }
    }
}

impl<'d> Compare<'d, '_> {
    /// How a value is written as XML, which means something where a body is XML.
    pub(super) fn xml(&mut self, old: &View<'d>, new: &View<'d>, direction: Direction) {
        let (a, b) = (old.find("xml"), new.find("xml"));
        if a.zip(b).map_or(a.is_none() && b.is_none(), |(a, b)| a.same(b)) {
            return;
        }
        if let (Some(a), Some(b)) = (a, b) {
            self.extensions(a, b);
        }
        let own = |node: Option<Node<'d>>| -> Vec<(&'d str, Node<'d>)> {
            let all = node.into_iter().flat_map(Node::entries);
            // A flag that is not set is as good as none.
            all.filter(|(key, value)| !key.starts_with("x-") && value.as_bool() != Some(false))
                .collect()
        };
        let (x, y) = (own(a), own(b));
        let within = |list: &[(&'d str, Node<'d>)], (key, node): &(&'d str, Node<'d>)| {
            list.iter().any(|(other, value)| other == key && value.same(*node))
        };
        if x.len() == y.len() && x.iter().all(|entry| within(&y, entry)) {
            return;
        }
        let at = |node: Option<Node<'d>>, view: &View<'d>| node.or(view.parts.first().copied());
        let places = (at(a, old), at(b, new));
        let message = format!("xml {}", verb(a, b));
        if self.old.has_xml || self.new.has_xml {
            self.emit_pair(&rules::XML_CHANGED, direction, places.0, places.1, message);
        } else {
            self.emit(&docs::EXTENSION_CHANGED, places.0, places.1, message);
        }
    }
}

/// Values for a message, the first few of them.
pub(super) fn named(values: &[Node<'_>]) -> String {
    let mut told: Vec<String> =
        values.iter().take(NAMED).map(|value| format!("`{}`", value.to_value_within(20))).collect();
    if values.len() > NAMED {
        told.push(format!("and {} more", values.len() - NAMED));
    }
    told.join(", ")
}

/// The family and the width in bits of the Rust number that a format makes; `None` for a format that makes none.
fn width(format: Option<&str>, integer: bool) -> Option<(&'static str, u8)> {
    Some(match (format, integer) {
        (None, true) => ("int", 64),
        (None, false) => ("float", 64),
        (Some("int8"), _) => ("int", 8),
        (Some("int16"), _) => ("int", 16),
        (Some("int32"), _) => ("int", 32),
        (Some("int64"), _) => ("int", 64),
        (Some("uint8"), _) => ("uint", 8),
        (Some("uint16"), _) => ("uint", 16),
        (Some("uint" | "uint32"), _) => ("uint", 32),
        (Some("uint64"), _) => ("uint", 64),
        (Some("float"), _) => ("float", 32),
        (Some("double"), _) => ("float", 64),
        _ => return None,
    })
}
