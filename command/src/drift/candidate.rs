//! A document that may take the place of the vendored one: obtained, and looked at before it is trusted.

use oas_diff::{Document, Report, Version};

use super::fit::{Adapt, Fit};
use crate::changes::observe;
use crate::changes::report::Basis;
use crate::failure::{Failure, Kind};
use crate::fetch::{Address, Answer};
use crate::input::{self, Input};
use crate::source::{Network, Source};
use crate::vendored::{Kept, Lock, Origin, Vendored, canonical};

/// What was obtained.
pub(super) enum Obtained {
    /// The source says that its document is the vendored one.
    NotModified,
    Document(Box<Candidate>),
}

/// A document that is an OpenAPI document of the vendored one's version, at least.
pub(super) struct Candidate {
    pub(super) name: String,
    pub(super) kept: Kept,
    pub(super) lock: Lock,
}

/// Where a document is looked for.
#[derive(Clone, Debug, clap::Args)]
pub(super) struct From {
    /// Take the document from a file, an https URL, a git revision, or `-` [default: its source]
    #[arg(long, value_name = "FILE|URL|-")]
    from: Option<String>,
    /// Use no network; needs --from with a file, a revision or `-`
    #[arg(long)]
    pub(super) offline: bool,
    #[command(flatten)]
    network: Network,
}

impl From {
    /// What one document is given by cannot be said of several.
    pub(super) fn is_given(&self) -> bool {
        self.from.is_some()
    }

    pub(super) fn obtain(&self, vendored: &Vendored) -> Result<Obtained, Failure> {
        let place = &vendored.place;
        let project = &place.project;
        let known = vendored.entry();
        let home = Address::parse(&known.source);
        let source = match &self.from {
            Some(text) => Source::parse(text).map_err(Failure::usage)?,
            None if self.offline => {
                return Err(Failure::usage(
                    "--offline needs a document: give a file, a git revision or `-` to --from",
                ));
            }
            None if known.source.is_empty() => {
                return Err(Failure::usage(format!(
                    "it is not said where {} is published; give it a `source` in oas.toml, or a document to --from",
                    place.name()
                )));
            }
            None => Source::Url(home.clone().map_err(|why| {
                Failure::usage(format!("the source in {} {why}; mend it there", place.lock_name()))
            })?),
        };
        let Source::Url(address) = &source else {
            let input = source.read(&self.network, project)?;
            let origin = match &source {
                Source::Stdin => "read from standard input, not fetched from the source".to_owned(),
                Source::Revision(revision) => format!("taken from git, {revision}"),
                _ => "read from a file, not fetched from the source".to_owned(),
            };
            return Candidate::read(vendored, input, origin, None, known.source);
        };
        if self.offline {
            return Err(Failure::usage("--offline and an address in --from exclude each other"));
        }
        let is_home = home.is_ok_and(|home| home == *address);
        let etag = known.etag.as_deref().filter(|_| is_home);
        match self.network.fetch(address, etag, project)? {
            Answer::NotModified => Ok(Obtained::NotModified),
            Answer::Document { bytes, etag } => {
                let input = input::of(address.to_string(), bytes)?;
                let origin = if is_home {
                    "fetched from the source".to_owned()
                } else {
                    format!("fetched from {address}")
                };
                Candidate::read(vendored, input, origin, etag.filter(|_| is_home), known.source)
            }
        }
    }
}

impl Candidate {
    fn read(
        vendored: &Vendored,
        input: Input,
        origin: String,
        etag: Option<String>,
        source: String,
    ) -> Result<Obtained, Failure> {
        let (name, raw) = (input.name().to_owned(), canonical::sha256(input.text()));
        let kept = Kept::of(&vendored.place, input)?;
        let old = vendored.document();
        if kept.document.version() == Version::V3_0 && old.version() != Version::V3_0 {
            return Err(Failure::new(
                Kind::Document,
                format!(
                    "{name}: this is OpenAPI {}, and the vendored document is {}, whose schemas mean other things by the same words; \
                     give the service's document of 3.1 with --from, or this one converted to it",
                    kept.document.openapi(),
                    old.openapi()
                ),
            ));
        }
        let lock = kept.lock(Origin { source, origin, etag, raw_sha256: Some(raw) });
        Ok(Obtained::Document(Box::new(Self { name, kept, lock })))
    }

    fn document(&self) -> &Document {
        &self.kept.document
    }

    /// Whether it is the vendored document.
    pub(super) fn is(&self, vendored: &Vendored) -> bool {
        self.kept.canonical == vendored.kept.canonical
    }

    /// Refuses what is not a document of this API.
    pub(super) fn check(&self) -> Result<(), Failure> {
        let fail = |message: String| {
            Err(Failure::new(Kind::Document, format!("{}: {message}", self.name)))
        };
        if self.lock.operations == 0 {
            return fail("the document has no operations; is this the right one?".to_owned());
        }
        if let Some((pointer, reference)) = self.kept.foreign() {
            return fail(format!(
                "the `$ref` at {pointer} leads out of the document, to {reference:?}; what is there could change unseen, so the document has to have it in itself"
            ));
        }
        Ok(())
    }

    /// What is wrong with a document that has lost more than a fifth of its operations: a server that fails can send half of one.
    pub(super) fn shrunk(&self, vendored: &Vendored) -> Option<Adapt> {
        let (old, new) = (vendored.entry().operations, self.lock.operations);
        // A fifth, in whole numbers.
        (new * 5 < old * 4).then(|| {
            let count = if new == 1 { "1 operation".to_owned() } else { format!("{new} operations") };
            Adapt::document(format!(
                "the document has {count} and the vendored one has {old}: more than a fifth is gone, which is rather a fault of the server than a change of the API (if it is true, give --accept-shrink)"
            ))
        })
    }

    /// How names, contract and code fit it.
    pub(super) fn fit(&self, vendored: &Vendored) -> Fit {
        Fit::of(vendored, self.document())
    }

    /// What changes, with what it does to the crate.
    pub(super) fn compare(&self, vendored: &Vendored, basis: Basis, fit: &Fit) -> Report {
        let (old, new) = (vendored.document(), self.document());
        let mut changes = oas_diff::diff(old, new, &oas_apidiff::settings(&vendored.settings));
        if let (Basis::Proven, Some(old_client), Some(new_client)) = (basis, &fit.old, &fit.new) {
            observe::seen(&mut changes, (old, old_client), (new, new_client));
        }
        changes
    }
}
