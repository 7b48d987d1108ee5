//! From a JSON pointer to line and column. Only done once something is wrong, so that parsing stays quick.

use granit_parser::{Event, Parser};

use super::Position;
use super::pointer::Pointer;
use super::yaml::position;

/// Where `pointer` stands in `text`, JSON (which is YAML, too) or YAML; the nearest ancestor where it does not exist.
pub(crate) fn locate(text: &str, pointer: &str) -> Option<Position> {
    let wanted: Vec<String> = Pointer::parse(pointer)?.segments().collect();
    let mut found = None;
    // How much of `wanted` leads to the innermost open container, and what is open.
    let mut matched = 0;
    let mut open: Vec<Open> = Vec::new();
    for event in Parser::new_from_str(text) {
        let (event, span) = event.ok()?;
        let starts = matches!(
            event,
            Event::Scalar(..)
                | Event::Alias(_)
                | Event::SequenceStart(..)
                | Event::MappingStart(..)
        );
        if !starts {
            // The way to a place is unique: past the end of a container on it there is nothing more to find.
            if matches!(event, Event::SequenceEnd | Event::MappingEnd) && open.pop()?.on_path {
                return found;
            }
            continue;
        }
        let mut on_path = open.is_empty();
        match open.last_mut() {
            Some(Open { mapping: true, key: key @ None, .. }) => {
                *key = Some(if let Event::Scalar(text, ..) = event {
                    text.into_owned()
                } else {
                    String::new()
                });
                continue;
            }
            Some(Open { on_path: true, mapping, key, index }) => {
                let segment =
                    if *mapping { key.take().unwrap_or_default() } else { index.to_string() };
                *index += 1;
                on_path = wanted.get(matched).is_some_and(|wanted| *wanted == segment);
                if on_path {
                    matched += 1;
                }
            }
            Some(Open { key, .. }) => *key = None,
            None => {}
        }
        if on_path {
            found = Some(position(span.start));
            if matched == wanted.len() {
                return found;
            }
        }
        match event {
            Event::SequenceStart(..) => {
                open.push(Open { on_path, mapping: false, key: None, index: 0 });
            }
            Event::MappingStart(..) => {
                open.push(Open { on_path, mapping: true, key: None, index: 0 });
            }
            _ if on_path => return found,
            _ => {}
        }
    }
    found
}

struct Open {
    /// Whether this container lies on the way to what is wanted.
    on_path: bool,
    mapping: bool,
    key: Option<String>,
    index: usize,
}
