//! Words, extensions, and what is suspicious about new text.

use oas_source::Node;
use oas_source::text::is_invisible;

use super::Compare;
use crate::rules::{Rule, docs as rules, security};

/// How many findings one added part of a document is told with.
const FINDINGS: usize = 20;

impl<'d> Compare<'d, '_> {
    /// The words of two objects: descriptions, examples, titles, extensions.
    pub(crate) fn words(&mut self, old: Node<'d>, new: Node<'d>) {
        for key in ["summary", "description", "title", "externalDocs", "$comment"] {
            self.word(key, old.get(key), new.get(key));
        }
        let examples = |node: Node<'d>| (node.get("example"), node.get("examples"));
        self.examples(examples(old), examples(new));
        self.extensions(old, new);
    }

    /// `example` and `examples` of two objects, which are two spellings of the same.
    pub(crate) fn examples(
        &mut self,
        (a, a_list): (Option<Node<'d>>, Option<Node<'d>>),
        (b, b_list): (Option<Node<'d>>, Option<Node<'d>>),
    ) {
        let spelled = |one: Option<Node<'d>>, list: Option<Node<'d>>| {
            let (one, list) = (one?, list?);
            let named = list.entries().next().and_then(|(_, example)| example.get("value"));
            let first = list.items().next().or(named)?;
            (list.items().len() + list.entries().len() == 1 && first.same(one)).then_some(())
        };
        let moved = match (a, a_list, b, b_list) {
            (Some(_), None, None, Some(_)) => Some((a, b_list)),
            (None, Some(_), Some(_), None) => Some((a_list, b)),
            _ => None,
        };
        match moved {
            Some(_) if spelled(a, b_list).or(spelled(b, a_list)).is_some() => {}
            Some((from, to)) => self.word("examples", from, to),
            None => {
                self.word("example", a, b);
                self.word("examples", a_list, b_list);
            }
        }
    }

    pub(crate) fn word(&mut self, key: &str, old: Option<Node<'d>>, new: Option<Node<'d>>) {
        let equal = match (old, new) {
            (Some(old), Some(new)) => {
                // A trailing line feed is a matter of YAML's block styles.
                let text = |node: Node<'d>| node.as_str().map(str::trim_end);
                old.same(new) || text(old).is_some_and(|text_of_old| Some(text_of_old) == text(new))
            }
            (None, None) => true,
            _ => false,
        };
        if equal {
            return;
        }
        let rule = match key {
            "title" => &rules::TITLE_CHANGED,
            "example" | "examples" => &rules::EXAMPLE_CHANGED,
            "externalDocs" => &rules::EXTERNAL_DOCS_CHANGED,
            _ => &rules::DESCRIPTION_CHANGED,
        };
        let text = |node: Option<Node<'d>>| node.and_then(Node::as_str).unwrap_or("");
        let rule = if rule.id == rules::EXAMPLE_CHANGED.id {
            rule
        } else {
            suspicious(text(old), text(new)).unwrap_or(rule)
        };
        self.emit(rule, old, new, format!("{key} {}", verb(old, new)));
    }

    pub(crate) fn extensions(&mut self, old: Node<'d>, new: Node<'d>) {
        for (key, value) in old.entries().filter(|(key, _)| key.starts_with("x-")) {
            let other = new.get(key);
            if !other.is_some_and(|other| value.same(other)) {
                self.extension(key, Some(value), other);
            }
        }
        for (key, value) in new.entries().filter(|(key, _)| key.starts_with("x-")) {
            if old.get(key).is_none() {
                self.extension(key, None, Some(value));
            }
        }
    }

    pub(crate) fn extension(&mut self, key: &str, old: Option<Node<'d>>, new: Option<Node<'d>>) {
        let rule = if self.settings.generator_extensions.iter().any(|read| read == key) {
            &security::GENERATOR_EXTENSION_CHANGED
        } else {
            &rules::EXTENSION_CHANGED
        };
        self.emit(rule, old, new, format!("`{key}` {}", verb(old, new)));
    }

    /// Looks through a part of the document that is new.
    pub(crate) fn inspect(&mut self, node: Node<'d>) {
        let mut left = FINDINGS;
        if node.as_str().is_some_and(has_control) {
            let rule = &security::CONTROL_CHARACTERS_ADDED;
            self.emit(rule, None, Some(node), "value added");
        }
        self.inspect_within(node, &mut left);
    }

    fn inspect_within(&mut self, node: Node<'d>, left: &mut usize) {
        for (key, child) in node.entries() {
            if *left == 0 {
                return;
            }
            if has_control(key) {
                *left -= 1;
                self.emit(
                    &security::CONTROL_CHARACTERS_ADDED,
                    None,
                    Some(child),
                    format!("name {key:?} added"),
                );
            }
            match (key, child.as_str()) {
                ("description" | "summary" | "title", Some(text)) => {
                    if let Some(rule) = suspicious("", text) {
                        *left -= 1;
                        self.emit(rule, None, Some(child), format!("{key} added"));
                    }
                }
                ("properties", None) => {
                    for (name, property) in child.entries() {
                        self.inspect_name("property", name, property);
                    }
                    self.inspect_within(child, left);
                }
                (_, Some(text)) if has_control(text) => {
                    *left -= 1;
                    self.emit(
                        &security::CONTROL_CHARACTERS_ADDED,
                        None,
                        Some(child),
                        format!("{key} added"),
                    );
                }
                ("example" | "examples", _) => {}
                _ if key.starts_with("x-") => {
                    if self.settings.generator_extensions.iter().any(|read| read == key) {
                        *left -= 1;
                        self.extension(key, None, Some(child));
                    }
                }
                _ => self.inspect_within(child, left),
            }
        }
        for item in node.items() {
            if *left > 0 {
                if item.as_str().is_some_and(has_control) {
                    *left -= 1;
                    self.emit(&security::CONTROL_CHARACTERS_ADDED, None, Some(item), "value added");
                }
                self.inspect_within(item, left);
            }
        }
    }

    /// A path that is new; its characters are those of a URL, so only the invisible ones are suspicious.
    pub(crate) fn inspect_path(&mut self, path: &str, node: Node<'d>) {
        if has_control(path) {
            self.emit(
                &security::CONTROL_CHARACTERS_ADDED,
                None,
                Some(node),
                format!("path {path:?} added"),
            );
        }
    }

    /// A name that is new. Any that can be read and does not end a text of source code is one.
    pub(crate) fn inspect_name(&mut self, what: &str, name: &str, node: Node<'d>) {
        if has_control(name) {
            self.emit(
                &security::CONTROL_CHARACTERS_ADDED,
                None,
                Some(node),
                format!("{what} named {name:?}"),
            );
        } else if name.contains(['"', '\'', '`', '\\', '\n', '\r']) {
            self.emit(
                &security::UNUSUAL_NAME_ADDED,
                None,
                Some(node),
                format!("{what} named {name:?}"),
            );
        }
    }
}

