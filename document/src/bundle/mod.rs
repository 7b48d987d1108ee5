//! Several files as one document: they are read into one arena, what references name in other files is put among the components, and
//! the references lead there.

mod graft;
mod load;
mod place;
mod walk;

use std::path::Path;

use crate::document::Document;
use crate::error::Error;
use crate::folder::Folder;
use crate::limits::Limits;

/// Reads the files that a document refers to, and makes one document of them. The document is the file `path` of the folder, and of
/// `bytes` bytes.
pub(crate) fn bundle(
    document: Document,
    bytes: usize,
    folder: &Folder,
    path: &Path,
    limits: &Limits,
) -> Result<Document, Error> {
    if !place::leads_out(&document) {
        return Ok(document);
    }
    let loaded = load::load(document, bytes, folder, path, limits)?;
    graft::graft(loaded, limits)
}
