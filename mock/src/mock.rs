//! The handle of a running server.

use std::fmt;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;

use axum::http::Method;
use bytes::Bytes;
use serde_json::Value;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

use crate::behavior::Module;
use crate::clock::Now;
use crate::core::{Core, Settings};
use crate::document::Document;
use crate::error::Error;
use crate::fault::Fault;
use crate::in_memory::{self, InMemoryCall, Interrupted};
use crate::operation::Operation;
use crate::record::Received;
use crate::resources::Resources;
use crate::sample::sample;
use crate::script::FaultHandle;
use crate::security::Tokens;
use crate::server;

/// A server of an API on loopback or in memory; it stops when this is dropped.
pub struct Mock<M: Module = Resources> {
    core: Arc<Core<M>>,
    address: SocketAddr,
    server: Option<JoinHandle<()>>,
}

impl<M: Module> Mock<M> {
    /// Starts a server of this document, answered by a module, on the tokio runtime this is called on. `key` is the credential that is
    /// accepted; any is where there is none.
    ///
    /// # Errors
    /// The port cannot be listened on.
    pub async fn start_with(
        document: Arc<Document>,
        settings: Settings,
        key: Option<String>,
        module: impl FnOnce(&Document, Now) -> M,
    ) -> Result<Self, Error> {
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, settings.port));
        let bind = |cause| Error::bind(address, cause);
        let listener = TcpListener::bind(address).await.map_err(bind)?;
        let address = listener.local_addr().map_err(bind)?;
        let mut mock = Self::in_memory_at(address, document, settings, key, module);
        mock.server = Some(tokio::spawn(server::serve(listener, Arc::clone(&mock.core))));
        Ok(mock)
    }

    /// The same without a socket: it is reached through [`transport`](Self::transport) and [`respond`](Self::respond), and its base URL
    /// leads to port 0, which nothing can connect to.
    pub fn in_memory_with(
        document: Arc<Document>,
        settings: Settings,
        key: Option<String>,
        module: impl FnOnce(&Document, Now) -> M,
    ) -> Self {
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
        Self::in_memory_at(address, document, settings, key, module)
    }

    fn in_memory_at(
        address: SocketAddr,
        document: Arc<Document>,
        settings: Settings,
        key: Option<String>,
        module: impl FnOnce(&Document, Now) -> M,
    ) -> Self {
        let origin = format!("http://{address}");
        let core = Core::new(document, settings, origin, Tokens::new(key), module);
        Self { core: Arc::new(core), address, server: None }
    }

    /// What it runs on.
    pub fn core(&self) -> &Arc<Core<M>> {
        &self.core
    }

    /// `http://127.0.0.1:PORT`, with the path of the address of the document's server; the paths of the document follow it.
    pub fn base_url(&self) -> &str {
        self.core.base_url()
    }

    /// The address it listens on; port 0 for one that does not.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Asks for a fault. Of several that are due for a call, the one that was asked for first strikes.
    pub fn fault(&self, fault: Fault) -> FaultHandle {
        self.core.script().add(fault)
    }

    /// Lets a function decide for each request whether a fault strikes it, before those asked for with [`fault`](Self::fault). What
    /// the fault says of calls and times is not looked at.
    pub fn fault_by(&self, choose: impl Fn(&Received) -> Option<Fault> + Send + Sync + 'static) {
        self.core.script().choose_by(Arc::new(choose));
    }

    /// Forgets every fault that was asked for.
    pub fn clear_faults(&self) {
        self.core.script().clear();
    }

    /// The requests received so far, in the order of arrival.
    pub fn received(&self) -> Vec<Received> {
        self.core.record().all()
    }

    /// Calls a function with every request once it is answered, or the connection broken, one that hangs excepted. It should be quick.
    pub fn on_received(&self, observe: impl Fn(&Received) + Send + Sync + 'static) {
        self.core.observe(Arc::new(observe));
    }

    /// How many requests of an operation were received; `path` is the document's. A path that the document does not have is counted as
    /// it was sent.
    pub fn count(&self, method: &str, path: &str) -> usize {
        let method = Method::from_bytes(method.to_ascii_uppercase().as_bytes());
        method.map_or(0, |method| self.core.record().count(&method, path))
    }

    /// The number of all requests received.
    pub fn total(&self) -> u64 {
        self.core.record().arrived()
    }

    /// Waits until a call of this operation has been received at least `count` times.
    ///
    /// # Cancel safety
    /// Dropping it changes nothing.
    pub async fn wait_for(&self, method: &str, path: &str, count: usize) {
        let mut changes = self.core.changes();
        while self.count(method, path) < count {
            if changes.changed().await.is_err() {
                return;
            }
        }
    }

    /// The operations of the document, as method and path.
    pub fn operations(&self) -> Vec<(String, String)> {
        let operations = self.core.document().operations().iter();
        operations.map(|o| (o.method.as_str().to_owned(), o.path.as_str().to_owned())).collect()
    }

    /// A body that fits what the document says an operation takes; `None` when it takes no JSON.
    pub fn sample_body(&self, method: &str, path: &str) -> Option<Value> {
        let operation = self.operation(method, path)?;
        let schema = operation.body.as_ref()?.schema.as_ref()?;
        Some(sample(self.core.document().root(), schema))
    }

    fn operation(&self, method: &str, path: &str) -> Option<&Operation> {
        let method = Method::from_bytes(method.to_ascii_uppercase().as_bytes()).ok()?;
        self.core.document().operation(&method, path)
    }

    /// In what way `answer` does not fit the answer that the document gives for an operation; empty when it fits.
    pub fn answer_problems(&self, method: &str, path: &str, answer: &Value) -> Vec<String> {
        let Some(operation) = self.operation(method, path) else {
            return vec![format!("the document has no {method} {path}")];
        };
        let Some(schema) = &operation.success.schema else {
            return Vec::new();
        };
        let problems = self.core.document().validators().check(schema, "answer", answer);
        problems.into_iter().map(|p| format!("{}: {}", p.pointer, p.message)).collect()
    }

    /// A function that answers requests without a socket, faults and record included: the transport of a client under test. With
    /// tokio's clock paused, delays cost no time, which over a socket they would.
    ///
    /// What breaks is an [`io::Error`](std::io::Error): `ConnectionReset`, `UnexpectedEof` for a connection that is closed, and
    /// `ConnectionRefused` once the server is gone.
    pub fn transport(
        &self,
    ) -> impl Fn(http::Request<Bytes>) -> InMemoryCall + Clone + Send + Sync + use<M> {
        let core = Arc::clone(&self.core);
        move |request| in_memory::call(Arc::clone(&core), request)
    }

    /// Answers a request without a socket, faults and record included; the URI may be a path alone. With tokio's clock paused, delays
    /// cost no time. A stream is answered when it has ended.
    ///
    /// # Errors
    /// A fault broke the exchange off. One that hangs does not return.
    ///
    /// # Cancel safety
    /// The request has been received once this is first polled; dropping it afterwards takes back nothing.
    pub async fn respond(
        &self,
        request: http::Request<Vec<u8>>,
    ) -> Result<http::Response<Vec<u8>>, Interrupted> {
        in_memory::respond(Arc::clone(&self.core), request).await
    }

    /// Stops: no more connections are taken, answers under way get a second to finish.
    ///
    /// # Cancel safety
    /// The server stops all the same when this is dropped.
    pub async fn shutdown(mut self) {
        self.core.stopping.send_replace(true);
        if let Some(server) = self.server.as_mut() {
            let _ = server.await;
        }
    }
}

impl<M: Module> Drop for Mock<M> {
    fn drop(&mut self) {
        self.core.stopping.send_replace(true);
        if let Some(server) = self.server.take() {
            server.abort();
        }
    }
}

impl<M: Module> fmt::Debug for Mock<M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Mock").field("base_url", &self.base_url()).finish_non_exhaustive()
    }
}
