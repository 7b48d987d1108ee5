//! Where the service is.

use http::HeaderValue;
use reqwest::Url;

use crate::error::{Error, Result};

/// A base URL that a credential may be sent to.
#[derive(Clone, Debug)]
pub(crate) struct BaseUrl {
    url: Url,
    authority: HeaderValue,
}

impl BaseUrl {
    /// Reads a base URL: `https`, or `http` where no secret goes or to this machine; no user, query or fragment. A path is kept,
    /// without the slash at its end.
    pub(super) fn parse(text: &str, secret: bool) -> Result<Self> {
        // What was given is never repeated in the error: it may hold a password.
        let invalid = |why: &str| Error::configuration(format!("the base URL {why}"));
        let mut url = Url::parse(text.trim())
            .map_err(|source| invalid("cannot be read as an absolute URL").with_source(source))?;
        if !url.username().is_empty() || url.password().is_some() {
            return Err(invalid("must not hold a user or a password"));
        }
        if url.query().is_some() || url.fragment().is_some() {
            return Err(invalid("must not hold a query or a fragment"));
        }
        match url.scheme() {
            "https" => {}
            "http" if !secret || is_loopback(&url) => {}
            "http" => {
                return Err(invalid(
                    "must start with https: with a credential, http is for this machine only",
                ));
            }
            _ => return Err(invalid("must start with https")),
        }
        let path = url.path().trim_end_matches('/').to_owned();
        url.set_path(&path);
        let authority = HeaderValue::try_from(url.authority())
            .map_err(|source| invalid("has a host that no header can carry").with_source(source))?;
        Ok(Self { url, authority })
    }

    /// The text that the document's paths are appended to: without a slash at its end.
    pub(crate) fn prefix(&self) -> &str {
        self.url.as_str().trim_end_matches('/')
    }

    /// The address that another leads to from here.
    pub(super) fn join(&self, other: &str) -> Result<String> {
        let joined = self.url.join(other);
        let joined = joined.map_err(|source| {
            Error::configuration("an operation's server is no address").with_source(source)
        })?;
        Ok(joined.into())
    }

    /// Whether an address is on the same host, port and scheme.
    pub(crate) fn same_origin(&self, other: &Url) -> bool {
        let origin = |url: &Url| (url.port_or_known_default(), url.scheme() == "https");
        // Bases are http or https, which `Url` gives a host in lower case.
        matches!(other.scheme(), "http" | "https")
            && origin(&self.url) == origin(other)
            && self.url.host_str() == other.host_str()
    }

    /// The host, without a port.
    pub(crate) fn host(&self) -> &str {
        self.url.host_str().unwrap_or_default()
    }

    /// The host with its port, where that is not the usual one: what `Host` says.
    pub(crate) fn authority(&self) -> &HeaderValue {
        &self.authority
    }

    /// The port, said or usual.
    pub(crate) fn port(&self) -> u16 {
        self.url.port_or_known_default().unwrap_or_default()
    }

    /// Whether it is http.
    #[cfg(not(target_family = "wasm"))]
    pub(crate) fn is_plain(&self) -> bool {
        self.url.scheme() == "http"
    }

    /// Whether it is this machine.
    pub(crate) fn is_loopback(&self) -> bool {
        is_loopback(&self.url)
    }
}

/// Whether an address is on this machine.
pub(crate) fn is_loopback(url: &Url) -> bool {
    // Brackets around an IPv6 address are part of the host's text.
    let host = url.host_str().unwrap_or_default().trim_start_matches('[').trim_end_matches(']');
    host == "localhost"
        || host.parse::<std::net::IpAddr>().is_ok_and(|address| address.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::ErrorKind;

    #[test]
    fn a_base_is_normalised() {
        for (text, prefix) in [
            ("https://api.example.test/", "https://api.example.test"),
            ("https://api.example.test//", "https://api.example.test"),
            (" HTTPS://API.Example.test:443 \n", "https://api.example.test"),
            ("https://gateway.test/v1//", "https://gateway.test/v1"),
            ("https://gateway.test/v1/", "https://gateway.test/v1"),
            ("http://127.0.0.1:8080", "http://127.0.0.1:8080"),
            ("http://127.9.9.9", "http://127.9.9.9"),
            ("http://[::1]:8080/", "http://[::1]:8080"),
            ("http://localhost:1", "http://localhost:1"),
        ] {
            assert_eq!(BaseUrl::parse(text, true).unwrap().prefix(), prefix, "{text}");
        }
    }

    #[test]
    fn what_a_credential_must_not_go_to_is_refused() {
        for text in [
            "",
            "api.example.test",
            "/v1",
            "http://api.example.test",
            "http://10.0.0.1",
            "http://0.0.0.0",
            "http://localhost.evil.test",
            "http://127.0.0.1.evil.test",
            "ftp://localhost",
            "file:///etc",
            "https://",
            "https://user@api.example.test",
            "https://user:hunter2@api.example.test",
            "https://api.example.test?key=hunter2",
            "https://api.example.test/#hunter2",
        ] {
            let error = BaseUrl::parse(text, true).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Configuration, "{text}");
            assert!(!format!("{error} {error:?}").contains("hunter2"), "{error:?}");
        }
    }

    #[test]
    fn what_a_base_has_to_begin_with_is_said() {
        let said = |text: &str| BaseUrl::parse(text, true).unwrap_err().message().to_owned();
        assert_eq!(said("ftp://localhost"), "the base URL must start with https");
        assert_eq!(
            said("http://api.example.test"),
            "the base URL must start with https: with a credential, http is for this machine only"
        );
        assert!(BaseUrl::parse("http://api.example.test", false).is_ok());
    }

    #[test]
    fn the_port_is_the_one_that_is_said_or_the_usual_one() {
        let port = |text: &str| BaseUrl::parse(text, false).unwrap().port();
        assert_eq!(port("https://api.example.test"), 443);
        assert_eq!(port("http://api.example.test"), 80);
        assert_eq!(port("https://api.example.test:8443/v1"), 8443);
    }

    #[test]
    fn another_origin_is_told_apart() {
        let base = BaseUrl::parse("https://api.example.test/v1", true).unwrap();
        let same = |text: &str| base.same_origin(&Url::parse(text).unwrap());
        assert!(same("https://api.example.test/x") && same("https://api.example.test:443/x"));
        assert!(!same("http://api.example.test/x") && !same("https://api.example.test:444/x"));
        assert!(!same("https://example.test/x") && !same("https://api.example.test.evil.test/x"));
    }
}
