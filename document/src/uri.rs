//! URI references, as far as `$id` needs them.

/// A URI reference against a base (RFC 3986, section 5.2), as far as `$id` needs it: without queries and fragments.
pub(crate) fn join(base: &str, reference: &str) -> String {
    if has_scheme(reference) {
        return reference.to_owned();
    }
    let after_scheme = base.find("://").map_or(0, |at| at + 3);
    let authority = base[after_scheme..].find('/').map_or(base.len(), |at| after_scheme + at);
    let (origin, path) = if after_scheme == 0 { ("", base) } else { base.split_at(authority) };
    let path = if reference.starts_with('/') {
        reference.to_owned()
    } else {
        let folder = path.rfind('/').map_or("", |at| &path[..=at]);
        let slash = if folder.is_empty() && !origin.is_empty() { "/" } else { "" };
        format!("{slash}{folder}{reference}")
    };
    format!("{origin}{}", without_dots(&path))
}

/// Whether a reference is a whole URI.
pub(crate) fn has_scheme(text: &str) -> bool {
    text.split_once(':').is_some_and(|(scheme, _)| {
        scheme.starts_with(|first: char| first.is_ascii_alphabetic())
            && scheme.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.'))
    })
}

fn without_dots(path: &str) -> String {
    let mut segments: Vec<&str> = Vec::new();
    for segment in path.split('/') {
        match segment {
            "." => {}
            ".." => {
                // Not above the root.
                if segments.last().is_some_and(|last| !last.is_empty()) {
                    segments.pop();
                }
            }
            other => segments.push(other),
        }
    }
    segments.join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn uris_are_joined() {
        for (base, reference, joined) in [
            ("", "a.json", "a.json"),
            ("a/b.json", "c.json", "a/c.json"),
            ("http://h", "c", "http://h/c"),
            ("http://h/a/b", "c", "http://h/a/c"),
            ("http://h/a/b/", "../c", "http://h/a/c"),
            ("http://h/a/b", "/c/./d", "http://h/c/d"),
            ("http://h/a", "../../c", "http://h/c"),
            ("http://h/a", "urn:x:y", "urn:x:y"),
            ("urn:x:y", "./c.json", "c.json"),
        ] {
            assert_eq!(join(base, reference), joined, "{base} {reference}");
        }
    }
}
