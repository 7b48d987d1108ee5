//! What the document says of the service: its servers, and how calls are authenticated.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use super::parameter::is_token;
use super::{Lowering, Rule};
use crate::model::{Scheme, SchemeKind, Server, ServerVariable};
use crate::names::{Scope, snake};
use crate::pointer::Pointer;

/// Names of the generated builder's own methods.
const TAKEN: &[&str] = &[
    "allow_missing_credentials",
    "attempt_timeout",
    "base_url",
    "build",
    "clone",
    "concurrency_limit",
    "configure_http",
    "connect_timeout",
    "http_client",
    "idle_timeout",
    "max_response_body",
    "new",
    "retry",
    "server",
    "settings",
    "transport",
    "user_agent",
];

impl<'d> Lowering<'d> {
    /// The servers and the security schemes of the document.
    pub(super) fn service(&mut self) {
        self.model.servers = self.servers(self.root.get("servers"), &Pointer::default());
        let at = Pointer::default().join("components").join("securitySchemes");
        let declared = self.root.pointer(at.as_str()).and_then(Value::as_object);
        let mut scope = Scope::with(TAKEN);
        for (name, scheme) in declared.into_iter().flatten() {
            let at = at.join(name);
            let found = self.follow(scheme, &at).ok();
            let Some(kind) = found.as_ref().and_then(|(scheme, _)| scheme_kind(scheme)) else {
                self.apply(Rule::NotUnderstoodOfService, &at);
                continue;
            };
            let ident = scope.unique(&snake(name), at.as_str());
            let provider = scope.unique(&format!("{ident}_provider"), at.as_str());
            let description = text(found.map(|(scheme, _)| scheme), "description");
            self.model.schemes.push(Scheme {
                name: name.clone(),
                ident,
                provider,
                kind,
                description,
            });
        }
        // What is wrong with it is said where an operation relies on it.
        self.model.security = self.security(self.root.get("security"), &mut BTreeSet::new());
    }

    /// The setters of the variables that any server has, once all servers are known.
    pub(super) fn server_variables(&mut self) {
        let mut scope = Scope::with(TAKEN);
        for scheme in &self.model.schemes {
            scope.unique(&scheme.ident, "");
            scope.unique(&scheme.provider, "");
        }
        let operations = self.model.operations.iter().flat_map(|operation| &operation.servers);
        for server in self.model.servers.iter().chain(operations) {
            for variable in &server.variables {
                let known = &mut self.model.server_variables;
                if !known.iter().any(|(_, known)| known.name == variable.name) {
                    let ident = scope.unique(&snake(&variable.name), "");
                    known.push((ident, variable.clone()));
                }
            }
        }
    }

    /// The servers of the document, of a path or of an operation.
    pub(super) fn servers(&mut self, servers: Option<&'d Value>, at: &Pointer) -> Vec<Server> {
        let at = at.join("servers");
        let list = match servers {
            None => return Vec::new(),
            Some(Value::Array(list)) => list,
            Some(_) => {
                self.apply(Rule::NotUnderstoodOfService, &at);
                return Vec::new();
            }
        };
        let mut found = Vec::new();
        for (index, server) in list.iter().enumerate() {
            match server.get("url").and_then(Value::as_str) {
                Some(url) if is_other_protocol(url) => {
                    self.apply(Rule::NotUnderstoodOfService, &at.join(index));
                }
                Some(url) => found.push(Server {
                    url: self.absolute(url),
                    description: text(server.as_object(), "description"),
                    variables: variables(server),
                }),
                None => self.apply(Rule::NotUnderstoodOfService, &at.join(index)),
            }
        }
        found
    }

