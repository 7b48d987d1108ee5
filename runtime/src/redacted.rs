//! A stand-in for what must not be shown.

use std::fmt;

/// Shows that a secret is there, and not what it is.
pub struct Redacted;

impl fmt::Debug for Redacted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[redacted]")
    }
}
