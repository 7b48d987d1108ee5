//! The builder of the client: where the service is, and what calls are authenticated with.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::docs::code;
use super::{attribute, option, plain};
use crate::model::{Model, Scheme, SchemeKind, Server, ServerVariable};

/// What the document says of the service, as constants of the module `operations`.
pub(super) fn constants(model: &Model) -> TokenStream {
    let schemes = model.schemes.iter().map(|scheme| {
        let (name, kind) = (&scheme.name, kind(&scheme.kind));
        quote!(super::support::SecurityScheme { name: #name, kind: super::support::SchemeKind::#kind })
    });
    let servers = model.servers.iter().map(server);
    let security = security(&model.security, model);
    quote! {
        /// The ways to authenticate.
        pub const SECURITY_SCHEMES: &[super::support::SecurityScheme] = &[#(#schemes),*];

        /// Where the service is.
        pub const SERVERS: &[super::support::Server] = &[#(#servers),*];

        /// What the document says of the service as a whole.
        pub const API: &super::support::ApiSpec =
            &super::support::ApiSpec { servers: SERVERS, security_schemes: SECURITY_SCHEMES, security: #security, operations: ALL };
    }
}

/// A server, as a constant.
pub(super) fn server(server: &Server) -> TokenStream {
    let (url, description) = (&server.url, &server.description);
    let variables = server.variables.iter().map(|variable| {
        let (name, default, values) = (&variable.name, option(variable.default.as_deref()), &variable.values);
        quote!(super::support::ServerVariable { name: #name, default: #default, values: &[#(#values),*] })
    });
    quote!(super::support::Server { url: #url, description: #description, variables: &[#(#variables),*] })
}

/// Sets of schemes, as a constant.
pub(super) fn security(sets: &[Vec<String>], model: &Model) -> TokenStream {
    let sets = sets.iter().map(|set| {
        let positions = set
            .iter()
            .filter_map(|name| model.schemes.iter().position(|scheme| scheme.name == *name));
        quote!(&[#(&SECURITY_SCHEMES[#positions]),*])
    });
    quote!(&[#(#sets),*])
}

fn kind(kind: &SchemeKind) -> TokenStream {
    match kind {
        SchemeKind::Bearer => quote!(Bearer),
        SchemeKind::Basic => quote!(Basic),
        SchemeKind::Http(scheme) => quote!(Http(#scheme)),
        SchemeKind::Header(name) => quote!(Header(#name)),
        SchemeKind::Query(name) => quote!(Query(#name)),
        SchemeKind::Cookie(name) => quote!(Cookie(#name)),
        SchemeKind::MutualTls => quote!(MutualTls),
    }
}

/// The builder's methods for the credentials and server variables of this document.
pub(super) fn setters(model: &Model) -> TokenStream {
    let schemes = model.schemes.iter().map(scheme_setters);
    let variables =
        model.server_variables.iter().map(|(ident, variable)| variable_setter(ident, variable));
    quote! {
        impl ClientBuilder {
            #(#schemes)*
            #(#variables)*
        }
    }
}

fn scheme_setters(scheme: &Scheme) -> TokenStream {
    let (name, ident) = (&scheme.name, format_ident!("{}", scheme.ident));
    let docs = |what: &str| {
        let description = plain(&scheme.description);
        attribute(&format!("{what}, for the security scheme {}.\n\n{description}", code(name)))
    };
    match &scheme.kind {
        SchemeKind::Bearer => {
            let (token, tokens) = (docs("A bearer token"), docs("Bearer tokens that expire"));
            let provider = format_ident!("{}", scheme.provider);
            quote! {
                #token
                pub fn #ident(self, token: impl ::std::convert::AsRef<str>) -> Self {
                    self.settings(|builder| builder.credential_for(#name, support::Credential::bearer(token)))
                }

                #tokens
                pub fn #provider(self, provider: impl support::TokenProvider) -> Self {
                    self.settings(|builder| builder.token_provider_for(#name, provider))
                }
            }
        }
        SchemeKind::Basic => {
            let docs = docs("User and password");
            quote! {
                #docs
                pub fn #ident(self, user: impl ::std::convert::AsRef<str>, password: impl ::std::convert::AsRef<str>) -> Self {
                    self.settings(|builder| builder.credential_for(#name, support::Credential::basic(user, password)))
                }
            }
        }
        SchemeKind::Http(_) => {
            let docs = docs("The whole value of `Authorization`");
            quote! {
                #docs
                pub fn #ident(self, value: impl ::std::convert::AsRef<str>) -> Self {
                    self.settings(|builder| builder.credential_for(#name, support::Credential::authorization(value)))
                }
            }
        }
        SchemeKind::Header(key) | SchemeKind::Query(key) | SchemeKind::Cookie(key) => {
            let place = match &scheme.kind {
                SchemeKind::Header(_) => "header",
                SchemeKind::Query(_) => "query parameter",
                _ => "cookie",
            };
            let docs = docs(&format!("An API key, sent as the {place} {}", code(key)));
            quote! {
                #docs
                pub fn #ident(self, key: impl ::std::convert::AsRef<str>) -> Self {
                    self.settings(|builder| builder.credential_for(#name, support::Credential::api_key(key)))
                }
            }
        }
        // It is set where the HTTP client is.
        SchemeKind::MutualTls => TokenStream::new(),
    }
}

fn variable_setter(ident: &str, variable: &ServerVariable) -> TokenStream {
    let (name, ident) = (&variable.name, format_ident!("{ident}"));
    let mut text = format!("The variable {} of the server's address", code(name));
    if !variable.values.is_empty() {
        let values: Vec<String> = variable.values.iter().map(|value| code(value)).collect();
        text.push_str(&format!(": {}", values.join(" or ")));
    }
    if let Some(default) = &variable.default {
        text.push_str(&format!("; {} where it is not set", code(default)));
    }
    let docs = attribute(&format!("{text}.\n\n{}", plain(&variable.description)));
    quote! {
        #docs
        pub fn #ident(self, value: impl ::std::convert::Into<::std::string::String>) -> Self {
            self.settings(|builder| builder.server_variable(#name, value))
        }
    }
}
