//! Setting a mock up.

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

use crate::clock::Now;
use crate::core::Settings;
use crate::document::Document;
use crate::error::Error;
use crate::mock::Mock;
use crate::resources::Resources;

/// Sets a [`Mock`] up; from [`Mock::builder`].
#[must_use = "a builder does nothing until it is started"]
#[derive(Clone)]
pub struct Builder {
    name: String,
    text: String,
    key: Option<String>,
    seed: u64,
    most_items: usize,
    most_bytes: usize,
    settings: Settings,
}

impl Mock {
    /// A mock of an OpenAPI 3.0, 3.1 or 3.2 document, JSON or YAML, that is to be set up first.
    pub fn builder(document: impl Into<String>) -> Builder {
        Builder {
            name: "the document".to_owned(),
            text: document.into(),
            key: None,
            seed: 0,
            most_items: 10_000,
            most_bytes: 64 << 20,
            settings: Settings { record_limit: 10_000, ..Settings::default() },
        }
    }

    /// Why operations cannot be answered as documented, a sentence for each: a schema that no sample is found for, or an answer with neither
    /// schema nor example. They are answered 501. Every operation's answer is made for it.
    pub fn warnings(&self) -> Vec<String> {
        self.core().module().warnings(self.core().document())
    }

    /// How many resources the document has: pairs of paths by which things are created, and read or listed.
    pub fn resources(&self) -> usize {
        self.core().module().kinds().len()
    }
}

impl Builder {
    /// What errors call the document, which is best the path a person would open.
    pub fn name(mut self, name: impl Into<String>) -> Self {
        self.name = name.into();
        self
    }

    /// The credential that is accepted where the document asks for one: as a bearer token, and as an API key. Unless said any is that is of
    /// the kind that is asked for. Of basic authentication only that it is there is looked at.
    pub fn key(mut self, key: impl Into<String>) -> Self {
        self.key = Some(key.into());
        self
    }

    /// The port on 127.0.0.1; 0, the default, takes a free one.
    pub fn port(mut self, port: u16) -> Self {
        self.settings.port = port;
        self
    }

    /// What samples and ids are made by; 0 unless said. The same seed gives the same.
    pub fn seed(mut self, seed: u64) -> Self {
        self.seed = seed;
        self
    }

    /// How many things are kept; 10 000 unless said, and 64 MiB of them. Where there are more the oldest are forgotten.
    pub fn item_limit(mut self, items: usize) -> Self {
        self.most_items = items;
        self
    }

    /// The largest request body in bytes; 4 MiB unless said.
    pub fn body_limit(mut self, bytes: usize) -> Self {
        self.settings.body_limit = bytes;
        self
    }

    /// How many requests the record keeps, the newest; 10 000 unless said. Counts are kept of all.
    pub fn record_limit(mut self, requests: usize) -> Self {
        self.settings.record_limit = requests;
        self
    }

    /// Starts the mock on the tokio runtime this is called on.
    ///
    /// # Errors
    /// The port is taken, or the document is not one.
    pub async fn start(self) -> Result<Mock, Error> {
        let document = self.parsed()?;
        let (settings, key) = (self.settings.clone(), self.key.clone());
        Mock::start_with(document, settings, key, |document, _: Now| self.module(document)).await
    }

    /// A mock that listens nowhere: it is reached through [`Mock::transport`] and [`Mock::respond`].
    ///
    /// # Errors
    /// The document is not one.
    pub fn in_memory(self) -> Result<Mock, Error> {
        let document = self.parsed()?;
        let (settings, key) = (self.settings.clone(), self.key.clone());
        Ok(Mock::in_memory_with(document, settings, key, |document, _: Now| self.module(document)))
    }

    fn parsed(&self) -> Result<Arc<Document>, Error> {
        Ok(Arc::new(Document::parse(&self.name, Cow::Owned(self.text.clone()))?))
    }

    fn module(&self, document: &Document) -> Resources {
        Resources::new(document, self.seed, self.most_items, self.most_bytes)
    }
}

/// Without the key.
impl fmt::Debug for Builder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Builder")
            .field("name", &self.name)
            .field("seed", &self.seed)
            .field("settings", &self.settings)
            .finish_non_exhaustive()
    }
}
