//! Documents as published: text to a tree in which every node knows its line and column.

use crate::anchors::Anchors;
use crate::applied::Applied;
use crate::build::{Built, Text};
use crate::error::{Error, ErrorKind};
use crate::limits::Limits;
use crate::node::Node;
use crate::position::Position;
use crate::text::quoted;
use crate::{json, yaml};

/// The OpenAPI line that a document follows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Version {
    /// OpenAPI 3.0: `nullable`, boolean `exclusiveMinimum`, siblings of `$ref` mean nothing.
    V3_0,
    /// OpenAPI 3.1: JSON Schema 2020-12.
    V3_1,
    /// OpenAPI 3.2: as 3.1, with any method, the items of a stream described, and media types among the components.
    V3_2,
}

/// What every refusal of another version ends with.
const SUPPORTED: &str = "OpenAPI 3.0, 3.1 and 3.2 are supported";

/// One parsed document. Nodes live in a few flat vectors, so that a document of 13 MB stays far below 100 MB of memory.
pub struct Document {
    name: String,
    version: Version,
    is_json: bool,
    pub(crate) built: Built,
    pub(crate) anchors: Anchors,
    /// The files that it is made of; the first is the document itself.
    pub(crate) files: Vec<FileOf>,
    /// References that lead nowhere.
    pub(crate) faults: Vec<Error>,
    /// What overlays did.
    pub(crate) applied: Vec<Applied>,
}

/// A file of a document.
#[derive(Debug)]
pub(crate) struct FileOf {
    pub(crate) name: String,
    /// The node that pointers begin at which stand in it.
    pub(crate) root: u32,
}

impl std::fmt::Debug for Document {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Document")
            .field("name", &self.name)
            .field("version", &self.version)
            .field("nodes", &self.built.nodes.len())
            .finish_non_exhaustive()
    }
}

impl Document {
    /// Reads an OpenAPI 3.0, 3.1 or 3.2 document from JSON or YAML text, within the default [`Limits`].
    ///
    /// `name` is what the reports call the document (a path, a revision, a URL); its extension decides only where the
    /// text could be either format.
    ///
    /// # Errors
    /// The text is neither JSON nor YAML, has a duplicate key, goes over a limit, or is not an OpenAPI 3.0, 3.1
    /// or 3.2 document. The error carries line and column.
    pub fn parse(text: &str, name: &str) -> Result<Self, Error> {
        Self::parse_within(text, name, &Limits::default())
    }

    /// Like [`Document::parse`], within other limits.
    ///
    /// # Errors
    /// As [`Document::parse`].
    pub fn parse_within(text: &str, name: &str, limits: &Limits) -> Result<Self, Error> {
        let (built, is_json) = tree(text, name, limits)?;
        let mut document = Self::of(name, built, is_json);
        document.check()?;
        Ok(document)
    }

    /// A tree with its places, whatever it is.
    pub(crate) fn of(name: &str, built: Built, is_json: bool) -> Self {
        let root = built.root;
        Self {
            name: name.to_owned(),
            version: Version::V3_1,
            is_json,
            built,
            anchors: Anchors::default(),
            files: vec![FileOf { name: name.to_owned(), root }],
            faults: Vec::new(),
            applied: Vec::new(),
        }
    }

    /// Refuses what is not OpenAPI, and finds version and anchors.
    pub(crate) fn check(&mut self) -> Result<(), Error> {
        self.version = self.read_version()?;
        self.check_sections()?;
        self.anchors = Anchors::default();
        self.anchors = Anchors::of(self);
        Ok(())
    }

    /// The name that was given to [`Document::parse`].
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The value of `openapi`. Where that is written as a number, the tree has it as a string too.
    #[must_use]
    pub fn openapi(&self) -> &str {
        self.root().get("openapi").and_then(Node::as_str).unwrap_or_default()
    }

    /// The OpenAPI line of the document.
    #[must_use]
    pub fn version(&self) -> Version {
        self.version
    }

    /// Whether the text is JSON, and not YAML.
    #[must_use]
    pub fn is_json(&self) -> bool {
        self.is_json
    }

