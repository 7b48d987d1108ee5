//! The client, and what it runs on.

use proc_macro2::TokenStream;
use quote::quote;

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
    quote! {
        /// What the client runs on: the part of the crate `oas-runtime` that generated code calls.
        pub use ::oas_runtime::generated as support;
        #[allow(unused_imports)]
        pub use ::oas_runtime::{ByteStream, Error, Response};

        const _: () = support::check(3);

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

        impl Client {
            /// A client of the service at this base URL, with the runtime's default settings.
            ///
            /// # Errors
            ///
            /// The base URL cannot be used, or the HTTP client cannot be set up.
            pub fn new(base_url: &str) -> support::Result<Self> {
                support::Client::builder(base_url).build().map(Self::with_runtime)
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
