//! The addresses of pages.

use form_urlencoded::parse;
use percent_encoding::utf8_percent_encode;
use reqwest::Url;

use crate::wire::QUERY;

/// The value of a query parameter.
pub(super) fn value(url: &Url, name: &str) -> Option<String> {
    url.query_pairs().find(|(known, _)| known == name).map(|(_, value)| value.into_owned())
}

/// Takes a query parameter out; the others stay as they are written.
pub(super) fn remove(url: &mut Url, name: &str) {
    let is = |pair: &str| parse(pair.as_bytes()).next().is_some_and(|(known, _)| known == name);
    let Some(query) = url.query() else { return };
    let kept: Vec<&str> = query.split('&').filter(|pair| !is(pair)).collect();
    let kept = kept.join("&");
    url.set_query((!kept.is_empty()).then_some(&kept));
}

/// Puts a query parameter in the place of one of that name.
pub(super) fn set(url: &mut Url, name: &str, value: &str) {
    remove(url, name);
    let encode = |text| utf8_percent_encode(text, QUERY).to_string();
    let pair = format!("{}={}", encode(name), encode(value));
    let query = url.query().map_or(pair.clone(), |before| format!("{before}&{pair}"));
    url.set_query(Some(&query));
}

/// The address that a page at `url` calls the next, or why it is not asked for.
pub(super) fn next(url: &Url, said: &str) -> Result<Url, String> {
    let mut next = url
        .join(said)
        .map_err(|error| format!("what the page calls the next is no address: {error}"))?;
    if next.origin() != url.origin() {
        let origin = next.origin().ascii_serialization();
        return Err(format!(
            "the next page is at another server, {origin}, which is not asked for it"
        ));
    }
    if !next.username().is_empty() || next.password().is_some() {
        return Err("the address of the next page has a user in it".to_owned());
    }
    next.set_fragment(None);
    Ok(next)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_parameter_takes_the_place_of_the_one_before_and_leaves_the_others_as_they_are() {
        let mut url = Url::parse("https://a.test/x?q=a%20b&cursor=1&tag=%2F&%63ursor=2").unwrap();
        set(&mut url, "cursor", "a&b=c/+ü");
        assert_eq!(url.as_str(), "https://a.test/x?q=a%20b&tag=%2F&cursor=a%26b%3Dc%2F%2B%C3%BC");
        assert_eq!(value(&url, "cursor").as_deref(), Some("a&b=c/+ü"));
        remove(&mut url, "q");
        remove(&mut url, "tag");
        remove(&mut url, "cursor");
        assert_eq!(url.as_str(), "https://a.test/x");
    }

    #[test]
    fn only_addresses_of_the_same_server_are_followed() {
        let url = Url::parse("https://a.test/v1/x?page=1").unwrap();
        let next = |said| next(&url, said).map(String::from);
        assert_eq!(next("?page=2#top").unwrap(), "https://a.test/v1/x?page=2");
        assert_eq!(next("/v1/y").unwrap(), "https://a.test/v1/y");
        assert_eq!(next("https://A.test:443/z").unwrap(), "https://a.test/z");
        for other in [
            "http://a.test/",
            "https://a.test:444/",
            "//b.test/",
            "https://a.test.b.test/",
            "https:\\\\b.test/",
            "https://a.test@b.test/",
            "data:text/plain,x",
            "file:///etc/passwd",
        ] {
            let error = next(other).unwrap_err();
            assert!(error.contains("is at another server"), "{other}: {error}");
        }
        assert!(next("https://u:p@a.test/").unwrap_err().contains("has a user in it"));
        assert!(next("https://[/").unwrap_err().contains("is no address"));
    }
}
