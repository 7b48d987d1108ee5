//! A call that the document does not have, with the client's address, credentials, retries and errors: made of the parts beside, and handed on
//! by them.

use std::fmt;

use http::{HeaderName, HeaderValue, Method};
use reqwest::{Body, Request, Url};
use serde::Serialize;

use super::authorized;
use super::options::CallOptions;
use crate::attempt::Outgoing;
use crate::client::Client;
use crate::error::{Error, Result};
use crate::json::Json;
use crate::received::Received;
use crate::response::Response;
use crate::spec::{OperationSpec, SecurityScheme};

macro_rules! specs {
    ($($constant:ident $method:literal $safe:literal $idempotent:literal)*) => {
        $(static $constant: OperationSpec = OperationSpec {
            name: "request",
            operation_id: None,
            method: $method,
            path: "(a path that the document does not have)",
            security: &[],
            safe: $safe,
            idempotent: $idempotent,
            idempotency_key: Some("Idempotency-Key"),
            streaming: false,
            optional_body: false,
            request_media_type: None,
            response_media_types: &[],
            servers: &[],
        };)*

        /// What is known of a call by its method.
        pub(crate) fn spec(method: &Method) -> &'static OperationSpec {
            match method.as_str() {
                $($method => &$constant,)*
                _ => &OTHER,
            }
        }
    };
}

specs! {
    GET "GET" true true
    HEAD "HEAD" true true
    OPTIONS "OPTIONS" true true
    TRACE "TRACE" true true
    QUERY "QUERY" true true
    PUT "PUT" false true
    DELETE "DELETE" false true
    POST "POST" false false
    PATCH "PATCH" false false
    OTHER "a method" false false
}

/// A call of any method and path, made by [`Client::request`].
#[must_use = "a call does nothing before it is sent"]
pub struct RawCall {
    client: Client,
    method: Method,
    /// With what was set, or why there is nothing to send.
    request: Result<Request>,
    options: CallOptions,
    security: Security,
}

/// Whose credentials a call is sent with.
enum Security {
    /// Those of operations that say nothing else.
    Document,
    Schemes(Vec<String>),
    Operation(&'static OperationSpec),
}

impl Client {
    /// A call that the document does not have: a method, and a path below the base URL that begins with a slash and is encoded as
    /// it is to be sent. It is sent with the credentials that the document asks for where an operation says nothing else, and
    /// repeated as its method allows.
    ///
    /// ```no_run
    /// # async fn f(client: oas_runtime::Client) -> oas_runtime::Result<()> {
    /// use oas_runtime::Method;
    ///
    /// let found = client.request(Method::GET, "/v2/search").query("q", "printers").send::<serde_json::Value>().await?;
    /// println!("{} {}", found.status(), found.into_inner());
    /// # Ok(()) }
    /// ```
    pub fn request(&self, method: Method, path: &str) -> RawCall {
        let url = if path.starts_with('/') {
            Url::parse(&format!("{}{path}", self.base_url()))
                .map_err(|error| Error::invalid_request(format!("the path is no address: {error}")))
        } else {
            Err(Error::invalid_request("the path does not begin with a slash"))
        };
        let request = url.map(|url| Request::new(method.clone(), url));
        RawCall {
            client: self.clone(),
            method,
            request,
            options: CallOptions::new(),
            security: Security::Document,
        }
    }
}

impl fmt::Debug for RawCall {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // What a header, a query or a body holds may be a secret.
        f.debug_struct("RawCall").field("method", &self.method).finish_non_exhaustive()
    }
}

impl RawCall {
    fn change(mut self, change: impl FnOnce(&mut Request) -> Result<()>) -> Self {
        self.request = self.request.and_then(|mut request| {
            change(&mut request)?;
            Ok(request)
        });
        self
    }

    /// Adds a query parameter.
    pub fn query(self, name: &str, value: &str) -> Self {
        self.change(|request| {
            request.url_mut().query_pairs_mut().append_pair(name, value);
            Ok(())
        })
    }

    /// Adds a header.
    pub fn header(self, name: &str, value: &str) -> Self {
        self.change(|request| {
            let header =
                HeaderName::from_bytes(name.as_bytes()).ok().zip(HeaderValue::from_str(value).ok());
            let (name, value) = header.ok_or_else(|| {
                Error::invalid_request(format!("the header {name:?} cannot have this value"))
            })?;
            request.headers_mut().append(name, value);
            Ok(())
        })
    }

    /// Sets a body of JSON.
    pub fn json(self, body: &impl Serialize) -> Self {
        let text = serde_json::to_string(body)
            .map_err(|source| Error::invalid_request("the body is no JSON").with_source(source));
        self.change(|request| {
            *request.body_mut() = Some(Body::from(text?));
            let json = HeaderValue::from_static("application/json");
            request.headers_mut().insert(http::header::CONTENT_TYPE, json);
            Ok(())
        })
    }

    /// Sets a body of any media type.
    pub fn body(self, media_type: &str, body: impl Into<Body>) -> Self {
        let body = body.into();
        self.change(|request| {
            let media_type = HeaderValue::from_str(media_type)
                .map_err(|_| Error::invalid_request("the media type is no header value"))?;
            *request.body_mut() = Some(body);
            request.headers_mut().insert(http::header::CONTENT_TYPE, media_type);
            Ok(())
        })
    }

    /// The settings of this call.
    pub fn options(mut self, options: CallOptions) -> Self {
        self.options = options;
        self
    }

    /// Sends it with the credentials of these security schemes of the document, and with no others; with none, without.
    pub fn security(mut self, schemes: &[&str]) -> Self {
        self.security = Security::Schemes(schemes.iter().map(|name| (*name).to_owned()).collect());
        self
    }

    /// Sends it with the credentials that this operation is sent with.
    pub fn security_of(mut self, operation: &'static OperationSpec) -> Self {
        self.security = Security::Operation(operation);
        self
    }

    /// Sends it, and decodes the success from JSON.
    ///
    /// # Errors
    ///
    /// Everything that is not a success with a body of this type.
    ///
    /// # Cancel safety
    ///
    /// Dropping the future drops the request. Whether the server has done what was asked is then not known.
    pub async fn send<T: Json>(self) -> Result<Response<T>> {
        let spec = spec(&self.method);
        let received = self.receive().await?;
        let body =
            received.json().map_err(|source| received.undecoded(&source).with_operation(spec))?;
        Ok(Response::new(received.status, received.headers, body))
    }

    /// Sends it, and gives the success as it came.
    ///
    /// # Errors
    ///
    /// Everything that is not a success.
    ///
    /// # Cancel safety
    ///
    /// As [`RawCall::send`].
    pub async fn receive(self) -> Result<Received> {
        let spec = spec(&self.method);
        let request = self.request.map_err(|error| error.with_operation(spec))?;
        let client = self.client;
        let api = client.settings().api;
        let own: Vec<&'static SecurityScheme>;
        let set: [&[&'static SecurityScheme]; 1];
        let security = match self.security {
            Security::Document => api.security,
            Security::Operation(operation) => operation.security,
            // With no name the set is empty, which is a way without a credential; no set at all would be a document that says nothing.
            Security::Schemes(names) => {
                let named = |name: &String| {
                    let found = api.security_schemes.iter().find(|scheme| scheme.name == *name);
                    found.ok_or_else(|| {
                        Error::configuration(format!(
                            "the document has no security scheme {name:?}"
                        ))
                    })
                };
                own = names.iter().map(named).collect::<Result<_>>()?;
                set = [&own];
                &set
            }
        };
        authorized(&client, spec, security, Outgoing::new(request), &self.options).await
    }
}