    /// The root object.
    #[must_use]
    pub fn root(&self) -> Node<'_> {
        self.node(self.built.root)
    }

    /// How many nodes (values) the document has; an aliased YAML node counts once.
    #[must_use]
    pub fn len(&self) -> usize {
        self.built.nodes.len()
    }

    /// Whether the document has no nodes; it always has its root.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.built.nodes.is_empty()
    }

    /// The node with this [`Node::id`]; one that is null for an id of another document.
    #[must_use]
    pub fn node(&self, id: u32) -> Node<'_> {
        Node { doc: self, id }
    }

    /// The names of the files that it is made of: the document itself, then those that were read for it, then its overlays.
    pub fn files(&self) -> impl ExactSizeIterator<Item = &str> {
        self.files.iter().map(|file| file.name.as_str())
    }

    /// References to other files that lead nowhere, a sentence each: the file, the line, and what to do. They stay as they are
    /// written, from the document itself on.
    #[must_use]
    pub fn faults(&self) -> &[Error] {
        &self.faults
    }

    /// What each action of the overlays did, in their order.
    #[must_use]
    pub fn applied(&self) -> &[Applied] {
        &self.applied
    }

    /// Where the pointers begin that stand in the file of a node.
    pub(crate) fn file_root(&self, node: Node<'_>) -> Node<'_> {
        self.node(self.files.get(node.data().file as usize).map_or(self.built.root, |it| it.root))
    }

    pub(crate) fn text(&self, text: Text) -> &str {
        self.built.slice(text)
    }

    /// What holds everything else is an object, or there is no document to speak of.
    fn check_sections(&self) -> Result<(), Error> {
        let components = self.root().get("components");
        let sections = components.into_iter().flat_map(Node::entries);
        let named = ["info", "paths", "components", "webhooks"].into_iter();
        let all = named.filter_map(|key| Some((key, self.root().get(key)?))).chain(sections);
        for (key, node) in all {
            if !node.is_object() && !node.is_null() && !key.starts_with("x-") {
                let (line, column) = node.value_position();
                let message = format!("`{key}` is not an object");
                return Err(Error::new(ErrorKind::NotOpenApi, node.file(), message)
                    .position(Position { line, column })
                    .pointer_to(&node.pointer()));
            }
        }
        Ok(())
    }

    fn read_version(&self) -> Result<Version, Error> {
        let root = self.root();
        let fail = |message: String| Error::new(ErrorKind::NotOpenApi, &self.name, message);
        let at = |node: Node<'_>, message: String| {
            let (line, column) = node.value_position();
            Error::new(ErrorKind::NotOpenApi, node.file(), message)
                .position(Position { line, column })
                .pointer_to(&node.pointer())
        };
        if !root.is_object() {
            let message = "the document is not an object, so it is not OpenAPI".to_owned();
            return Err(fail(message).advise("is this the right file?"));
        }
        if let Some(swagger) = root.get("swagger") {
            return Err(at(swagger, "this is a Swagger 2.0 document".to_owned())
                .advise(format!("convert it to OpenAPI 3 first; {SUPPORTED}")));
        }
        let Some(node) = root.get("openapi") else {
            let message = "the document has no `openapi` member, so it is not OpenAPI".to_owned();
            return Err(fail(message).advise("is this the right file?"));
        };
        let Some(written) = node.as_str() else {
            return Err(at(node, "`openapi` is not a string".to_owned()).advise(SUPPORTED));
        };
        let mut parts = written.split('.');
        match (parts.next(), parts.next()) {
            (Some("3"), Some("0")) => Ok(Version::V3_0),
            (Some("3"), Some("1")) => Ok(Version::V3_1),
            (Some("3"), Some("2")) => Ok(Version::V3_2),
            _ => {
                let message = format!("the version {} is not known", quoted(written));
                Err(at(node, message).advise(SUPPORTED))
            }
        }
    }
}

/// Reads JSON or YAML, and says whether it is JSON.
pub(crate) fn tree(text: &str, name: &str, limits: &Limits) -> Result<(Built, bool), Error> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    if text.len() > limits.bytes {
        return Err(limits.too_large(name));
    }
    let looks_like_json = text.trim_start().starts_with(['{', '[']);
    let named_yaml = [".yaml", ".yml"].iter().any(|ext| name.ends_with(ext));
    let yaml = || yaml::read(text, name, limits).map(|built| (built, false));
    if looks_like_json {
        match json::read(text, name, limits) {
            // A YAML document may begin with a brace as well.
            Err(error) if named_yaml && error.kind() == ErrorKind::Syntax => yaml(),
            json => json.map(|built| (built, true)),
        }
    } else {
        yaml()
    }
}
