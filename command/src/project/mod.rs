//! What a command is about where its arguments do not say it: the project's `oas.toml`, or `package.metadata.oas` in its `Cargo.toml`.

mod file;

use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use oas_codegen::Settings;

use crate::failure::Failure;
use crate::fetch::Address;
use crate::input;

use self::file::{Generate, Project as Written};

/// The name of the file.
const FILE: &str = "oas.toml";

const NONE: &str = "there is no [documents.NAME]";

/// A project that has a document: where its files are, and where its document comes from.
#[derive(Clone, Debug, Default)]
pub struct Project {
    /// The folder that everything is relative to; empty for the folder that the command runs in.
    pub root: PathBuf,
    /// The document, from the root; nothing where there is no project.
    pub document: Option<PathBuf>,
    /// What the generator is told about it.
    pub settings: Generation,
    /// Where the document is published: the one place that the credential is sent to.
    pub source: Option<Address>,
    /// The environment variable that holds the credential.
    pub credential: Option<String>,
    /// The folder that the document's references are followed in; that of the document where nothing is said.
    pub files: Option<PathBuf>,
    /// Overlays that are applied to the document, in their order.
    pub overlays: Vec<PathBuf>,
    /// The folder of the generated crate.
    pub output: Option<PathBuf>,
    /// The generated source file, for who has neither a crate nor a build script.
    pub module: Option<PathBuf>,
    /// The file of accepted changes, where the project names one.
    pub accepted: Option<PathBuf>,
}

/// Where a project's settings of the generator are.
#[derive(Clone, Debug, Default)]
pub enum Generation {
    /// There are none: those that take any document.
    #[default]
    Default,
    /// In a file.
    File(PathBuf),
    /// In the project's own.
    InPlace(Box<Settings>),
}

impl Project {
    /// The project that a folder is in: what the nearest `oas.toml` says, or `package.metadata.oas` or `workspace.metadata.oas` of the
    /// nearest `Cargo.toml` that has one. `name` picks one of several documents.
    ///
    /// # Errors
    /// The file cannot be read or used, or has several documents and none is picked.
    pub fn find(from: &Path, name: Option<&str>) -> Result<Option<Self>, Failure> {
        if let Some((path, root, written)) = Self::written(from)? {
            let wrong = |why: String| Failure::usage(format!("{}: {why}", path.display()));
            return written.project(root, name).map(Some).map_err(wrong);
        }
        match name {
            Some(name) => Err(Failure::usage(format!(
                "--api {name}: there is no {FILE} in this folder or above it that has documents"
            ))),
            None => Ok(None),
        }
    }

    /// All documents of the project that a folder is in, or the one that is picked.
    ///
    /// # Errors
    /// As [`find`](Self::find); there is no project.
    pub fn all(from: &Path, name: Option<&str>) -> Result<Vec<Self>, Failure> {
        let none = || {
            Failure::usage(format!(
                "there is no {FILE} in this folder or above it that names a document; `cargo oas init` makes one"
            ))
        };
        if name.is_some() {
            return Ok(vec![Self::find(from, name)?.ok_or_else(none)?]);
        }
        let (path, root, written) = Self::written(from)?.ok_or_else(none)?;
        let names = written.documents.keys().cloned().collect::<Vec<_>>();
        if names.is_empty() {
            return Err(Failure::usage(format!("{}: {NONE}", path.display())));
        }
        let one = |name: &String| {
            written
                .project(root.clone(), Some(name))
                .map_err(|why| Failure::usage(format!("{}: {why}", path.display())))
        };
        names.iter().map(one).collect()
    }

    /// What the nearest file says that has documents, that file, and the folder that its paths begin in.
    fn written(from: &Path) -> Result<Option<(PathBuf, PathBuf, Written)>, Failure> {
        for folder in from.ancestors() {
            if let Some((path, written)) = written(folder)? {
                // Short paths read better in messages.
                let root = if folder == from { PathBuf::new() } else { folder.to_owned() };
                return Ok(Some((path, root, written)));
            }
        }
        Ok(None)
    }

    /// The document.
    ///
    /// # Errors
    /// There is no project.
    pub fn document(&self) -> Result<PathBuf, Failure> {
        self.document.as_ref().map(|document| self.root.join(document)).ok_or_else(|| {
            Failure::usage(format!(
                "no document is given, and there is no {FILE} in this folder or above it that names one"
            ))
        })
    }

    /// The folder of the generated crate.
    #[must_use]
    pub fn output(&self) -> Option<PathBuf> {
        self.output.as_ref().map(|output| self.root.join(output))
    }

    /// The generated source file.
    #[must_use]
    pub fn module(&self) -> Option<PathBuf> {
        self.module.as_ref().map(|module| self.root.join(module))
    }

    /// The project's document with the overlays that the project gives it and, unless they are given already, the files. A document
    /// of another revision has no files beside it.
    ///
    /// # Errors
    /// One of them cannot be read, or is no overlay.
    pub fn complete(&self, document: input::Input, files: bool) -> Result<input::Input, Failure> {
        let files = self.files.as_ref().filter(|_| files && document.is_file());
        let root = files.map(|files| self.root.join(files));
        let overlays: Vec<PathBuf> =
            self.overlays.iter().map(|overlay| self.root.join(overlay)).collect();
        input::overlaid(input::within(document, root.as_deref())?, &overlays)
    }

    /// The settings of the generator.
    ///
    /// # Errors
    /// Their file cannot be read or used.
    pub fn settings(&self) -> Result<Settings, Failure> {
        match &self.settings {
            Generation::Default => Ok(Settings::default()),
            Generation::File(path) => input::settings(Some(&self.root.join(path))),
            Generation::InPlace(settings) => Ok((**settings).clone()),
        }
    }
}