    /// The address of a server, which is relative to the document where that says its own (`$self`).
    fn absolute(&self, url: &str) -> String {
        let own = self.root.get("$self").and_then(Value::as_str).unwrap_or_default();
        let host = own.split_once("://").map(|(scheme, rest)| {
            let host = rest.find(['/', '?', '#']).map_or(rest, |end| &rest[..end]);
            format!("{scheme}://{host}")
        });
        match host {
            Some(host) if url.starts_with('/') && !url.starts_with("//") => format!("{host}{url}"),
            _ => url.to_owned(),
        }
    }

    /// The sets of credentials with which an operation can be called. A set that cannot be made is left out, and said.
    pub(super) fn security(
        &self,
        security: Option<&Value>,
        degraded: &mut BTreeSet<String>,
    ) -> Vec<Vec<String>> {
        let mut found = Vec::new();
        let sets = security.and_then(Value::as_array).into_iter().flatten();
        for set in sets {
            let Some(set) = set.as_object() else {
                degraded.insert("a security requirement is not an object".to_owned());
                continue;
            };
            let names: Vec<&String> = set.keys().collect();
            let schemes: Vec<Option<&Scheme>> = names
                .iter()
                .map(|name| self.model.schemes.iter().find(|scheme| scheme.name == **name))
                .collect();
            if let Some(at) = schemes.iter().position(Option::is_none) {
                let name = oas_source::text::quoted(names[at]);
                degraded.insert(format!("the security scheme {name} is not described"));
                continue;
            }
            let in_authorization =
                schemes.iter().flatten().filter(|scheme| scheme.kind.is_authorization());
            if in_authorization.count() > 1 {
                let reason = "two credentials of one call go into the header Authorization";
                degraded.insert(reason.to_owned());
                continue;
            }
            found.push(names.into_iter().cloned().collect());
        }
        found
    }
}

/// Whether an address says another protocol than HTTP.
fn is_other_protocol(url: &str) -> bool {
    url.split_once("://").is_some_and(|(scheme, _)| {
        let is_scheme = scheme.chars().all(|c| c.is_ascii_alphanumeric() || "+-.".contains(c));
        is_scheme && !["http", "https"].iter().any(|known| scheme.eq_ignore_ascii_case(known))
    })
}

fn text(of: Option<&Map<String, Value>>, key: &str) -> String {
    of.and_then(|of| of.get(key)).and_then(Value::as_str).unwrap_or_default().to_owned()
}

fn variables(server: &Value) -> Vec<ServerVariable> {
    let declared = server.get("variables").and_then(Value::as_object);
    let variable = |(name, variable): (&String, &Value)| {
        let values = variable.get("enum").and_then(Value::as_array).into_iter().flatten();
        ServerVariable {
            name: name.clone(),
            default: variable.get("default").and_then(Value::as_str).map(str::to_owned),
            values: values.filter_map(Value::as_str).map(str::to_owned).collect(),
            description: text(variable.as_object(), "description"),
        }
    };
    declared.into_iter().flatten().map(variable).collect()
}

/// What a scheme sends and where; nothing for what OpenAPI does not know.
fn scheme_kind(scheme: &Map<String, Value>) -> Option<SchemeKind> {
    let text = |key: &str| scheme.get(key).and_then(Value::as_str);
    match text("type")? {
        "http" => match text("scheme")? {
            scheme if scheme.eq_ignore_ascii_case("bearer") => Some(SchemeKind::Bearer),
            scheme if scheme.eq_ignore_ascii_case("basic") => Some(SchemeKind::Basic),
            scheme => Some(SchemeKind::Http(scheme.to_owned())),
        },
        "oauth2" | "openIdConnect" => Some(SchemeKind::Bearer),
        "mutualTLS" => Some(SchemeKind::MutualTls),
        "apiKey" => {
            let name = text("name")?.to_owned();
            match text("in")? {
                "query" => Some(SchemeKind::Query(name)),
                "header" if is_token(&name) => Some(SchemeKind::Header(name)),
                "cookie" if is_token(&name) => Some(SchemeKind::Cookie(name)),
                _ => None,
            }
        }
        _ => None,
    }
}
