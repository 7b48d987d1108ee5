//! Why no client could be generated.

use std::fmt;

use oas_source::Document;
use oas_source::pointer::nearest;

/// Why no client could be generated: what is wrong, where in the document, and what to do about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Error(Box<Details>);

#[derive(Clone, Debug, PartialEq, Eq)]
struct Details {
    kind: ErrorKind,
    message: String,
    document: Option<String>,
    pointer: Option<String>,
    /// Line and column, from one.
    position: Option<(u32, u32)>,
    advice: Option<String>,
    /// More of the same kind, a sentence each.
    others: Vec<String>,
}

/// What kind of thing went wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ErrorKind {
    /// A file or a folder cannot be read.
    File,
    /// The text is neither JSON nor YAML.
    Syntax,
    /// The document is over a limit of size, depth or node count.
    TooLarge,
    /// The document is not OpenAPI 3.0, 3.1 or 3.2.
    Version,
    /// The document is OpenAPI, and not valid.
    Invalid,
    /// A `$ref` leads out of the document, to nothing, or round in a circle.
    Reference,
    /// A text is no overlay, or an action of one cannot be done.
    Overlay,
    /// Two things would have one name in Rust.
    Name,
    /// The settings do not fit the document.
    Settings,
    /// Something that the hand-written code relies on is missing.
    Contract,
    /// progenitor refused what it was given, or panicked.
    Generator,
}

impl Error {
    pub(crate) fn new(kind: ErrorKind, message: impl Into<String>) -> Self {
        Self(Box::new(Details {
            kind,
            message: message.into(),
            document: None,
            pointer: None,
            position: None,
            advice: None,
            others: Vec::new(),
        }))
    }

    pub(crate) fn at(mut self, pointer: impl Into<String>) -> Self {
        self.0.pointer.get_or_insert(pointer.into());
        self
    }

    pub(crate) fn advise(mut self, advice: impl Into<String>) -> Self {
        self.0.advice.get_or_insert(advice.into());
        self
    }

    /// References that lead nowhere, where that is an error.
    pub(crate) fn of_faults(faults: &[oas_source::Error]) -> Option<Self> {
        let (first, others) = faults.split_first()?;
        let mut error = Self::from(first.clone());
        error.0.others = others.iter().map(ToString::to_string).collect();
        Some(error)
    }

    /// One error of several, with all that each says; nothing where there are none.
    pub(crate) fn all(mut errors: Vec<Self>) -> Option<Self> {
        if errors.len() < 2 {
            return errors.pop();
        }
        let contract = errors.iter().any(|error| error.kind() == ErrorKind::Contract);
        let kind = if contract { ErrorKind::Contract } else { ErrorKind::Settings };
        let mut advice: Vec<String> = errors.iter_mut().filter_map(|e| e.0.advice.take()).collect();
        advice.dedup();
        let texts: Vec<String> = errors.iter().map(Self::to_string).collect();
        let message = format!("{} things do not fit: {}", texts.len(), texts.join("; "));
        Some(Self::new(kind, message).advise(advice.join("; ")))
    }

    /// Fills in the name of the document or of its file and the place of the pointer; of what does not exist, the nearest that
    /// does. The document is only read for that: its places take memory, and most have nothing wrong.
    pub(crate) fn locate(
        mut self,
        name: &str,
        read: impl FnOnce() -> Result<Document, oas_source::Error>,
    ) -> Self {
        if let (None, None, Some(pointer)) = (&self.0.document, self.0.position, &self.0.pointer)
            && let Ok(document) = read()
        {
            self.place(&document, &pointer.clone());
        }
        self.0.document.get_or_insert_with(|| name.to_owned());
        self
    }

    /// The same with a document that is read.
    pub(crate) fn locate_in(mut self, document: &Document) -> Self {
        if let (None, None, Some(pointer)) = (&self.0.document, self.0.position, &self.0.pointer) {
            self.place(document, &pointer.clone());
        }
        self.0.document.get_or_insert_with(|| document.name().to_owned());
        self
    }

    fn place(&mut self, document: &Document, pointer: &str) {
        let node = nearest(document.root(), pointer);
        self.0.document = Some(node.file().to_owned());
        self.0.position = Some(node.value_position());
    }

    /// What kind of thing went wrong.
    pub fn kind(&self) -> ErrorKind {
        self.0.kind
    }

    /// What is wrong, without place and advice.
    pub(crate) fn message(&self) -> &str {
        &self.0.message
    }

    /// Where, as a JSON pointer into the document.
    pub fn pointer(&self) -> Option<&str> {
        self.0.pointer.as_deref()
    }

    /// Where, as line and column in the document's text, both from one.
    pub fn line_and_column(&self) -> Option<(u32, u32)> {
        self.0.position
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(document) = &self.0.document {
            write!(f, "{document}")?;
            if let Some((line, column)) = self.0.position {
                write!(f, ":{line}:{column}")?;
            }
            write!(f, ": ")?;
        }
        write!(f, "{}", self.0.message)?;
        if let Some(pointer) = self.0.pointer.as_deref().filter(|pointer| !pointer.is_empty()) {
            write!(f, " (at {pointer})")?;
        }
        if let Some(advice) = &self.0.advice {
            write!(f, "; {advice}")?;
        }
        self.0.others.iter().try_for_each(|other| write!(f, "\n{other}"))
    }
}

impl std::error::Error for Error {}

impl From<oas_source::Error> for Error {
    fn from(error: oas_source::Error) -> Self {
        let kind = match error.kind() {
            oas_source::ErrorKind::Limit => ErrorKind::TooLarge,
            oas_source::ErrorKind::NotOpenApi => ErrorKind::Version,
            oas_source::ErrorKind::Reference => ErrorKind::Reference,
            oas_source::ErrorKind::File => ErrorKind::File,
            oas_source::ErrorKind::Overlay => ErrorKind::Overlay,
            _ => ErrorKind::Syntax,
        };
        Self(Box::new(Details {
            kind,
            message: error.message().to_owned(),
            document: Some(error.name().to_owned()),
            pointer: error.pointer().map(str::to_owned),
            position: error.line().zip(error.column()),
            advice: error.advice().map(str::to_owned),
            others: Vec::new(),
        }))
    }
}
