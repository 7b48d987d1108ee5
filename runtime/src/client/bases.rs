//! Where the operations of a service are served: the address that was given, or the document's servers.

use super::base_url::BaseUrl;
use crate::error::{Error, Result};
use crate::spec::{ApiSpec, OperationSpec, Server};

/// The base of the service, and those of operations that have servers of their own.
#[derive(Debug)]
pub(crate) struct Bases {
    service: BaseUrl,
    /// By the servers of an operation.
    others: Vec<(&'static [Server], BaseUrl)>,
}

/// What was said of the address.
#[derive(Clone, Debug, Default)]
pub(super) struct Address {
    /// All of it, in the place of the document's servers.
    pub(super) url: Option<String>,
    /// One of the document's servers.
    pub(super) server: Option<&'static Server>,
    /// Values for the variables of servers.
    pub(super) variables: Vec<(String, String)>,
}

impl Bases {
    /// The bases that a document and what was said come to. With `secret`, they may not be http but on this machine.
    pub(super) fn new(address: &Address, api: &ApiSpec, secret: bool) -> Result<Self> {
        if let Some(url) = &address.url {
            // Who gives an address means that one: a proxy, or a stand-in.
            return Ok(Self { service: BaseUrl::parse(url, secret)?, others: Vec::new() });
        }
        let set = &address.variables;
        let Some(server) = address.server.or_else(|| meant(api.servers, set)) else {
            return Err(Error::configuration(
                "the document names no server: say where the service is, with base_url",
            ));
        };
        every_variable_counts(address, api, server)?;
        let url = filled(server, set)?;
        if !url.contains("://") {
            return Err(Error::configuration(format!(
                "the document's server {url:?} is relative to where the document was published: give the whole address, \
                 with base_url"
            )));
        }
        let mut bases = Self { service: BaseUrl::parse(&url, secret)?, others: Vec::new() };
        for spec in api.operations {
            let Some(server) = meant(spec.servers, set) else { continue };
            if !bases.others.iter().any(|(servers, _)| *servers == spec.servers) {
                let url = bases.service.join(&filled(server, set)?)?;
                bases.others.push((spec.servers, BaseUrl::parse(&url, secret)?));
            }
        }
        Ok(bases)
    }

    /// The base of the service.
    pub(crate) fn service(&self) -> &BaseUrl {
        &self.service
    }

    /// Where an operation is served.
    pub(crate) fn of(&self, spec: &OperationSpec) -> &BaseUrl {
        let other = self.others.iter().find(|(servers, _)| *servers == spec.servers);
        other.map_or(&self.service, |(_, base)| base)
    }

