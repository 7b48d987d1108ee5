//! Neo's behaviour, as a module of the mock.

use std::borrow::Cow;
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

use oas_mock::Error;
use oas_mock::module::{Core, Document, Now, Operation, Requirement};

use crate::handlers::{self, Behavior};
use crate::ids::Ids;
use crate::rate_limit::RateLimit;
use crate::settings::Settings;
use crate::state::State;

/// The document this crate was built with.
const EMBEDDED: &str = include_str!("../openapi.json");

/// What all paths of the API begin with.
pub(crate) const PREFIX: &str = "/public-api";

/// What a server of Neo's runs on.
pub(crate) type Shared = Core<Neo>;

/// What the server remembers, and how it behaves.
pub(crate) struct Neo {
    pub(crate) settings: Settings,
    pub(crate) ids: Ids,
    /// By the place of the operation in the document.
    behaviors: Vec<Option<&'static Behavior>>,
    /// What every call has to come with where no operation of the document asks for a credential: the service is known to.
    unasked: Vec<Requirement>,
    state: Mutex<State>,
    rate_limit: Mutex<Option<RateLimit>>,
}

impl Neo {
    pub(crate) fn new(settings: Settings, document: &Document, now: Now) -> Self {
        let operations = document.operations().iter();
        let ids = Ids::of(document);
        let table = document.table();
        let asks = table.operations.iter().any(|operation| !operation.credentials.is_empty());
        Self {
            unasked: if asks { Vec::new() } else { Requirement::each(&table.credentials) },
            behaviors: operations.map(|o| handlers::find(&o.method, o.path.as_str())).collect(),
            state: Mutex::new(State::new(&settings, &ids, now)),
            rate_limit: Mutex::new(
                settings.rate_limit.map(|(limit, window)| RateLimit::new(limit, window)),
            ),
            settings,
            ids,
        }
    }

    /// What an operation does beyond what the document says.
    pub(crate) fn behavior(&self, operation: &Operation) -> Option<&'static Behavior> {
        self.behaviors.get(operation.index).copied().flatten()
    }

    /// The credentials that it asks for.
    pub(crate) fn requirements<'s>(&'s self, operation: &'s Operation) -> &'s [Requirement] {
        if self.unasked.is_empty() { &operation.security } else { &self.unasked }
    }

    pub(crate) fn state(&self) -> MutexGuard<'_, State> {
        lock(&self.state)
    }

    pub(crate) fn rate_limit(&self) -> MutexGuard<'_, Option<RateLimit>> {
        lock(&self.rate_limit)
    }
}

/// A handler that panicked has not left the state half changed in a way that matters to a test server.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The embedded document, read once per process.
pub(crate) fn embedded() -> Result<Arc<Document>, Error> {
    static PARSED: OnceLock<Arc<Document>> = OnceLock::new();
    if let Some(document) = PARSED.get() {
        return Ok(Arc::clone(document));
    }
    let document = Arc::new(parse("openapi.json", Cow::Borrowed(EMBEDDED))?);
    Ok(Arc::clone(PARSED.get_or_init(|| document)))
}

/// `name` is what errors call the document.
pub(crate) fn parse(name: &str, text: Cow<'static, str>) -> Result<Document, Error> {
    Ok(Document::parse(name, text)?.with_prefix(PREFIX))
}

#[cfg(test)]
mod tests {
    use oas_mock::module::sample;

    #[test]
    fn every_answer_and_body_of_the_document_can_be_made() {
        // One that stays: the embedded document is another after a refresh.
        let text = include_str!("../tests/data/neo.json");
        let document = super::parse("neo.json", text.into()).unwrap();
        let mut made = 0;
        for operation in document.operations() {
            let body = operation.body.as_ref().and_then(|body| body.schema.as_ref());
            for schema in operation.success.schema.iter().chain(body) {
                let value = sample(document.root(), schema);
                let problems = document.validators().check(schema, "sample", &value);
                assert!(problems.is_empty(), "{schema}: {value}: {problems:?}");
                made += 1;
            }
        }
        assert!(made > document.operations().len(), "{made}");
    }
}
