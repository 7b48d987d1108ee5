//! What a client is made of: a document and its settings, as the arguments or the project have them.

use std::path::PathBuf;

use oas_codegen::Settings;

use crate::failure::Failure;
use crate::input::{self, Input};
use crate::project::Project;

/// The document that a client is made of, and what is made of it.
#[derive(Debug, clap::Args)]
pub struct Wanted {
    /// The document: a file, or `-` for standard input [default: the project's, with its settings]
    #[arg(value_name = "DOC")]
    document: Option<PathBuf>,
    /// Settings: better names, envelope, paging, secrets; see codegen/README.md
    #[arg(long, value_name = "FILE")]
    settings: Option<PathBuf>,
    #[command(flatten)]
    files: input::Files,
    #[command(flatten)]
    chosen: Chosen,
}

/// Which operations are made, beside those that the settings name.
#[derive(Clone, Debug, Default, clap::Args)]
struct Chosen {
    /// Only operations with this tag, and the types that they need; again for more. An operation is made that any of these four names
    #[arg(long = "tag", value_name = "TAG")]
    tags: Vec<String>,
    /// Only operations of this path, or of all that begin with it where it ends in `*`; again for more
    #[arg(long = "path", value_name = "PATH")]
    paths: Vec<String>,
    /// Only the operation with this operationId; again for more
    #[arg(long = "operation-id", value_name = "ID")]
    operation_ids: Vec<String>,
    /// Only this operation, by method and path (`GET /pets`); again for more
    #[arg(long = "operation", value_name = "OPERATION")]
    operations: Vec<String>,
}

impl Chosen {
    /// Adds them to what the settings choose.
    fn add_to(&self, settings: &mut Settings) {
        let only = &mut settings.only;
        only.tags.extend_from_slice(&self.tags);
        only.paths.extend_from_slice(&self.paths);
        only.operation_ids.extend_from_slice(&self.operation_ids);
        only.operations.extend_from_slice(&self.operations);
    }
}

impl Wanted {
    /// Whether it is the project's own document.
    #[must_use]
    pub fn is_own(&self) -> bool {
        self.document.is_none()
    }

    /// The document with the files that belong to it, and its settings.
    ///
    /// # Errors
    /// There is none, or something of it cannot be read or used.
    pub fn read(&self, project: &Project) -> Result<(Input, Settings), Failure> {
        let mut settings = match (&self.settings, &self.document) {
            (Some(path), _) => input::settings(Some(path))?,
            (None, Some(_)) => Settings::default(),
            (None, None) => project.settings()?,
        };
        self.chosen.add_to(&mut settings);
        let document = match &self.document {
            Some(path) => input::document(path, &settings.limits)?,
            None => {
                project.complete(input::document(&project.document()?, &settings.limits)?, true)?
            }
        };
        Ok((self.files.of(document)?, settings))
    }
}
