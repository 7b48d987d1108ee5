//! YAML through granit's events, with the core schema's scalars. Aliases share a node instead of copying it.

use granit_parser::{Event, Options, Parser, ScalarStyle, ScanError, Span, StrInput};
use rustc_hash::FxHashMap;

use crate::build::{Builder, Built, Data, Text};
use crate::error::{Error, ErrorKind};
use crate::limits::Limits;
use crate::position::Position;

pub(crate) fn read(text: &str, name: &str, limits: &Limits) -> Result<Built, Error> {
    let mut options = Options::default();
    options.set_emit_comments(false);
    let mut reader = Reader {
        parser: Parser::new_from_str_with_options(text, options),
        build: Builder::new(name, limits),
        anchors: FxHashMap::default(),
        deepest: 0,
        text,
    };
    let mut root = None;
    loop {
        let (event, at) = reader.next()?;
        match event {
            Event::StreamStart | Event::DocumentEnd => {}
            Event::DocumentStart(..) if root.is_none() => {}
            Event::StreamEnd => break,
            event if root.is_none() => root = Some(reader.value(event, at, 1)?),
            _ => return Err(reader.fail(at, "the text has more than one YAML document")),
        }
    }
    match root {
        Some(root) => Ok(reader.build.finish(root)),
        None => Err(Error::new(ErrorKind::Syntax, name, "the document is empty")),
    }
}

struct Reader<'a> {
    parser: Parser<'a, StrInput<'a>>,
    build: Builder<'a>,
    anchors: FxHashMap<usize, Anchor>,
    /// The deepest level that was met, with what aliases stand for, since the outermost anchor that is being read.
    deepest: usize,
    text: &'a str,
}

/// What an alias stands for.
#[derive(Clone, Copy)]
struct Anchor {
    id: u32,
    /// How many nodes it is.
    size: usize,
    /// How many levels of objects and lists.
    levels: usize,
}

impl<'a> Reader<'a> {
    fn level(&mut self, depth: usize, at: Position) -> Result<(), Error> {
        self.deepest = self.deepest.max(depth);
        self.build.depth(depth, at)
    }

    fn fail(&self, at: Position, message: &str) -> Error {
        self.build.fail(ErrorKind::Syntax, at, message.to_owned())
    }

    fn next(&mut self) -> Result<(Event<'a>, Position), Error> {
        match self.parser.next_event() {
            Some(Ok((event, span))) => Ok((event, position(span))),
            Some(Err(error)) => Err(self.scan_error(&error)),
            None => Ok((Event::StreamEnd, Position { line: 1, column: 1 })),
        }
    }

    fn scan_error(&self, error: &ScanError) -> Error {
        let marker = error.marker();
        let at = Position { line: to_u32(marker.line()), column: to_u32(marker.col() + 1) };
        // Tabs are the usual mistake, and the scanner's words for it do not say so.
        let tab = self
            .text
            .lines()
            .nth(marker.line().saturating_sub(1))
            .is_some_and(|line| line.starts_with('\t'));
        let hint = if tab { " (the line begins with a tab; YAML indents with spaces)" } else { "" };
        // The parser has a limit of its own, which it keeps with some of its features.
        if error.info().contains("recursion limit") {
            let message = "the document is nested deeper than YAML is read";
            return self.build.fail(ErrorKind::Limit, at, message.to_owned());
        }
        let message =
            format!("the document is neither JSON nor valid YAML: {}{hint}", error.info());
        self.build.fail(ErrorKind::Syntax, at, message)
    }

    fn value(&mut self, event: Event<'a>, at: Position, depth: usize) -> Result<u32, Error> {
        // What stands above this value has met its own level already.
        let above = std::mem::replace(&mut self.deepest, depth - 1);
        if matches!(event, Event::SequenceStart(..) | Event::MappingStart(..)) {
            self.level(depth, at)?;
        }
        let before = self.build.expanded;
        let (id, anchor) = match event {
            Event::Scalar(text, style, anchor, tag) => {
                let forced_string = tag.is_some_and(|tag| tag.is_yaml_core_schema_tag("str"));
                let id = if style == ScalarStyle::Plain && !forced_string {
                    self.plain(&text, at)?
                } else {
                    self.build.string(&text, at)?
                };
                (id, anchor)
            }
            Event::SequenceStart(_, anchor, _) => {
                let mut children = Vec::new();
                loop {
                    match self.next()? {
                        (Event::SequenceEnd, _) => break,
                        (event, at) => children.push(self.value(event, at, depth + 1)?),
                    }
                }
                (self.build.array(&children, at)?, anchor)
            }
            Event::MappingStart(_, anchor, _) => (self.mapping(at, depth)?, anchor),
            Event::Alias(anchor) => {
                let Some(Anchor { id, size, levels }) = self.anchors.get(&anchor).copied() else {
                    return Err(self.fail(at, "this YAML alias has no anchor before it"));
                };
                self.build.count(size, at)?;
                self.level(depth - 1 + levels, at)?;
                (id, 0)
            }
            _ => return Err(self.fail(at, "a value is expected here")),
        };
        if anchor != 0 {
            let size = self.build.expanded - before;
            let levels = self.deepest + 1 - depth;
            self.anchors.insert(anchor, Anchor { id, size, levels });
        }
        self.deepest = self.deepest.max(above);
        Ok(id)
    }

