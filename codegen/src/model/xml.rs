//! How values are written in XML.

/// How a value is written as the content of an element.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Xml {
    Text,
    Bool,
    Number,
    Any,
    List(XmlName, Box<Xml>),
    Object(Vec<XmlMember>, Option<Box<Xml>>),
    /// What the schema at this place of the list is.
    Shared(usize),
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) struct XmlMember {
    pub(crate) json: String,
    pub(crate) name: XmlName,
    /// As the runtime calls it.
    pub(crate) place: &'static str,
    pub(crate) shape: Xml,
    pub(crate) required: bool,
}

#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct XmlName {
    pub(crate) local: String,
    pub(crate) prefix: Option<String>,
    pub(crate) namespace: Option<String>,
}

/// A body's element, and what is in it.
pub(crate) type XmlRoot = (XmlName, Xml);