/// What a folder says of a project, and the file that says it.
fn written(folder: &Path) -> Result<Option<(PathBuf, Written)>, Failure> {
    let own = folder.join(FILE);
    if let Some(text) = read_if_there(&own)? {
        let written = Written::of_file(&text).map_err(|why| Failure::file(&own, "use", why))?;
        return Ok(Some((own, written)));
    }
    let manifest = folder.join("Cargo.toml");
    let Some(text) = read_if_there(&manifest)? else {
        return Ok(None);
    };
    let written =
        Written::of_manifest(&text).map_err(|why| Failure::file(&manifest, "use", why))?;
    Ok(written.map(|written| (manifest, written)))
}

fn read_if_there(path: &Path) -> Result<Option<String>, Failure> {
    match fs::read_to_string(path) {
        Ok(text) => Ok(Some(text)),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(Failure::file(path, "read", error)),
    }
}

impl Written {
    fn project(&self, root: PathBuf, name: Option<&str>) -> Result<Project, String> {
        let names = || self.documents.keys().map(String::as_str).collect::<Vec<_>>().join(", ");
        let document = match (name, self.documents.len()) {
            (_, 0) => return Err(NONE.to_owned()),
            (Some(name), _) => self
                .documents
                .get(name)
                .ok_or_else(|| format!("there is no document {name:?}; there are: {}", names()))?,
            (None, 1) => self.documents.values().next().ok_or_else(String::new)?,
            (None, _) => {
                return Err(format!(
                    "there are several documents; pick one with --api: {}",
                    names()
                ));
            }
        };
        let document = document.clone();
        let source = document
            .source
            .map(|source| Address::parse(&source).map_err(|why| format!("the source {why}")))
            .transpose()?;
        Ok(Project {
            root,
            document: Some(document.path),
            settings: match document.generate {
                None => Generation::Default,
                Some(Generate::File(path)) => Generation::File(path),
                Some(Generate::InPlace(settings)) => Generation::InPlace(settings),
            },
            source,
            credential: document.credential,
            files: document.root,
            overlays: document.overlays,
            output: document.output,
            module: document.module,
            accepted: document.accepted,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folder(files: &[(&str, &str)]) -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        for (name, text) in files {
            let path = folder.path().join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }
        folder
    }

    const TWO: &str = r#"
        [documents.pets]
        path = "api/pets.yaml"
        source = "https://pets.example.test/openapi.yaml"
        credential = "PETS_TOKEN"
        root = "api"
        output = "client"
        generate = { path_prefix = "/v1", names = { "GET /v1/pets" = "pets" } }
        [documents.zoo]
        path = "zoo.json"
        generate = "zoo.generate.json"
    "#;

    #[test]
    fn a_project_is_found_above_and_its_documents_by_name() {
        let folder = folder(&[
            ("oas.toml", TWO),
            ("zoo.generate.json", r#"{"path_prefix": "/zoo"}"#),
            ("src/Cargo.toml", "[package]\nname = \"inner\"\n"),
        ]);
        let inner = folder.path().join("src");
        let pets = Project::find(&inner, Some("pets")).unwrap().unwrap();
        assert_eq!(pets.document().unwrap(), folder.path().join("api/pets.yaml"));
        assert_eq!(
            pets.source.as_ref().map(Address::to_string).as_deref(),
            Some("https://pets.example.test/openapi.yaml")
        );
        let settings = pets.settings().unwrap();
        assert_eq!((&*settings.path_prefix, settings.names.len()), ("/v1", 1));
        let zoo = Project::find(folder.path(), Some("zoo")).unwrap().unwrap();
        assert_eq!(zoo.document().unwrap(), Path::new("zoo.json"));
        assert!(zoo.source.is_none() && zoo.output.is_none());
        for (name, says) in [(None, "several documents"), (Some("bear"), "there are: pets, zoo")] {
            let error = Project::find(&inner, name).unwrap_err();
            assert!(error.message().contains(says), "{}", error.message());
        }
    }

    #[test]
    fn a_manifest_can_have_it() {
        let one = "[package]\nname = \"a\"\n[package.metadata.oas.documents.pets]\npath = \"pets.yaml\"\n";
        for text in [one.to_owned(), one.replace("package.metadata", "workspace.metadata")] {
            let folder = folder(&[("Cargo.toml", &text)]);
            let project = Project::find(folder.path(), None).unwrap().unwrap();
            assert_eq!(project.document, Some("pets.yaml".into()));
        }
    }

    #[test]
    fn what_cannot_be_used_is_said_with_its_file() {
        for (text, says) in [
            ("", "there is no [documents.NAME]"),
            ("[documents]\n", "there is no [documents.NAME]"),
            ("[documents.a]\n", "path"),
            ("[documents.a]\npath = 1\n", "string"),
            ("[documents.a]\npath = \"a\"\npfad = \"a\"\n", "unknown field `pfad`"),
            ("[documents.a]\npath = \"a\"\nsource = \"ftp://a\"\n", "the source"),
            (
                "[documents.a]\npath = \"a\"\ngenerate = { prefix = \"/a\" }\n",
                "unknown field `prefix`",
            ),
            ("[documents.a]\npath = \"a\"\ngenerate = 1\n", "a file or a table"),
            ("documents = ", "oas.toml"),
        ] {
            let folder = folder(&[("oas.toml", text)]);
            let error = Project::find(folder.path(), None).unwrap_err();
            assert!(error.message().contains(says), "{text}: {}", error.message());
            assert!(error.message().contains("oas.toml"), "{}", error.message());
        }
    }
}
