//! The client, and what it runs on.

use proc_macro2::TokenStream;
use quote::quote;

use super::service::setters;
use super::{attribute, plain};
use crate::model::Model;

/// The client without its operations.
pub(crate) fn client(model: &Model) -> TokenStream {
    let mut docs = "The client: one method an operation.".to_owned();
    for part in [&model.title, &model.description] {
        let part = plain(part);
        if !part.is_empty() {
            docs.push_str(&format!("\n\n{part}"));
        }
    }
    let docs = attribute(&docs);
    let setters = setters(model);
    quote! {
        /// What the client runs on: the part of the crate `oas-runtime` that generated code calls.
        pub use ::oas_runtime::generated as support;
        #[allow(unused_imports)]
        pub use ::oas_runtime::{ByteStream, Error, OperationError, Response};

        const _: () = support::check(6);

        #docs
        #[derive(Clone)]
        // A document may have no operations.
        #[allow(dead_code)]
        pub struct Client {
            runtime: support::Client,
        }

        impl ::std::fmt::Debug for Client {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                f.debug_struct("Client").field("runtime", &self.runtime).finish_non_exhaustive()
            }
        }

        support::client_builder! {
            /// Sets up a [`Client`]. Everything is checked in [`build`](ClientBuilder::build).
            ClientBuilder => Client
        }

        #setters

        impl Client {
            /// A client to be set up: where the service is, credentials, retries, time limits. Where nothing is said, it is the first server
            /// of the document.
            pub fn builder() -> ClientBuilder {
                ClientBuilder::of(operations::API)
            }

            /// A client of the service at this base URL, without credentials and with the runtime's default settings: an operation that
            /// asks for a credential is sent without. [`Client::builder`] makes one that has credentials.
            ///
            /// # Errors
            ///
            /// The base URL cannot be used, or the HTTP client cannot be set up.
            pub fn new(base_url: &str) -> support::Result<Self> {
                Self::builder().base_url(base_url).allow_missing_credentials().build()
            }

            /// A client with a runtime that was set up before: credential, retries, timeouts, transport.
            pub fn with_runtime(runtime: support::Client) -> Self {
                Self { runtime }
            }

            /// What the calls of this client go through.
            pub fn runtime(&self) -> &support::Client {
                &self.runtime
            }
        }
    }
}
