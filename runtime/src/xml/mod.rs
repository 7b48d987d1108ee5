//! XML, by what a document says of how a value is written in it: text and JSON values into each other, so that the same types serve both.

mod read;
mod tree;
mod write;

use serde::Serialize;
use serde::de::Error as _;

use crate::json::Json;
use crate::wire::json_body;

/// How a value is written as the content of an element.
#[derive(Debug)]
pub enum XmlShape {
    /// Text.
    Text,
    /// `true` or `false`.
    Bool,
    /// A number.
    Number,
    /// Nothing is known of it: attributes are members with `@` before the name, text beside them is `$text`, and elements of one name are a list.
    Any,
    /// An element for each value.
    List(XmlName, &'static XmlShape),
    /// Members, and how other elements are written, where the document says it.
    Object(&'static [XmlMember], Option<&'static XmlShape>),
}

/// A member of an object.
#[derive(Debug)]
pub struct XmlMember {
    /// Its name in JSON.
    pub json: &'static str,
    /// Its name in XML.
    pub name: XmlName,
    /// Where it stands.
    pub place: XmlPlace,
    /// What it is.
    pub shape: &'static XmlShape,
    /// Whether it is always there: a list without elements leaves nothing in XML.
    pub required: bool,
}

/// Where a member stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum XmlPlace {
    /// An attribute of the object's element.
    Attribute,
    /// An element in it.
    Element,
    /// An element in it for each value of a list.
    Repeated,
    /// The text of the object's element.
    Text,
}

/// The name of an element or an attribute.
#[derive(Clone, Copy, Debug)]
pub struct XmlName {
    /// The name, without a prefix.
    pub local: &'static str,
    /// The prefix.
    pub prefix: Option<&'static str>,
    /// The namespace.
    pub namespace: Option<&'static str>,
}

/// An element that is the whole body.
#[derive(Debug)]
pub struct XmlRoot {
    /// Its name; what is read may have any.
    pub name: XmlName,
    /// Its content.
    pub shape: &'static XmlShape,
}

/// Decodes a body of XML.
///
/// # Errors
///
/// It is not well-formed, has a document type (whose entities could grow without end), is nested too deeply, or is not of the type.
pub fn xml_body<T: Json>(body: &[u8], root: &XmlRoot) -> Result<T, serde_json::Error> {
    let element = tree::parse(body).map_err(serde_json::Error::custom)?;
    let value = read::value(&element, root.shape).map_err(serde_json::Error::custom)?;
    json_body(value.to_string().as_bytes())
}

/// Writes a body of XML.
pub(crate) fn xml_text<T: Serialize>(value: &T, root: &XmlRoot) -> Result<String, String> {
    let value = serde_json::to_value(value).map_err(|error| error.to_string())?;
    write::document(&value, root)
}

#[cfg(test)]
mod tests;