    fn mapping(&mut self, at: Position, depth: usize) -> Result<u32, Error> {
        let mut children: Vec<(Text, u32, Position)> = Vec::new();
        let mut merges = Vec::new();
        loop {
            let (key, key_at, plain) = match self.next()? {
                (Event::MappingEnd, _) => break,
                (Event::Scalar(text, style, anchor, _), at) => {
                    if anchor != 0 {
                        let id = self.build.string(&text, at)?;
                        self.anchors.insert(anchor, Anchor { id, size: 1, levels: 0 });
                    }
                    (text, at, style == ScalarStyle::Plain)
                }
                (Event::Alias(anchor), at) => {
                    let key = self.anchors.get(&anchor).and_then(|it| self.build.string_of(it.id));
                    let key = key.map(|text| self.build.slice(text).to_owned());
                    match key {
                        Some(key) => (key.into(), at, false),
                        None => return Err(self.fail(at, "a YAML key must be a scalar")),
                    }
                }
                (_, at) => return Err(self.fail(at, "a YAML key must be a scalar")),
            };
            let (event, value_at) = self.next()?;
            let value = self.value(event, value_at, depth + 1)?;
            if plain && key == "<<" {
                merges.push((value, value_at));
            } else {
                let key = self.build.key(&key);
                children.push((key, value, key_at));
            }
        }
        for (value, value_at) in merges {
            self.merge(value, value_at, &mut children)?;
        }
        self.build.object(&children, at)
    }

    /// A merge key: entries of other mappings, where the mapping has none of its own.
    fn merge(
        &mut self,
        value: u32,
        at: Position,
        children: &mut Vec<(Text, u32, Position)>,
    ) -> Result<(), Error> {
        let sources = self.build.items_of(value).unwrap_or_else(|| vec![value]);
        for source in sources {
            let Some(entries) = self.build.entries_of(source) else {
                return Err(self.fail(at, "a YAML merge key takes a mapping or a list of mappings"));
            };
            self.build.count(entries.len(), at)?;
            for entry in entries {
                let key = self.build.slice(entry.key);
                if !children.iter().any(|(own, ..)| self.build.slice(*own) == key) {
                    children.push((entry.key, entry.value, at));
                }
            }
        }
        Ok(())
    }

    fn plain(&mut self, text: &str, at: Position) -> Result<u32, Error> {
        match text {
            "" | "~" | "null" | "Null" | "NULL" => self.build.scalar(Data::Null, at),
            "true" | "True" | "TRUE" => self.build.scalar(Data::Bool(true), at),
            "false" | "False" | "FALSE" => self.build.scalar(Data::Bool(false), at),
            _ => {
                let radix = |prefix: &str, radix: u32| {
                    text.strip_prefix(prefix)
                        .and_then(|digits| u64::from_str_radix(digits, radix).ok())
                };
                if let Some(value) = radix("0x", 16).or_else(|| radix("0o", 8)) {
                    self.build.number(&value.to_string(), at)
                } else if is_number(text) {
                    self.build.number(text, at)
                } else {
                    self.build.string(text, at)
                }
            }
        }
    }
}

/// `[-+]? ( \. [0-9]+ | [0-9]+ ( \. [0-9]* )? ) ( [eE] [-+]? [0-9]+ )?`, the core schema's number.
fn is_number(text: &str) -> bool {
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    let text = text.strip_prefix(['-', '+']).unwrap_or(text);
    let (mantissa, exponent) = match text.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, Some(exponent)),
        None => (text, None),
    };
    let mantissa_holds = match mantissa.split_once('.') {
        Some(("", fraction)) => digits(fraction),
        Some((whole, "")) => digits(whole),
        Some((whole, fraction)) => digits(whole) && digits(fraction),
        None => digits(mantissa),
    };
    mantissa_holds && exponent.is_none_or(|e| digits(e.strip_prefix(['-', '+']).unwrap_or(e)))
}

fn position(span: Span) -> Position {
    Position { line: to_u32(span.start.line()), column: to_u32(span.start.col() + 1) }
}

fn to_u32(value: usize) -> u32 {
    u32::try_from(value).unwrap_or(u32::MAX)
}