    /// Whether all are so.
    #[cfg(not(target_family = "wasm"))]
    pub(super) fn all(&self, fits: impl Fn(&BaseUrl) -> bool) -> bool {
        fits(&self.service) && self.others.iter().all(|(_, base)| fits(base))
    }
}

fn has(server: &Server, name: &str) -> bool {
    server.variables.iter().any(|variable| variable.name == name)
}

/// The first of several servers that has all variables that are set and that any of them has; the first where none has all.
fn meant(servers: &'static [Server], set: &[(String, String)]) -> Option<&'static Server> {
    let names = || set.iter().map(|(name, _)| name.as_str());
    let known = |name: &&str| servers.iter().any(|server| has(server, name));
    let fits = |server: &&Server| names().filter(known).all(|name| has(server, name));
    servers.iter().find(fits).or(servers.first())
}

/// Refuses a variable that is set and changes no address: whoever set it means another server.
fn every_variable_counts(address: &Address, api: &ApiSpec, server: &Server) -> Result<()> {
    let set = &address.variables;
    let own = || api.operations.iter().filter_map(|spec| meant(spec.servers, set));
    let idle = |name: &str| !has(server, name) && !own().any(|server| has(server, name));
    let Some((name, _)) = set.iter().find(|(name, _)| idle(name)) else { return Ok(()) };
    let mut all = api.servers.iter().chain(api.operations.iter().flat_map(|spec| spec.servers));
    Err(Error::configuration(match all.find(|server| has(server, name)) {
        None => format!("no server of the document has a variable {name:?}"),
        Some(other) => format!(
            "the variable {name:?} is set, which the server {:?} has not; {:?} has it: choose one of the document's servers with server",
            server.url, other.url
        ),
    }))
}

/// The address of a server, with the values of its variables.
fn filled(server: &Server, values: &[(String, String)]) -> Result<String> {
    let mut filled = String::new();
    let mut rest = server.url;
    while let Some((before, (name, after))) =
        rest.split_once('{').and_then(|(before, rest)| Some((before, rest.split_once('}')?)))
    {
        let variable = server.variables.iter().find(|variable| variable.name == name);
        let set =
            values.iter().rev().find(|(known, _)| known == name).map(|(_, value)| value.as_str());
        let Some(value) = set.or(variable.and_then(|variable| variable.default)) else {
            return Err(Error::configuration(format!(
                "the variable {name:?} of the server {:?} has no default: set it, or give the whole address with base_url",
                server.url
            )));
        };
        if let Some(variable) =
            variable.filter(|one| !one.values.is_empty() && !one.values.contains(&value))
        {
            return Err(Error::configuration(format!(
                "the variable {name:?} of the server {:?} is {} and not {value:?}",
                server.url,
                variable.values.join(" or ")
            )));
        }
        filled.push_str(before);
        filled.push_str(value);
        rest = after;
    }
    filled.push_str(rest);
    Ok(filled)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::spec::ServerVariable;

    const REGION: ServerVariable =
        ServerVariable { name: "region", default: Some("eu"), values: &["eu", "us"] };
    const TENANT: ServerVariable = ServerVariable { name: "tenant", default: None, values: &[] };

    const fn server(url: &'static str, variables: &'static [ServerVariable]) -> Server {
        Server { url, description: "", variables }
    }

    fn base(servers: &'static [Server], variables: &[(&str, &str)]) -> Result<String, String> {
        let api = ApiSpec { servers, security_schemes: &[], security: &[], operations: &[] };
        let variables = variables
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
            .collect();
        let bases = Bases::new(&Address { variables, ..Address::default() }, &api, true);
        bases.map(|bases| bases.service().prefix().to_owned()).map_err(|error| error.to_string())
    }

    #[test]
    fn variables_are_filled_in() {
        const SERVERS: &[Server] =
            &[server("https://{region}.{tenant}.test/v1/", &[REGION, TENANT])];
        let url = |variables: &[(&str, &str)]| base(SERVERS, variables);
        assert_eq!(url(&[("tenant", "acme")]).unwrap(), "https://eu.acme.test/v1");
        assert_eq!(url(&[("tenant", "a"), ("region", "us")]).unwrap(), "https://us.a.test/v1");
        for (variables, said) in [
            (
                &[][..],
                "the variable \"tenant\" of the server \"https://{region}.{tenant}.test/v1/\" has no default",
            ),
            (&[("tenant", "a"), ("region", "mars")], "is eu or us and not \"mars\""),
            (
                &[("tenant", "a"), ("zone", "b")],
                "no server of the document has a variable \"zone\"",
            ),
            (&[("tenant", "user@evil")], "must not hold a user"),
        ] {
            let error = url(variables).unwrap_err();
            assert!(error.contains(said), "{error}");
        }
    }

    #[test]
    fn the_first_server_that_has_all_variables_that_are_set_is_called() {
        const SERVERS: &[Server] = &[
            server("https://{region}.test", &[REGION]),
            server("https://{region}.{tenant}.test", &[REGION, TENANT]),
            server("https://{tenant}.test", &[TENANT]),
        ];
        let url = |variables: &[(&str, &str)]| base(SERVERS, variables).unwrap();
        assert_eq!(url(&[]), "https://eu.test");
        assert_eq!(url(&[("region", "us")]), "https://us.test");
        assert_eq!(url(&[("tenant", "a")]), "https://eu.a.test");
        assert_eq!(url(&[("tenant", "a"), ("region", "us")]), "https://us.a.test");
        const APART: &[Server] = &[
            server("https://{region}.test", &[REGION]),
            server("https://{tenant}.test", &[TENANT]),
        ];
        let error = base(APART, &[("region", "us"), ("tenant", "a")]).unwrap_err();
        assert!(
            error.contains("\"tenant\" is set, which the server \"https://{region}.test\" has not; \"https://{tenant}.test\" has it"),
            "{error}"
        );
    }

    #[test]
    fn an_address_that_is_none_alone_is_asked_for() {
        assert!(base(&[], &[]).unwrap_err().contains("names no server"));
        const RELATIVE: &[Server] = &[server("/v1", &[])];
        assert!(base(RELATIVE, &[]).unwrap_err().contains("\"/v1\" is relative"));
        const UNKNOWN: &[Server] = &[server("https://{where}.test", &[])];
        assert!(base(UNKNOWN, &[]).unwrap_err().contains("\"where\""));
    }
}
