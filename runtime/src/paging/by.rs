//! How a list is paged.

/// How a list is paged: where a page says what follows it, how that is asked for, and where the items are. Places in a page are JSON
/// pointers; the empty one is the page itself.
///
/// ```
/// use oas_runtime::PageBy;
///
/// // {"data": [...], "meta": {"next": "c2", "has_more": true}}, then ?cursor=c2
/// let by = PageBy::cursor("/meta/next", "cursor").items_at("/data").more_at("/meta/has_more");
/// ```
#[derive(Clone, Debug)]
#[must_use]
pub struct PageBy {
    pub(super) next: Next,
    pub(super) items: String,
    pub(super) may_lack: bool,
    pub(super) more: Option<String>,
}

/// Where the next page is.
#[derive(Clone, Debug)]
pub(super) enum Next {
    /// What is read of a page is sent as a query parameter.
    Cursor(Said, String),
    /// The query parameter is one more than the one before, from this number on.
    Number(String, u64),
    /// The query parameter is the number of the items so far.
    Offset(String),
    /// Its address is read of a page.
    Address(Said),
}

/// What says what follows a page.
#[derive(Clone, Debug)]
pub(super) enum Said {
    /// A place in the body.
    Body(String),
    /// A header.
    Header(String),
    /// The header `Link`, with `rel=next`.
    Link,
}

impl PageBy {
    fn new(next: Next) -> Self {
        Self { next, items: String::new(), may_lack: false, more: None }
    }

    /// A cursor at a place in the body, to be sent as a query parameter. A page without one is the last.
    pub fn cursor(at: impl Into<String>, parameter: impl Into<String>) -> Self {
        Self::new(Next::Cursor(Said::Body(at.into()), parameter.into()))
    }

    /// A cursor in a header, to be sent as a query parameter. A page without one is the last.
    pub fn cursor_header(name: impl Into<String>, parameter: impl Into<String>) -> Self {
        Self::new(Next::Cursor(Said::Header(name.into()), parameter.into()))
    }

    /// Pages with numbers, sent as a query parameter. The list begins at the page that the call asks for, or else at `first`, and ends
    /// with a page without items.
    pub fn number(parameter: impl Into<String>, first: u64) -> Self {
        Self::new(Next::Number(parameter.into(), first))
    }

    /// The number of items before the page, sent as a query parameter. The list begins where the call asks for, or else at 0, and
    /// ends with a page without items.
    pub fn offset(parameter: impl Into<String>) -> Self {
        Self::new(Next::Offset(parameter.into()))
    }

    /// The header `Link` with `rel=next` (RFC 8288). A page without one is the last.
    pub fn link() -> Self {
        Self::new(Next::Address(Said::Link))
    }

    /// The address of the next page at a place in the body. A page without one is the last.
    pub fn url(at: impl Into<String>) -> Self {
        Self::new(Next::Address(Said::Body(at.into())))
    }

    /// Where the items are. Defaults to the page itself.
    pub fn items_at(mut self, pointer: impl Into<String>) -> Self {
        self.items = pointer.into();
        self
    }

    /// A page may come without the list of its items, where the document does not require it: it has none then. Without this, such a page is
    /// an error.
    pub fn items_may_lack(mut self) -> Self {
        self.may_lack = true;
        self
    }

    /// Where a page says whether there are more: `false` ends the list, whatever else the page says, and `true` makes it an error
    /// where the list cannot go on.
    pub fn more_at(mut self, pointer: impl Into<String>) -> Self {
        self.more = Some(pointer.into());
        self
    }
}
