//! What comes before lowering: the document, and a stack that is large enough for it.

use std::thread::{Scope, ScopedJoinHandle};

use oas_source::{Document, Source};

use crate::error::{Error, ErrorKind};
use crate::settings::{ForeignRefs, Settings};

pub(crate) fn read(source: &Source, settings: &Settings) -> Result<Document, oas_source::Error> {
    source.read(&settings.limits)
}

pub(crate) fn refuse_faults(document: &Document, settings: &Settings) -> Result<(), Error> {
    match Error::of_faults(document.faults()) {
        Some(error) if settings.foreign_refs == ForeignRefs::Refuse => Err(error),
        _ => Ok(()),
    }
}

/// A document within its limits may still be deep: schemas in schemas, over circles of references.
const STACK: usize = 512 << 20;

pub(crate) fn on_large_stack<T: Send>(
    run: impl FnOnce() -> Result<T, Error> + Send,
) -> Result<T, Error> {
    std::thread::scope(|scope| joined(spawn(scope, run)?))
}

pub(crate) fn spawn<'scope, T: Send + 'scope>(
    scope: &'scope Scope<'scope, '_>,
    run: impl FnOnce() -> Result<T, Error> + Send + 'scope,
) -> Result<ScopedJoinHandle<'scope, Result<T, Error>>, Error> {
    std::thread::Builder::new().stack_size(STACK).spawn_scoped(scope, run).map_err(|error| {
        let message = format!("no thread could be started: {error}");
        Error::new(ErrorKind::Generator, message)
    })
}

pub(crate) fn joined<T>(thread: ScopedJoinHandle<'_, Result<T, Error>>) -> Result<T, Error> {
    thread.join().unwrap_or_else(|_| {
        Err(Error::new(ErrorKind::Generator, "the generator panicked")
            .advise("please report this, it is a bug of oas-codegen"))
    })
}
