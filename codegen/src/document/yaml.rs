//! YAML 1.2 with its core schema, as far as it has a JSON form.

use std::collections::HashMap;

use granit_parser::{Event, Marker, Parser, ScalarStyle, ScanError};
use serde_json::{Map, Number, Value};

use super::{Limits, Position};
use crate::error::{Error, ErrorKind, quoted};

pub(super) fn parse(text: &str, limits: &Limits) -> Result<Value, Error> {
    let mut builder =
        Builder { limits, nodes: 0, stack: Vec::new(), anchors: HashMap::new(), root: None };
    for event in Parser::new_from_str(text) {
        let (event, span) = event.map_err(|error| syntax(&error))?;
        builder.event(event, span.start)?;
    }
    builder.root.ok_or_else(|| Error::new(ErrorKind::Syntax, "the document is empty"))
}

pub(super) fn position(mark: Marker) -> Position {
    Position { line: mark.line(), column: mark.col() + 1 }
}

fn syntax(error: &ScanError) -> Error {
    let info = error.info();
    // The parser has a limit of its own, which it keeps with some of its features.
    let (kind, message) = if info.contains("recursion limit") {
        let message = "the document is nested deeper than YAML is read";
        (ErrorKind::TooLarge, message.to_owned())
    } else {
        let message = format!("the document is neither JSON nor valid YAML: {info}");
        (ErrorKind::Syntax, message)
    };
    Error::new(kind, message).position(position(*error.marker()))
}

/// A container that is not closed yet.
struct Open {
    anchor: usize,
    /// Nodes counted before it was opened.
    nodes: usize,
    container: Container,
}

enum Container {
    Sequence(Vec<Value>),
    Mapping { members: Map<String, Value>, key: Option<String> },
}

struct Builder<'a> {
    limits: &'a Limits,
    nodes: usize,
    stack: Vec<Open>,
    /// The value of each anchor, and the nodes it is made of.
    anchors: HashMap<usize, (Value, usize)>,
    root: Option<Value>,
}

impl Builder<'_> {
    fn event(&mut self, event: Event<'_>, mark: Marker) -> Result<(), Error> {
        match event {
            Event::Scalar(text, style, anchor, tag) => {
                self.count(1, mark)?;
                let text = text.into_owned();
                let string = style != ScalarStyle::Plain
                    || tag.is_some_and(|tag| tag.is_yaml_core_schema() && tag.suffix() == "str")
                    || self.expects_key();
                let value = if string { Value::String(text) } else { plain(text) };
                self.value(value, anchor, 1, mark)
            }
            Event::SequenceStart(_, anchor, _) => {
                self.open(anchor, Container::Sequence(Vec::new()), mark)
            }
            Event::MappingStart(_, anchor, _) => {
                self.open(anchor, Container::Mapping { members: Map::new(), key: None }, mark)
            }
            Event::SequenceEnd | Event::MappingEnd => {
                let Some(Open { anchor, nodes, container }) = self.stack.pop() else {
                    return Ok(());
                };
                let value = match container {
                    Container::Sequence(elements) => Value::Array(elements),
                    Container::Mapping { members, .. } => Value::Object(members),
                };
                self.value(value, anchor, self.nodes - nodes, mark)
            }
            Event::Alias(anchor) => {
                let Some((value, nodes)) = self.anchors.get(&anchor).cloned() else {
                    return Err(Error::new(
                        ErrorKind::Syntax,
                        "a YAML alias stands inside its own anchor",
                    )
                    .position(position(mark)));
                };
                self.count(nodes, mark)?;
                self.value(value, 0, nodes, mark)
            }
            Event::UnresolvedAlias(name) => {
                let message = format!("the YAML alias {} has no anchor", quoted(&name));
                Err(Error::new(ErrorKind::Syntax, message).position(position(mark)))
            }
            Event::DocumentStart(..) if self.root.is_some() => {
                Err(Error::new(ErrorKind::Syntax, "the text holds more than one YAML document")
                    .position(position(mark)))
            }
            _ => Ok(()),
        }
    }

    fn expects_key(&self) -> bool {
        matches!(
            self.stack.last(),
            Some(Open { container: Container::Mapping { key: None, .. }, .. })
        )
    }

    fn open(&mut self, anchor: usize, container: Container, mark: Marker) -> Result<(), Error> {
        if self.expects_key() {
            return Err(Error::new(ErrorKind::Syntax, "a YAML key is not a scalar")
                .position(position(mark)));
        }
        let nodes = self.nodes;
        self.count(1, mark)?;
        self.stack.push(Open { anchor, nodes, container });
        if self.stack.len() > self.limits.depth {
            let message =
                format!("the document is nested deeper than {} levels", self.limits.depth);
            return Err(Error::new(ErrorKind::TooLarge, message).position(position(mark)));
        }
        Ok(())
    }

    fn count(&mut self, nodes: usize, mark: Marker) -> Result<(), Error> {
        self.nodes += nodes;
        if self.nodes > self.limits.nodes {
            let message = format!("the document has more than {} nodes", self.limits.nodes);
            return Err(Error::new(ErrorKind::TooLarge, message).position(position(mark)));
        }
        Ok(())
    }

    fn value(
        &mut self,
        value: Value,
        anchor: usize,
        nodes: usize,
        mark: Marker,
    ) -> Result<(), Error> {
        if anchor != 0 {
            self.anchors.insert(anchor, (value.clone(), nodes));
        }
        match self.stack.last_mut().map(|open| &mut open.container) {
            None => self.root = Some(value),
            Some(Container::Sequence(elements)) => elements.push(value),
            Some(Container::Mapping { members, key }) => match key.take() {
                None => match value {
                    Value::String(name) => *key = Some(name),
                    _ => {
                        return Err(Error::new(ErrorKind::Syntax, "a YAML key is not a scalar")
                            .position(position(mark)));
                    }
                },
                Some(name) => {
                    if members.contains_key(&name) {
                        let message = format!("duplicate key {}", quoted(&name));
                        return Err(Error::new(ErrorKind::Syntax, message).position(position(mark)));
                    }
                    members.insert(name, value);
                }
            },
        }
        Ok(())
    }
}

/// Resolves a plain scalar by the core schema (YAML 1.2.2, section 10.3.2).
fn plain(text: String) -> Value {
    match text.as_str() {
        "" | "~" | "null" | "Null" | "NULL" => return Value::Null,
        "true" | "True" | "TRUE" => return Value::Bool(true),
        "false" | "False" | "FALSE" => return Value::Bool(false),
        _ => {}
    }
    let digits = text.strip_prefix(['+', '-']).unwrap_or(&text);
    let number = if let Some(hexadecimal) = text.strip_prefix("0x") {
        u64::from_str_radix(hexadecimal, 16).ok().map(Number::from)
    } else if let Some(octal) = text.strip_prefix("0o") {
        u64::from_str_radix(octal, 8).ok().map(Number::from)
    } else if !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit()) {
        let exact = text
            .parse::<i64>()
            .map(Number::from)
            .or_else(|_| digits.parse::<u64>().map(Number::from));
        exact.ok().or_else(|| text.parse().ok().and_then(Number::from_f64))
    } else if digits.starts_with(|first: char| first.is_ascii_digit() || first == '.')
        && digits.bytes().any(|byte| byte.is_ascii_digit())
        && digits.bytes().all(|byte| byte.is_ascii_digit() || b".eE+-".contains(&byte))
    {
        text.parse().ok().and_then(Number::from_f64)
    } else {
        None
    };
    number.map_or(Value::String(text), Value::Number)
}
