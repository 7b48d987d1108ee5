//! The builder of a generated client: that of the runtime, with the document's credentials and variables as methods.

/// Makes a builder that sets up a runtime and puts a generated client on it.
#[macro_export]
#[doc(hidden)]
macro_rules! client_builder {
    ($(#[$attributes:meta])* $builder:ident => $client:ident) => {
        $(#[$attributes])*
        #[must_use]
        #[derive(Debug)]
        pub struct $builder($crate::ClientBuilder);

        impl $builder {
            fn of(api: &'static $crate::ApiSpec) -> Self {
                Self($crate::Client::builder_of(api))
            }

            /// Any setting of the runtime under the client.
            pub fn settings(self, set: impl FnOnce($crate::ClientBuilder) -> $crate::ClientBuilder) -> Self {
                Self(set(self.0))
            }

            $crate::client_builder! { @
                base_url(url: impl Into<::std::string::String>)
                server(server: &'static $crate::Server)
                allow_missing_credentials()
                #[cfg(not(target_family = "wasm"))] connect_timeout(timeout: ::std::time::Duration)
                attempt_timeout(timeout: ::std::time::Duration)
                idle_timeout(timeout: ::std::time::Duration)
                max_response_body(bytes: usize)
                concurrency_limit(requests: usize)
                retry(policy: $crate::RetryPolicy)
                user_agent(user_agent: impl Into<::std::string::String>)
                http_client(client: ::reqwest::Client)
                record(recording: &$crate::Recording)
                replay(recording: &$crate::Recording)
                configure_http(configure: impl FnOnce(::reqwest::ClientBuilder) -> ::reqwest::ClientBuilder + Send + 'static)
            }

            /// The client. Nothing is sent.
            ///
            /// # Errors
            ///
            /// See `oas_runtime::ClientBuilder::build`.
            pub fn build(self) -> $crate::Result<$client> {
                self.0.build().map($client::with_runtime)
            }
        }
    };
    (@ $($(#[$only:meta])* $setter:ident($($name:ident: $type:ty)?))*) => {$(
        $(#[$only])*
        #[doc = concat!("See `oas_runtime::ClientBuilder::", stringify!($setter), "`.")]
        pub fn $setter(self $(, $name: $type)?) -> Self {
            Self(self.0.$setter($($name)?))
        }
    )*};
}
