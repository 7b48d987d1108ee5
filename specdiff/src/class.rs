//! The classes that a change falls into.

use serde::Serialize;

/// What a change does to a client that is already published.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Wire {
    /// The published client keeps working.
    Safe,
    /// Some calls or some values stop working.
    Risky,
    /// A published client breaks.
    Breaking,
}

/// What regenerating does to the public API of the crate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Rust {
    /// Nothing that a caller can see.
    None,
    /// New items only.
    Minor,
    /// Code that compiled no longer does.
    Major,
}

/// What the `rust` classes of a report rest on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum Basis {
    /// The table of rules.
    Rules,
    /// The public items of both generated clients.
    Proven,
}

impl Basis {
    /// One line for a reader.
    #[must_use]
    pub fn line(self) -> &'static str {
        match self {
            Self::Rules => "Rust classes: predicted by the rules",
            Self::Proven => "Rust classes: proven by generating both clients",
        }
    }
}

/// Whether a change is about the contract, its words, or its safety.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// Words only: descriptions, examples, titles, tags.
    Docs,
    /// The contract between client and server.
    Contract,
    /// Something to know of whom the document trusts; it hurts nobody by itself.
    Notice,
    /// Something that a person has to look at before the document is trusted.
    Security,
}

/// The way the data goes, seen from the client.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Direction {
    /// Neither: it is not about data, or nothing reaches it.
    None,
    /// The client sends it.
    Request,
    /// The client receives it.
    Response,
    /// The client sends and receives it.
    Both,
}

impl Direction {
    pub(crate) fn new(request: bool, response: bool) -> Self {
        match (request, response) {
            (false, false) => Self::None,
            (true, false) => Self::Request,
            (false, true) => Self::Response,
            (true, true) => Self::Both,
        }
    }

    pub(crate) fn request(self) -> bool {
        matches!(self, Self::Request | Self::Both)
    }

    pub(crate) fn response(self) -> bool {
        matches!(self, Self::Response | Self::Both)
    }

    /// What either has.
    pub(crate) fn and_also(self, other: Self) -> Self {
        Self::new(self.request() || other.request(), self.response() || other.response())
    }

    /// The other way: what a webhook asks for, the client receives.
    pub(crate) fn flipped(self) -> Self {
        Self::new(self.response(), self.request())
    }

    pub(crate) fn without_request(self) -> Self {
        Self::new(false, self.response())
    }

    pub(crate) fn without_response(self) -> Self {
        Self::new(self.request(), false)
    }

    /// What both have; what either has, where they have nothing in common.
    pub(crate) fn common(self, other: Self) -> Self {
        let both =
            Self::new(self.request() && other.request(), self.response() && other.response());
        if both == Self::None { self.and_also(other) } else { both }
    }
}

/// One word for a change, the way a reader sorts them: security stands above all, then what breaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Class {
    /// Words only.
    Docs,
    /// Works on.
    Safe,
    /// Some calls, some values.
    Risky,
    /// Breaks a published client.
    Breaking,
    /// To be looked at by a person.
    Security,
}

impl Class {
    /// From the worst to the mildest.
    pub const ALL: [Self; 5] =
        [Self::Security, Self::Breaking, Self::Risky, Self::Safe, Self::Docs];

    /// The lowercase name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Docs => "docs",
            Self::Safe => "safe",
            Self::Risky => "risky",
            Self::Breaking => "breaking",
            Self::Security => "security",
        }
    }
}

impl Wire {
    /// The lowercase name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Safe => "safe",
            Self::Risky => "risky",
            Self::Breaking => "breaking",
        }
    }
}

impl Rust {
    /// The lowercase name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Minor => "minor",
            Self::Major => "major",
        }
    }
}

impl Direction {
    /// The lowercase name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Request => "request",
            Self::Response => "response",
            Self::Both => "both",
        }
    }
}
