//! Following references from file to file, and reading the files.

use std::collections::VecDeque;
use std::path::{Path, PathBuf};

use rustc_hash::FxHashMap;

use crate::document::{self, Document};
use crate::error::{Error, ErrorKind};
use crate::folder::{Folder, Found};
use crate::input;
use crate::limits::Limits;
use crate::node::Node;
use crate::position::Position;
use crate::text::quoted;
use crate::uri::{has_scheme, join};

use super::place::{self, Place};
use super::walk::{self, Reference};

/// A document with all files that it refers to, in one arena.
pub(super) struct Loaded {
    pub(super) document: Document,
    /// What is referred to, by the references that have to be written anew.
    pub(super) references: Vec<(Reference, u32)>,
    /// What leads nowhere and stands in another file, as it reads from the document itself.
    pub(super) lost: Vec<(Reference, String)>,
    /// The path of each file from the folder on, by which components are named: wherever the folder is, it is the same.
    pub(super) paths: Vec<String>,
}

/// A file that is read.
struct File {
    uri: String,
    own: Option<String>,
    /// From the folder on.
    relative: String,
}

struct Loader<'a> {
    document: Document,
    folder: &'a Folder,
    limits: &'a Limits,
    files: Vec<File>,
    by_path: FxHashMap<PathBuf, usize>,
    /// Bytes and values that other files may still have.
    left: Limits,
    queue: VecDeque<(u32, &'static str)>,
    references: Vec<(Reference, u32)>,
    /// References to an address that no file has had so far.
    waiting: Vec<Reference>,
    faults: Vec<(Reference, Error)>,
}

pub(super) fn load(
    document: Document,
    bytes: usize,
    folder: &Folder,
    path: &Path,
    limits: &Limits,
) -> Result<Loaded, Error> {
    let left = Limits {
        bytes: limits.bytes.saturating_sub(bytes),
        nodes: limits.nodes.saturating_sub(document.len()),
        ..*limits
    };
    let root = document.built.root;
    let relative = folder.relative(path).unwrap_or_default();
    let mut loader = Loader {
        document,
        folder,
        limits,
        files: Vec::new(),
        by_path: FxHashMap::default(),
        left,
        queue: VecDeque::from([(root, "schemas")]),
        references: Vec::new(),
        waiting: Vec::new(),
        faults: Vec::new(),
    };
    loader.enter(root, relative, path.to_owned());
    loader.run()?;
    Ok(loader.finish())
}

