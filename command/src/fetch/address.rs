//! Addresses that a document may be fetched from.

use std::fmt;

use ureq::http::Uri;

/// An `https` URL, or an `http` URL of this machine: with a host, and without a user, a password or a fragment.
#[derive(Clone, PartialEq, Eq)]
pub struct Address(Uri);

impl Address {
    /// Reads an absolute URL. The error says what is wrong with it and does not repeat it: it may hold a secret.
    pub fn parse(text: &str) -> Result<Self, &'static str> {
        // A fragment is for whoever asks, and is never sent.
        let text = text.split('#').next().unwrap_or_default();
        let uri: Uri = text.parse().map_err(|_| "cannot be read as a URL")?;
        let authority = uri.authority().ok_or("has no host")?;
        if authority.as_str().contains('@') {
            return Err("has a user or a password in it, which would end up in logs");
        }
        if authority.host().is_empty() {
            return Err("has no host");
        }
        let address = Self(uri);
        match address.0.scheme_str() {
            Some("https") => Ok(address),
            Some("http") if address.is_loopback() => Ok(address),
            Some("http") => Err("is http, which anybody on the way can read and change; use https"),
            _ => Err("is not https"),
        }
    }

    /// Where a `Location` header leads.
    pub(super) fn join(&self, location: &str) -> Result<Self, &'static str> {
        let scheme = self.0.scheme_str().unwrap_or("https");
        let authority = self.0.authority().map_or("", |authority| authority.as_str());
        let path = self.0.path();
        let text = if has_scheme(location) {
            location.to_owned()
        } else if location.starts_with("//") {
            format!("{scheme}:{location}")
        } else if location.starts_with('/') {
            format!("{scheme}://{authority}{location}")
        } else if location.starts_with('?') {
            format!("{scheme}://{authority}{path}{location}")
        } else {
            let folder = path.rfind('/').map_or("/", |at| &path[..=at]);
            format!("{scheme}://{authority}{folder}{location}")
        };
        Self::parse(&text)
    }

    /// All of it, with the query, which may hold a secret: for files of the project, and not for messages.
    pub fn full(&self) -> String {
        self.0.to_string()
    }

    pub(super) fn uri(&self) -> &Uri {
        &self.0
    }

    pub(super) fn host(&self) -> &str {
        self.0.host().unwrap_or_default()
    }

    /// Whether scheme, host and port are the same.
    pub fn same_origin(&self, other: &Self) -> bool {
        self.0.scheme_str() == other.0.scheme_str()
            && self.host().eq_ignore_ascii_case(other.host())
            && self.port() == other.port()
    }

    /// Whether it is this machine, where nobody is on the way.
    pub(super) fn is_loopback(&self) -> bool {
        let host = self.host().trim_start_matches('[').trim_end_matches(']');
        host.eq_ignore_ascii_case("localhost")
            || host.parse::<std::net::IpAddr>().is_ok_and(|address| address.is_loopback())
    }

    fn port(&self) -> u16 {
        let default = if self.0.scheme_str() == Some("http") { 80 } else { 443 };
        self.0.port_u16().unwrap_or(default)
    }
}

/// Whether a reference is absolute: letters, then a colon, before any slash.
fn has_scheme(reference: &str) -> bool {
    reference.split_once(':').is_some_and(|(scheme, _)| {
        scheme.starts_with(|c: char| c.is_ascii_alphabetic())
            && scheme.chars().all(|c| c.is_ascii_alphanumeric() || "+-.".contains(c))
    })
}

/// Without the query, which may hold a secret.
impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let scheme = self.0.scheme_str().unwrap_or("https");
        let authority = self.0.authority().map_or("", |authority| authority.as_str());
        write!(f, "{scheme}://{authority}{}", self.0.path())?;
        f.write_str(if self.0.query().is_some() { "?…" } else { "" })
    }
}

impl fmt::Debug for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn https_is_taken_and_http_of_this_machine() {
        for good in [
            "https://api.neoagent.io/public-api/openapi.json",
            "https://host:8443/a?b=c#d",
            "http://127.0.0.1:80/a",
            "http://localhost/a",
            "http://[::1]:1/a",
        ] {
            assert!(Address::parse(good).is_ok(), "{good}");
        }
        for bad in [
            "",
            "openapi.json",
            "/a",
            "https:///a",
            "http://example.com/a",
            "http://127.0.0.1.example.com/a",
            "http://localhost.example.com/",
            "https://user@host/a",
            "https://user:secret@host/a",
            "ftp://host/a",
            "file:///etc/passwd",
            "https://a b/",
        ] {
            let error = Address::parse(bad).expect_err(bad);
            assert!(!error.contains("secret"), "{error}");
        }
    }

    #[test]
    fn redirects_are_followed_as_browsers_do() {
        let base = Address::parse("https://host/a/b.json?q=1").expect("an address");
        for (location, target) in [
            ("c.json", "https://host/a/c.json"),
            ("/c", "https://host/c"),
            ("//other/c", "https://other/c"),
            ("https://other/c", "https://other/c"),
            ("a:b", ""),
            ("http://host/a", ""),
            ("javascript:alert(1)", ""),
        ] {
            let found = base.join(location).map(|found| found.to_string());
            assert_eq!(found.unwrap_or_default(), target, "{location}");
        }
        let queried = base.join("?r=2").expect("an address");
        assert_eq!(queried.uri().to_string(), "https://host/a/b.json?r=2");
        assert_eq!(queried.to_string(), "https://host/a/b.json?…");
    }

    #[test]
    fn an_origin_is_scheme_host_and_port() {
        let address = |text| Address::parse(text).expect("an address");
        let one = address("https://Host/a");
        assert!(one.same_origin(&address("https://host:443/b")));
        for other in ["https://host:444/a", "https://other/a", "https://host.other/a"] {
            assert!(!one.same_origin(&address(other)), "{other}");
        }
        assert!(!address("http://localhost:443/").same_origin(&address("https://localhost:443/")));
    }
}
