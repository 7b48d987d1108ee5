//! The package that the client goes to: the one in this folder, or a new one.

use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use oas_codegen::Report;

use super::{Client, Todo, manifest, text};
use crate::failure::Failure;
use crate::{atomic, generate};

/// A package, seen from its folder, where the command runs.
pub(super) struct Package {
    folder: PathBuf,
    /// The text of its manifest; nothing where it is made.
    manifest: Option<String>,
}

impl Package {
    /// The package of this folder.
    ///
    /// # Errors
    /// There is something else in the folder, or the settings of a project.
    pub(super) fn here(document: &str) -> Result<Self, Failure> {
        let folder =
            std::env::current_dir().map_err(|error| Failure::file(Path::new("."), "use", error))?;
        let manifest = match fs::read_to_string("Cargo.toml") {
            Ok(text) => Some(text),
            Err(error) if error.kind() == ErrorKind::NotFound => None,
            Err(error) => return Err(Failure::file(Path::new("Cargo.toml"), "read", error)),
        };
        match &manifest {
            Some(text) => manifest::check(text)?,
            None => check_empty(document)?,
        }
        Ok(Self { folder, manifest })
    }

    /// A path in the folder, from there.
    pub(super) fn inside(&self, path: &str) -> Option<PathBuf> {
        let path = fs::canonicalize(path).ok()?;
        path.strip_prefix(fs::canonicalize(&self.folder).ok()?).ok().map(Path::to_owned)
    }

    /// Dependencies, and the module of the client.
    pub(super) fn add(
        &self,
        client: Client,
        document: &Path,
        report: &Report,
        todo: &mut Todo,
    ) -> Result<(), Failure> {
        let name = generate::crate_name(&report.document.title);
        let text = match &self.manifest {
            Some(text) => text.clone(),
            None => new_manifest(&self.own_name(&name)),
        };
        let (text, added) = manifest::with(&text, client, &name, report)?;
        let path = PathBuf::from("Cargo.toml");
        match &self.manifest {
            Some(_) => todo.changed.push((path, text, added)),
            None => todo.new.push((path, text)),
        }
        let root = ["src/lib.rs", "src/main.rs"].map(Path::new).into_iter().find(|it| it.exists());
        let module = |is_library| match client {
            Client::Crate if is_library => {
                format!("pub use {} as api;\n", name.replace('-', "_"))
            }
            Client::Crate => String::new(),
            _ => text::module(client, document, is_library),
        };
        match (root, &self.manifest) {
            (Some(root), Some(_)) => {
                let before =
                    fs::read_to_string(root).map_err(|error| Failure::file(root, "read", error))?;
                let module = module(root.ends_with("lib.rs"));
                if module.is_empty() {
                    return Ok(());
                }
                if before
                    .lines()
                    .any(|line| line.trim_start().trim_start_matches("pub ").starts_with("mod api"))
                {
                    return Err(Failure::usage(format!(
                        "{} has a module `api` already, which the client would be",
                        root.display()
                    )));
                }
                let end = if before.ends_with('\n') { "" } else { "\n" };
                let what = "the module `api`".to_owned();
                todo.changed.push((root.to_owned(), format!("{before}{end}\n{module}"), what));
            }
            (None, Some(_)) => {
                return Err(Failure::usage(
                    "the package has neither src/lib.rs nor src/main.rs, where the client would go",
                ));
            }
            (_, None) => {
                let title = generate::harmless(&report.document.title);
                let module = module(true);
                todo.new
                    .push(("src/lib.rs".into(), format!("//! A client for {title}.\n\n{module}")));
                if !Path::new(".gitignore").exists() {
                    todo.new.push((".gitignore".into(), "/target\n".to_owned()));
                }
            }
        }
        Ok(())
    }

    /// The name of the folder, where it can be that of a package which is not the client's.
    fn own_name(&self, client: &str) -> String {
        let name = self.folder.file_name().unwrap_or_default().to_string_lossy();
        let name = generate::crate_name(&name);
        if name == client { format!("{name}-app") } else { name }
    }

    /// The workflow, in the repository that the package is in.
    pub(super) fn workflow(&self) -> Result<(PathBuf, String), Failure> {
        let repository = self.folder.ancestors().find(|it| it.join(".git").exists());
        let repository = repository.unwrap_or(&self.folder);
        let inside = self.folder.strip_prefix(repository).ok();
        let inside = inside.filter(|it| !it.as_os_str().is_empty());
        let path = match inside {
            Some(_) => repository.join(".github/workflows/oas.yml"),
            None => ".github/workflows/oas.yml".into(),
        };
        Ok((path, text::workflow(inside)))
    }
}

/// A folder is taken for a new package when nothing of anybody else's is in it.
fn check_empty(document: &str) -> Result<(), Failure> {
    let wrong = |error| Failure::file(Path::new("."), "read", error);
    if atomic::is_empty(Path::new(".")).map_err(wrong)? {
        return Ok(());
    }
    for entry in fs::read_dir(".").map_err(wrong)? {
        let name = entry.map_err(wrong)?.file_name();
        let known =
            name == ".git" || name == ".gitignore" || Path::new(document) == Path::new(&name);
        if !known {
            return Err(Failure::usage(format!(
                "this folder has no Cargo.toml and is not empty ({}); run the command in a package, or in an empty folder",
                name.to_string_lossy()
            )));
        }
    }
    Ok(())
}

fn new_manifest(name: &str) -> String {
    format!(
        "[package]\nname = \"{name}\"\nversion = \"0.1.0\"\nedition = \"2024\"\nrust-version = \"1.88\"\npublish = false\n"
    )
}
