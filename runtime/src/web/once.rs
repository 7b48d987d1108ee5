//! A body that cannot be copied: of reqwest's own making, since none is read while it is sent.

use std::fmt;
use std::sync::{Mutex, MutexGuard, PoisonError};

use reqwest::Body;

pub(crate) struct Once(Mutex<Option<Body>>);

impl Once {
    pub(crate) fn new(body: Body) -> Self {
        Self(Mutex::new(Some(body)))
    }

    /// Whether it was sent.
    pub(crate) fn is_spent(&self) -> bool {
        self.body().is_none()
    }

    /// What the next request is sent with.
    pub(crate) fn to_body(&self) -> Body {
        self.body().take().unwrap_or_default()
    }

    fn body(&self) -> MutexGuard<'_, Option<Body>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for Once {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Once")
    }
}
