//! The status of a run: an open word, because Neo documents no complete list of them.

use std::fmt;

use serde::{Deserialize, Serialize};

/// How a run ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum Conclusion {
    /// The agent did its work.
    Success,
    /// The run failed.
    Failure,
    /// The agent had nothing to do.
    Skipped,
    /// The run was cancelled.
    Cancelled,
    /// The run ended in a way the caller named as an end, or, in a stored one, in a way that a later version tells apart.
    #[serde(other)]
    Other,
}

impl fmt::Display for Conclusion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Success => "success",
            Self::Failure => "failure",
            Self::Skipped => "skipped",
            Self::Cancelled => "cancelled",
            Self::Other => "ended",
        })
    }
}

/// The words seen in Neo's documents that say that a run goes on.
const ACTIVE: [&str; 4] = ["queued", "pending", "processing", "running"];

/// The words seen in Neo's documents that say how a run ended.
const ENDED: [(&str, Conclusion); 7] = [
    ("success", Conclusion::Success),
    ("completed", Conclusion::Success),
    ("failure", Conclusion::Failure),
    ("failed", Conclusion::Failure),
    ("skipped", Conclusion::Skipped),
    ("cancelled", Conclusion::Cancelled),
    ("canceled", Conclusion::Cancelled),
];

/// The status of a run, as the server spells it.
///
/// Which words there are, and which of them are final, is not documented. The known ones are compared without regard to
/// case; any other word is kept as it is, and does not end a run unless the caller says so.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Status(Box<str>);

impl Status {
    /// A status from the server's word.
    pub fn new(word: impl Into<String>) -> Self {
        Self(word.into().into_boxed_str())
    }

    /// The word as the server spells it.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether it is this word, without regard to case and to white space around it.
    #[must_use]
    pub fn is(&self, word: &str) -> bool {
        self.0.trim().eq_ignore_ascii_case(word.trim())
    }

    /// How the run ended, by the known words. `None` for a run that goes on, and for an unknown word.
    #[must_use]
    pub fn conclusion(&self) -> Option<Conclusion> {
        ENDED.iter().find(|(word, _)| self.is(word)).map(|(_, conclusion)| *conclusion)
    }

    /// Whether it is one of the known words.
    #[must_use]
    pub fn is_known(&self) -> bool {
        self.conclusion().is_some() || ACTIVE.iter().any(|word| self.is(word))
    }
}

impl fmt::Display for Status {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn known_words_decide_in_any_case() {
        for (word, conclusion) in [
            ("Success", Some(Conclusion::Success)),
            ("COMPLETED", Some(Conclusion::Success)),
            (" failure\n", Some(Conclusion::Failure)),
            ("FAILED", Some(Conclusion::Failure)),
            ("Skipped", Some(Conclusion::Skipped)),
            ("CANCELLED", Some(Conclusion::Cancelled)),
            ("Canceled", Some(Conclusion::Cancelled)),
            ("queued", None),
            ("PENDING", None),
            ("Processing", None),
            ("running", None),
        ] {
            assert_eq!(Status::new(word).conclusion(), conclusion, "{word}");
            assert!(Status::new(word).is_known(), "{word}");
        }
    }

    proptest! {
        #[test]
        fn any_word_is_kept_and_only_known_ones_end_a_run(word in "\\PC*") {
            let status = Status::new(word.clone());
            prop_assert_eq!(status.as_str(), &word);
            let known = ENDED.iter().any(|(known, _)| *known == word.trim().to_ascii_lowercase());
            prop_assert_eq!(status.conclusion().is_some(), known);
            let json = serde_json::to_string(&status).unwrap();
            prop_assert_eq!(serde_json::from_str::<Status>(&json).unwrap(), status);
        }
    }
}
