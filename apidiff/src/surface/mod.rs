//! The public items of a generated client.

mod collect;
mod demands;
mod headers;
mod text;

use std::collections::BTreeMap;

/// Everything that a caller can name or rely on, by its path.
#[derive(Debug, Clone, Default)]
pub(crate) struct Surface {
    pub(crate) items: BTreeMap<String, Item>,
}

/// A public item, or a part of one.
#[derive(Debug, Clone)]
pub(crate) struct Item {
    pub(crate) kind: Kind,
    /// The item that this one comes and goes with; none for an item that stands alone.
    pub(crate) parent: Option<String>,
    /// The type or the builder that it is about, for finding its place in the document.
    pub(crate) about: String,
    /// Its name inside of that: of a field, a variant, an argument.
    pub(crate) member: Option<String>,
    /// What a caller relies on: a type, a signature.
    pub(crate) text: String,
    /// The same without aliases.
    pub(crate) expanded: String,
    pub(crate) deprecated: bool,
    /// Whether it may gain members without breaking a caller.
    pub(crate) open: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Struct,
    Enum,
    Alias,
    Trait,
    Function,
    Constant,
    Field,
    Variant,
    /// An argument of `new`.
    Argument,
    /// A value without which a builder refuses to send.
    Demand,
    Implementation,
}

impl Surface {
    /// Reads the source of a generated module.
    ///
    /// # Errors
    ///
    /// When it is not Rust.
    pub(crate) fn read(source: &str) -> Result<Self, syn::Error> {
        let file: syn::File = syn::parse_str(source)?;
        Ok(collect::collect(&file))
    }
}