pub(crate) fn verb(old: Option<Node<'_>>, new: Option<Node<'_>>) -> &'static str {
    match (old.is_some(), new.is_some()) {
        (false, _) => "added",
        (true, false) => "removed",
        (true, true) => "changed",
    }
}

/// The rule that stands above a change of words, if the new text has what a person must look at.
fn suspicious(old: &str, new: &str) -> Option<&'static Rule> {
    if new.chars().any(|c| is_control(c) && !old.contains(c)) {
        return Some(&security::CONTROL_CHARACTERS_ADDED);
    }
    let known = code_lines(old);
    code_lines(new).iter().any(|line| !known.contains(line)).then_some(&security::CODE_BLOCK_ADDED)
}

fn has_control(text: &str) -> bool {
    text.chars().any(is_control)
}

fn is_control(c: char) -> bool {
    (c.is_control() && !matches!(c, '\n' | '\r' | '\t'))
        || (is_invisible(c) && !matches!(c, '\u{2028}' | '\u{2029}'))
}

/// The lines of fenced and indented code blocks, in lists and quotes as well, with the fences.
fn code_lines(text: &str) -> Vec<&str> {
    let mut lines = Vec::new();
    let mut fence: Option<&str> = None;
    let mut blank_before = true;
    for line in text.lines() {
        let bare = line.trim_start_matches(|c: char| {
            c.is_whitespace()
                || matches!(c, '>' | '-' | '*' | '+' | '.' | ')')
                || c.is_ascii_digit()
        });
        let opens = if bare.starts_with("```") {
            Some("```")
        } else if bare.starts_with("~~~") {
            Some("~~~")
        } else {
            None
        };
        match (fence, opens) {
            (None, Some(marker)) => {
                fence = Some(marker);
                lines.push(bare.trim_end());
            }
            (Some(marker), Some(closing)) if marker == closing => fence = None,
            (Some(_), _) => lines.push(line.trim()),
            (None, None) if blank_before && is_indented(line) => lines.push(line.trim()),
            (None, None) => {}
        }
        // One indented line after another is one block.
        blank_before = line.trim().is_empty() || (blank_before && is_indented(line));
    }
    lines
}

fn is_indented(line: &str) -> bool {
    let line = line.strip_prefix("> ").unwrap_or(line);
    !line.trim().is_empty() && (line.starts_with("    ") || line.starts_with('\t'))
}
