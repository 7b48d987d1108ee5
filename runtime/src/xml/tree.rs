//! XML as a tree.

use std::collections::BTreeSet;

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

/// Elements in elements. What is nested deeper than people write would end on the stack.
const DEEPEST: usize = 128;

/// An element, without the prefixes of names.
#[derive(Debug, Default)]
pub(super) struct Element {
    pub(super) name: String,
    /// Without declarations of namespaces.
    pub(super) attributes: Vec<(String, String)>,
    pub(super) children: Vec<Element>,
    /// All text that is directly in it.
    pub(super) text: String,
    /// `xsi:nil`.
    pub(super) nil: bool,
}

/// The root element. Entities other than XML's own five are not known, and a document type is refused.
pub(super) fn parse(body: &[u8]) -> Result<Element, String> {
    let text = std::str::from_utf8(body).map_err(|_| "the XML is not UTF-8".to_owned())?;
    let mut reader = Reader::from_str(text.trim_start_matches('\u{feff}'));
    let mut open: Vec<Element> = Vec::new();
    let mut root = None;
    loop {
        let event = reader.read_event().map_err(|error| format!("the XML is broken: {error}"))?;
        let closed = match event {
            Event::Start(start) => {
                if open.len() >= DEEPEST {
                    return Err(format!("the XML has more than {DEEPEST} elements in each other"));
                }
                open.push(element(&start)?);
                None
            }
            Event::Empty(start) => Some(element(&start)?),
            Event::End(_) => open.pop(),
            Event::Text(text) => {
                let text = text
                    .xml_content(quick_xml::XmlVersion::Implicit1_0)
                    .map_err(|error| error.to_string())?;
                add(&mut open, &text)?;
                None
            }
            Event::CData(text) => {
                let text = text.decode().map_err(|error| error.to_string())?;
                add(&mut open, &text)?;
                None
            }
            Event::GeneralRef(reference) => {
                let name = reference.decode().map_err(|error| error.to_string())?;
                let text = quick_xml::escape::unescape(&format!("&{name};"))
                    .map_err(|error| format!("the XML is broken: {error}"))?
                    .into_owned();
                add(&mut open, &text)?;
                None
            }
            Event::DocType(_) => return Err("the XML has a document type".to_owned()),
            Event::Eof => break,
            Event::Comment(_) | Event::Decl(_) | Event::PI(_) => None,
        };
        let Some(closed) = closed else { continue };
        match open.last_mut() {
            Some(parent) => parent.children.push(closed),
            None if root.is_some() => return Err("the XML has two root elements".to_owned()),
            None => root = Some(closed),
        }
    }
    match root {
        Some(root) if open.is_empty() => Ok(root),
        _ => Err("the XML ends before its root element does".to_owned()),
    }
}

fn add(open: &mut [Element], text: &str) -> Result<(), String> {
    match open.last_mut() {
        Some(element) => element.text.push_str(text),
        None if text.trim().is_empty() => {}
        None => return Err("the XML has text outside of its root element".to_owned()),
    }
    Ok(())
}

fn element(start: &BytesStart<'_>) -> Result<Element, String> {
    let mut element =
        Element { name: text(start.local_name().as_ref())?.to_owned(), ..Element::default() };
    let mut seen = BTreeSet::new();
    // The parser's own look for duplicates compares each with each.
    for attribute in start.attributes().with_checks(false) {
        let attribute = attribute.map_err(|error| format!("the XML is broken: {error}"))?;
        let (name, local) = (text(attribute.key.as_ref())?, attribute.key.local_name());
        if !seen.insert(name.to_owned()) {
            return Err(format!("an element of the XML has the attribute {name:?} twice"));
        }
        let value = quick_xml::escape::unescape(text(&attribute.value)?)
            .map_err(|error| format!("the XML is broken: {error}"))?
            .into_owned();
        match name {
            "xmlns" => {}
            name if name.starts_with("xmlns:") => {}
            "xsi:nil" => element.nil = matches!(value.as_str(), "true" | "1"),
            _ => element.attributes.push((text(local.as_ref())?.to_owned(), value)),
        }
    }
    Ok(element)
}

fn text(bytes: &[u8]) -> Result<&str, String> {
    std::str::from_utf8(bytes).map_err(|_| "the XML is not UTF-8".to_owned())
}
