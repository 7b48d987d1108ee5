//! Where a document is taken from: a file, standard input, a git revision, or the network.

use std::fmt;
use std::io::IsTerminal;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

use oas_codegen::Limits;
use oas_command::failure::{Failure, Kind};
use oas_command::fetch::{self, Address, Answer, Credential};
use oas_command::input::{self, Input};

use crate::vendored;
use crate::workspace;

/// A place that a document can be read from.
#[derive(Clone, Debug)]
pub(crate) enum Source {
    Stdin,
    Url(Address),
    File(PathBuf),
    /// `HEAD:openapi.json`, or `HEAD~3`, which means the vendored document there.
    Revision(String),
}

/// Options of everything that may fetch.
#[derive(Clone, Debug, clap::Args)]
pub(crate) struct Network {
    /// Seconds that fetching may take in all, redirects and body included
    #[arg(long, value_name = "SECONDS", default_value_t = 60, value_parser = clap::value_parser!(u64).range(1..=3600))]
    timeout: u64,
}

impl Source {
    /// What a word of the command line means. A file that is there goes before a revision of the same name.
    pub(crate) fn parse(text: &str) -> Result<Self, String> {
        if text == "-" {
            return Ok(Self::Stdin);
        }
        if text.contains("://") {
            return Address::parse(text).map(Self::Url).map_err(|why| format!("the address {why}"));
        }
        let path = PathBuf::from(text);
        if path.exists() || !is_revision(text) {
            return Ok(Self::File(path));
        }
        Ok(Self::Revision(text.to_owned()))
    }

    /// Reads it whole.
    pub(crate) fn read(&self, network: &Network) -> Result<Input, Failure> {
        match self {
            Self::Stdin => {
                if std::io::stdin().is_terminal() {
                    oas_command::print::error(
                        "reading the document from the terminal; end it with Ctrl-D",
                    );
                }
                input::document(Path::new("-"), &Limits::default())
            }
            Self::File(path) => input::document(path, &Limits::default()),
            Self::Revision(revision) => read_revision(revision),
            Self::Url(address) => {
                let (answer, name) = (network.fetch(address, None)?, address.to_string());
                match answer {
                    Answer::Document { bytes, .. } => input::of(name, bytes),
                    Answer::NotModified => Err(Failure::new(
                        Kind::Fetch,
                        format!("{name} answers that nothing changed, which was not asked"),
                    )),
                }
            }
        }
    }
}

impl Network {
    /// Fetches from anywhere. The credential goes to the host that the lock names as the source, and to no other.
    pub(crate) fn fetch(&self, address: &Address, etag: Option<&str>) -> Result<Answer, Failure> {
        let own = Address::parse(&vendored::source()).is_ok_and(|it| it.same_origin(address));
        let credential = if own { Credential::from_env()? } else { None };
        fetch::fetch(&fetch::Request {
            address,
            credential: credential.as_ref(),
            etag,
            timeout: Duration::from_secs(self.timeout),
            limit: Limits::default().bytes as u64,
        })
    }
}

/// As a person would name it; not the query of a URL.
impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Stdin => f.write_str("standard input"),
            Self::Url(address) => address.fmt(f),
            Self::File(path) => path.display().fmt(f),
            Self::Revision(revision) => f.write_str(revision),
        }
    }
}

/// Whether git knows it. Options are no revisions.
fn is_revision(text: &str) -> bool {
    let commit = text.split_once(':').map_or(text, |(commit, _)| commit);
    !commit.is_empty()
        && !commit.starts_with('-')
        && git(&["rev-parse", "--verify", "--quiet", &format!("{commit}^{{commit}}")])
            .stdout(Stdio::null())
            .status()
            .is_ok_and(|status| status.success())
}

fn read_revision(revision: &str) -> Result<Input, Failure> {
    let object = if revision.contains(':') {
        revision.to_owned()
    } else {
        // `./` is the folder that git is run in, which need not be the root of the repository.
        format!("{revision}:./openapi.json")
    };
    let mut command = git(&["cat-file", "blob", &object]);
    if !revision.contains(':') {
        let root = workspace::root();
        if !root.as_os_str().is_empty() {
            command.current_dir(root);
        }
    }
    let output = command.output().map_err(|error| {
        Failure::usage(format!("git does not start: {error}; is it installed?"))
    })?;
    if !output.status.success() {
        return Err(Failure::usage(format!(
            "there is no file {object} in git; give a revision that has it, as in HEAD~3 or HEAD:openapi.json"
        )));
    }
    input::of(object.replace(":./", ":"), output.stdout)
}

fn git(args: &[&str]) -> Command {
    let mut command = Command::new("git");
    command.args(args).stdin(Stdio::null()).stderr(Stdio::null());
    command
}
