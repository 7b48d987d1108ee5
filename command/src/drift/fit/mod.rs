//! How names, contract and hand-written code fit a document that is to take the place of the vendored one.

mod names;
mod text;
mod uses;

use crate::changes::observe::both;
use crate::progress::Working;
use oas_codegen::{Error, Generated, Misfit, Misfits, Setting, Settings};
use oas_diff::Document;
use oas_source::pointer::nearest;

use self::names::Names;
use self::uses::{Use, Uses};
use crate::vendored::{Plan, Vendored};

/// What the settings and the code have to do with a new document, and the clients of both.
pub(super) struct Fit {
    /// The client of the document that is here, where it was asked for and can be made.
    pub(super) old: Option<Generated>,
    /// The client of the new document, with the names of `plan`.
    pub(super) new: Option<Generated>,
    /// What becomes of the names.
    pub(super) names: Names,
    /// What has to be adapted, by kind.
    pub(super) adapt: Vec<Adapt>,
    /// What messages call the place of the settings.
    settings: String,
}

/// Something that has to be adapted to the new document.
#[derive(Debug)]
pub(super) struct Adapt {
    pub(super) kind: Kind,
    /// A sentence.
    pub(super) what: String,
    /// Where in the new document, as `file:line:column`.
    pub(super) document: Option<String>,
    /// The code that relies on it.
    pub(super) code: Vec<Use>,
}

/// What does not fit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// The document is not one that the service would publish.
    Document,
    /// No client can be made.
    Client,
    /// An entry of the contract.
    Contract,
    /// The compiler refuses the hand-written code.
    Code,
    /// A name that no operation has; the refresh takes it out.
    Name,
}

impl Kind {
    /// Whether the document cannot take the place of the other before it is mended.
    pub(super) fn is_in_the_way(self) -> bool {
        self != Self::Name
    }
}

impl Fit {
    /// Makes the client of the new document, and at the same time that of the old one, which tells what is new.
    pub(super) fn of(vendored: &Vendored, document: &Document) -> Self {
        let mut settings = vendored.settings.clone();
        settings.misfits = Misfits::Report;
        let working = Working::on("generating both clients");
        let (old, new) = both(vendored.document(), document, &settings);
        drop(working);
        let mut adapt = Vec::new();
        let new = new.map_err(|error| adapt.push(Adapt::client(&error, document))).ok();
        let old = old.ok();
        let mut names = match (&old, &new) {
            (Some(old), Some(new)) => Names::of(&settings, &old.report, &new.report),
            _ => Names::default(),
        };
        let place_of_settings = vendored.place.settings_name();
        let in_file = vendored.names.is_some();
        if !in_file {
            names.leave(&place_of_settings);
        }
        let uses = Uses::read(&vendored.place.project.root);
        for misfit in new.iter().flat_map(|new| &new.report.misfits) {
            let document = misfit.pointer.as_deref().map(|pointer| place(document, pointer));
            adapt.push(Adapt {
                kind: match misfit.setting {
                    Setting::Contract => Kind::Contract,
                    // Nobody but the user takes it out.
                    _ if !in_file => Kind::Client,
                    _ => Kind::Name,
                },
                what: names.sentence(misfit),
                document,
                code: uses.of(&needles(misfit, &settings)),
            });
        }
        // Two entries of an operation that is gone say the same.
        adapt.dedup_by(|next, one| next.what == one.what);
        adapt.sort_by_key(|one| one.kind == Kind::Name);
        Self { old, new, names, adapt, settings: place_of_settings }
    }

    pub(super) fn plan(&self) -> &Plan {
        &self.names.plan
    }

    /// Why the document cannot take the place of the other, in a paragraph.
    pub(super) fn refusal(&self) -> Option<String> {
        text::refusal(&self.adapt, &self.settings)
    }
}

impl Adapt {
    pub(super) fn document(what: String) -> Self {
        Self { kind: Kind::Document, what, document: None, code: Vec::new() }
    }

    /// An error of the generator begins with its place, which stands beside what is wrong.
    pub(super) fn client(error: &Error, document: &Document) -> Self {
        let text = error.to_string();
        let place = error.line_and_column().and_then(|(line, column)| {
            let (file, what) = text.split_once(&format!(":{line}:{column}: "))?;
            Some((Some(format!("{file}:{line}:{column}")), what))
        });
        let named = || text.strip_prefix(&format!("{}: ", document.name()));
        let (document, what) = place.unwrap_or_else(|| (None, named().unwrap_or(&text)));
        Self { kind: Kind::Client, what: what.to_owned(), document, code: Vec::new() }
    }

    /// A complaint of the compiler, as `file:line:column: text`.
    pub(super) fn code(said: &str) -> Self {
        let (code, what) = Use::split(said);
        Self { kind: Kind::Code, what, document: None, code: code.into_iter().collect() }
    }
}

/// A place of a document; of what does not exist, the nearest that does.
fn place(document: &Document, pointer: &str) -> String {
    let node = nearest(document.root(), pointer);
    let (line, column) = node.value_position();
    format!("{}:{line}:{column}", node.file())
}

/// How code spells what an entry is about.
fn needles(misfit: &Misfit, settings: &Settings) -> Vec<String> {
    let mut calls = Vec::new();
    if let Some(name) = settings.names.get(&misfit.operation) {
        calls.push(format!(".{name}("));
        let words = name.split('_').filter_map(|word| {
            let (first, rest) = word.split_at_checked(1)?;
            Some(first.to_ascii_uppercase() + rest)
        });
        calls.push(format!("builder::{}", words.collect::<String>()));
    }
    if misfit.setting != Setting::Contract {
        return calls;
    }
    let mut needles = Vec::new();
    let entries = settings.contract.iter().filter(|entry| entry.operation == misfit.operation);
    for entry in entries.filter(|entry| misfit.message.starts_with(entry.by.as_str())) {
        let named = entry.alias.iter().chain(entry.one_of.keys());
        needles.extend(named.map(|name| format!("contract::{name}")));
        let missing = |field: &&String| misfit.message.contains(&format!("\"{field}\""));
        for field in entry.fields.iter().filter(missing) {
            needles.push(format!("\"{field}\""));
            needles.push(format!(".{field}("));
        }
    }
    // Where the operation itself is gone, whatever calls it has to go.
    let is_gone = misfit.message.ends_with("no such operation");
    if is_gone || needles.is_empty() {
        needles.append(&mut calls);
    }
    needles
}