impl Loader<'_> {
    fn run(&mut self) -> Result<(), Error> {
        self.sections()?;
        let mut seen = Vec::new();
        loop {
            while let Some((start, section)) = self.queue.pop_front() {
                let start = self.document.node(start);
                for reference in walk::references(start, section, &mut seen) {
                    self.follow(reference)?;
                }
            }
            // A file that was read since may be what an address names.
            let waiting = std::mem::take(&mut self.waiting);
            let before = waiting.len();
            for reference in waiting {
                self.follow(reference)?;
            }
            if self.queue.is_empty() && self.waiting.len() == before {
                return Ok(());
            }
        }
    }

    /// Many write a whole section, such as `paths`, as a `$ref` to a file. It becomes what is there.
    fn sections(&mut self) -> Result<(), Error> {
        for (parent, reference) in walk::sections(&self.document) {
            self.follow(reference)?;
            // It is not to be visited as what it is not.
            self.queue.truncate(1);
            if let Some((_, target)) = self.references.pop()
                && self.document.node(target).is_object()
                && self.document.node(target).data().file != 0
            {
                self.document.built.replace(parent, reference.holder, target);
            }
        }
        Ok(())
    }

    fn follow(&mut self, reference: Reference) -> Result<(), Error> {
        let from = self.document.node(reference.holder);
        let file = from.data().file as usize;
        let Some(written) = self.document.node(reference.value).as_str().map(str::to_owned) else {
            return Ok(());
        };
        if file == 0 && written.starts_with('#') {
            return Ok(());
        }
        let resource = written.split('#').next().unwrap_or_default();
        if !resource.is_empty() {
            let base = self.document.anchors.base(from).to_owned();
            let uri = join(&base, resource);
            if !self.document.anchors.has(&uri) {
                match self.find(reference, file, &base, resource)? {
                    Some(root) => self.document.anchors.name(uri, root),
                    None if has_scheme(&uri) && !is_path(&base, resource) => {
                        self.waiting.push(reference);
                        return Ok(());
                    }
                    None => {
                        let fault = self.fault(reference, "names a file that is not there");
                        self.faults.push((reference, fault.advise(ADD_FILE)));
                        return Ok(());
                    }
                }
            }
        }
        let from = self.document.node(reference.holder);
        let Some(target) = self.document.target(from, &written).map(Node::id) else {
            let fault = self.fault(reference, "leads to nothing");
            let advice = if resource.is_empty() {
                "it is looked for in its own file: put the name of another in front, or add what is missing"
            } else {
                "correct it, or add what is missing in that file"
            };
            self.faults.push((reference, fault.advise(advice)));
            return Ok(());
        };
        self.references.push((reference, target));
        self.queue.push_back((target, reference.section));
        Ok(())
    }

    /// The root of the file that a reference names.
    fn find(
        &mut self,
        reference: Reference,
        file: usize,
        base: &str,
        resource: &str,
    ) -> Result<Option<u32>, Error> {
        let Some(from) = self.files.get(file) else {
            return Ok(None);
        };
        for place in place::places(base, resource, &from.uri, from.own.as_deref()) {
            let found = match &place {
                Place::Above => Found::Outside,
                Place::Path(path) => self.folder.find(path).map_err(|error| {
                    self.fault(reference, &format!("cannot be followed: {error}"))
                })?,
            };
            match found {
                Found::File(path) => return self.open(reference, path).map(Some),
                Found::Missing => {}
                Found::NoFile => return Err(self.fault(reference, "names what is no file")),
                Found::Outside => {
                    let message = format!("leads out of the folder {}", self.folder.name());
                    let advice = "nothing outside of it is read; name a folder that has all files as the root";
                    return Err(self.fault(reference, &message).advise(advice));
                }
            }
        }
        Ok(None)
    }

    fn open(&mut self, reference: Reference, path: PathBuf) -> Result<u32, Error> {
        if let Some(known) = self.by_path.get(&path) {
            return Ok(self.document.files.get(*known).map_or(0, |file| file.root));
        }
        if self.files.len() >= self.limits.files {
            let message = format!("is to one file more than {}, the limit", self.limits.files);
            return Err(self.fault(reference, &message).with_kind(ErrorKind::Limit));
        }
        let relative = self.folder.relative(&path).unwrap_or_default();
        let name = self.folder.shown(&relative).display().to_string();
        let bytes = Folder::read(&path, &self.left).map_err(|error| {
            self.fault(reference, &format!("names a file that cannot be read: {error}"))
        })?;
        if bytes.len() > self.left.bytes {
            let message = "leads to a file with which the document is over its limit of bytes";
            return Err(self.fault(reference, message).with_kind(ErrorKind::Limit));
        }
        let text = input::text(&name, bytes, &self.left)?;
        let read = document::tree(&text, &name, &self.left);
        let (built, _) = read.map_err(|error| {
            let from = self.document.node(reference.value);
            error.advise(format!(
                "it is referred to by {}:{}:{}",
                from.file(),
                from.line(),
                from.column()
            ))
        })?;
        self.left.bytes = self.left.bytes.saturating_sub(text.len());
        self.left.nodes = self.left.nodes.saturating_sub(built.nodes.len());
        let number = self.document.files.len();
        let root = self.document.built.append(built, u32::try_from(number).unwrap_or(u32::MAX));
        self.document.files.push(document::FileOf { name, root });
        self.enter(root, relative, path);
        Ok(root)
    }

    /// Makes the names in a file known.
    fn enter(&mut self, root: u32, relative: String, path: PathBuf) {
        let uri = place::uri_of(&relative);
        let own = place::own_uri(self.document.node(root), &uri);
        let mut anchors = std::mem::take(&mut self.document.anchors);
        anchors.enter(self.document.node(root), &uri, own.as_deref());
        self.document.anchors = anchors;
        self.by_path.insert(path, self.files.len());
        self.files.push(File { uri, own, relative });
    }

    fn fault(&self, reference: Reference, what: &str) -> Error {
        let value = self.document.node(reference.value);
        let (line, column) = (value.line(), value.column());
        let keyword = if reference.is_ref { "`$ref`" } else { "mapping to" };
        let message =
            format!("the {keyword} {} {what}", quoted(value.as_str().unwrap_or_default()));
        Error::new(ErrorKind::Reference, value.file(), message)
            .position(Position { line, column })
            .pointer_to(&value.pointer())
    }

    fn finish(mut self) -> Loaded {
        for reference in std::mem::take(&mut self.waiting) {
            // A whole address is never followed, and nothing that anybody promised.
            if self.written(reference).is_some_and(|written| !has_scheme(written)) {
                let fault = self.fault(reference, "names a file that is not there");
                self.faults.push((reference, fault.advise(ADD_FILE)));
            }
        }
        let lost = self.faults.iter().filter_map(|(reference, _)| self.lost(*reference));
        let lost = lost.collect();
        let mut document = self.document;
        document.faults = self.faults.into_iter().map(|(_, fault)| fault).collect();
        let paths = self.files.into_iter().map(|file| file.relative).collect();
        Loaded { document, references: self.references, lost, paths }
    }

    fn written(&self, reference: Reference) -> Option<&str> {
        self.document.node(reference.value).as_str()
    }

    /// A reference of another file as it reads from the folder on, so that it does not lead anywhere by chance.
    fn lost(&self, reference: Reference) -> Option<(Reference, String)> {
        let from = self.document.node(reference.holder);
        let file = self.files.get(from.data().file as usize)?;
        let written = self.written(reference)?;
        if from.data().file == 0 || has_scheme(written) {
            return None;
        }
        let (resource, fragment) = written.split_once('#').unwrap_or((written, ""));
        let base = self.document.anchors.base(from);
        let path = if resource.is_empty() {
            file.relative.clone()
        } else if place::is_in_folder(base) {
            join(&file.relative, resource)
        } else {
            join(base, resource)
        };
        Some((reference, format!("{path}#{fragment}")))
    }
}

/// What to do about a file that is not there.
const ADD_FILE: &str = "correct it, or add the file";

/// Whether a reference is a path of files, and no address.
fn is_path(base: &str, resource: &str) -> bool {
    !has_scheme(resource) && place::is_in_folder(base)
}
