//! Servers.

/// Where a service is (OpenAPI, "Server Object").
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Server {
    /// The address, with variables in braces.
    pub url: &'static str,
    /// What the document says of it.
    pub description: &'static str,
    /// The variables of the address.
    pub variables: &'static [ServerVariable],
}

/// A variable of a server's address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ServerVariable {
    /// Its name.
    pub name: &'static str,
    /// Its value where none is set.
    pub default: Option<&'static str>,
    /// The values that it can have; any, where there are none.
    pub values: &'static [&'static str],
}
