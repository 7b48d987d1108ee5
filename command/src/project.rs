//! What a command is about where its arguments do not say it.

use std::path::PathBuf;

use crate::fetch::Address;

/// The files of a project that has a document, and where its document comes from.
#[derive(Clone, Debug)]
pub struct Project {
    /// The folder that revisions of the document are relative to; empty for the folder that the command runs in.
    pub root: PathBuf,
    /// The document.
    pub document: PathBuf,
    /// What the generator is told about it.
    pub settings: Option<PathBuf>,
    /// Where the document is published: the one place that the credential is sent to.
    pub source: Option<Address>,
}
