//! JSON pointers (RFC 6901).

use std::fmt;

use oas_source::pointer;

/// A place in the document.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Pointer(String);

impl Pointer {
    /// Takes a pointer in its string form: empty, or beginning with a slash.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        (text.is_empty() || text.starts_with('/')).then(|| Self(text.to_owned()))
    }

    #[must_use]
    pub(crate) fn join(&self, segment: impl fmt::Display) -> Self {
        let segment = pointer::escape(&segment.to_string());
        Self(format!("{}/{segment}", self.0))
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }

    /// The same for every status and media type of a success: names are made of it, and these may change without breaking anyone.
    pub(crate) fn whatever_success(&self) -> String {
        let mut segments: Vec<&str> = self.0.split('/').collect();
        let success = segments.windows(2).position(|pair| {
            matches!(pair, ["responses", status] if status.len() == 3 && status.starts_with('2'))
        });
        if let Some([_, status, rest @ ..]) = success.and_then(|at| segments.get_mut(at..)) {
            *status = "2XX";
            if let ["content", media_type, ..] = rest {
                *media_type = "*";
            }
        }
        segments.join("/")
    }

    pub(crate) fn segments(&self) -> impl Iterator<Item = String> + '_ {
        self.0.split('/').skip(1).map(pointer::unescape)
    }
}

impl fmt::Display for Pointer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
