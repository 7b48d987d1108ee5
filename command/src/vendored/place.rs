//! Where a vendored document and what goes with it are.

use std::path::PathBuf;

use oas_codegen::Settings;

use super::Origin;
use crate::failure::Failure;
use crate::fetch::Address;
use crate::project::{Generation, Project};

/// The client with another document, before it takes the place of the one that is here.
#[derive(Debug)]
pub struct Package<'a> {
    /// The document as it would be kept.
    pub document: &'a str,
    /// The settings of the generator, as JSON, that fit both documents.
    pub settings: Option<&'a str>,
    /// What is generated from the two.
    pub client: &'a str,
}

/// Compiles what uses a client; `true` asks for no use of the network. Gives what the compiler refuses, a line each.
pub type Compile = fn(&Package<'_>, bool) -> Result<Vec<String>, Failure>;

/// A document of a project, with what a workspace adds to it.
#[derive(Clone, Debug)]
pub struct Place {
    /// The project.
    pub project: Project,
    /// The commands that look after the document, as messages name them.
    pub command: &'static str,
    /// The command that writes the lock anew.
    pub mend: &'static str,
    /// Where the document comes from, unless its lock says so.
    pub origin: Origin,
    /// A file that is a copy of the document.
    pub copy: Option<PathBuf>,
    /// What has to compile with a document before it is taken.
    pub compile: Option<Compile>,
    /// What to do after a refresh, a sentence each.
    pub steps: Vec<String>,
    /// From the root, where every file of it begins.
    document: PathBuf,
}

impl Place {
    /// The document of a project, as `cargo oas` looks after it.
    ///
    /// # Errors
    /// The project has no document.
    pub fn of(project: Project) -> Result<Self, Failure> {
        project.document()?;
        let document = project.document.clone().unwrap_or_default();
        let source = project.source.as_ref().map(Address::full).unwrap_or_default();
        let origin = Origin { source, ..Origin::here() };
        let mut place = Self {
            project,
            command: "cargo oas",
            mend: "cargo oas refresh",
            origin,
            copy: None,
            compile: None,
            steps: Vec::new(),
            document,
        };
        let made = match place.generated().as_slice() {
            [] => "Compile and test what uses the client",
            _ => "Compile and test what uses the generated code",
        };
        let settings = place.settings().map(|_| place.settings_name());
        let names = [place.name(), place.lock_name()].into_iter().chain(settings);
        let names = names.chain(place.generated()).collect::<Vec<_>>().join(", ");
        place.steps = vec![
            format!("{made}; `cargo oas inspect` shows what became of each operation."),
            format!("Commit together: {names}."),
        ];
        Ok(place)
    }

    /// What messages call the document.
    pub fn name(&self) -> String {
        self.document.display().to_string()
    }

    /// The document.
    pub fn document(&self) -> PathBuf {
        self.project.root.join(&self.document)
    }

    /// Whether the document is kept in the one form of its JSON; YAML is kept as it was written.
    pub fn is_canonical(&self) -> bool {
        self.document.extension().is_some_and(|it| it.eq_ignore_ascii_case("json"))
    }

    /// What messages call the lock.
    pub fn lock_name(&self) -> String {
        self.document.with_extension("lock").display().to_string()
    }

    /// Where the document came from, and which one it is.
    pub fn lock(&self) -> PathBuf {
        self.document().with_extension("lock")
    }

    /// What messages call the file of accepted changes.
    pub fn accepted_name(&self) -> String {
        self.accepted_path().display().to_string()
    }

    /// Changes that are known and accepted.
    pub fn accepted(&self) -> PathBuf {
        self.project.root.join(self.accepted_path())
    }

    /// Whether the project says that there is such a file.
    pub fn accepted_is_named(&self) -> bool {
        self.project.accepted.is_some()
    }

    fn accepted_path(&self) -> PathBuf {
        let beside = || self.document.with_extension("accepted.json");
        self.project.accepted.clone().unwrap_or_else(beside)
    }

    /// The file with the settings of the generator, whose names go with the document.
    pub fn settings(&self) -> Option<PathBuf> {
        match &self.project.settings {
            Generation::File(path) => Some(self.project.root.join(path)),
            Generation::Default | Generation::InPlace(_) => None,
        }
    }

    /// What messages call the place of these settings.
    pub fn settings_name(&self) -> String {
        match &self.project.settings {
            Generation::File(path) => path.display().to_string(),
            Generation::Default | Generation::InPlace(_) => "`generate` of oas.toml".to_owned(),
        }
    }

    /// Settings that stand in no file of their own.
    pub(super) fn settings_in_place(&self) -> Settings {
        match &self.project.settings {
            Generation::InPlace(settings) => (**settings).clone(),
            Generation::Default | Generation::File(_) => Settings::default(),
        }
    }

    /// What messages call the generated code that goes with the document.
    pub fn generated(&self) -> Vec<String> {
        let places = [self.project.output.as_ref(), self.project.module.as_ref()];
        places.into_iter().flatten().map(|path| path.display().to_string()).collect()
    }

    /// Where a command works: ignored by git, and in the same place whatever target folder cargo was told to use.
    pub fn scratch(&self) -> PathBuf {
        self.project.root.join("target").join("spec-refresh")
    }

    /// The files that a refresh replaces one by one.
    pub(super) fn files(&self) -> Vec<PathBuf> {
        let own = [self.document(), self.lock()].into_iter().chain(self.settings());
        let module = self.project.module.as_ref().map(|it| self.project.root.join(it));
        own.chain(self.copy.clone()).chain(module).collect()
    }
}
