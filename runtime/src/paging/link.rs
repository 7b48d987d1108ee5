//! The header `Link` (RFC 8288).

use http::HeaderMap;
use http::header::LINK;

/// The target of the first link with the relation `next`.
pub(super) fn next(headers: &HeaderMap) -> Option<String> {
    headers.get_all(LINK).iter().filter_map(|value| value.to_str().ok()).find_map(in_field)
}

fn in_field(mut rest: &str) -> Option<String> {
    loop {
        let (_, link) = rest.split_once('<')?;
        let (target, after) = link.split_once('>')?;
        let (parameters, others) = split_unquoted(after, ',');
        if is_next(parameters) {
            return Some(target.trim().to_owned());
        }
        rest = others;
    }
}

/// Whether the parameters of a link say that it is the next of this page, and not of something else.
fn is_next(parameters: &str) -> bool {
    let (mut rest, mut relation) = (parameters, None);
    while !rest.is_empty() {
        let (parameter, others) = split_unquoted(rest, ';');
        rest = others;
        let (name, value) = parameter.split_once('=').unwrap_or((parameter, ""));
        let name = name.trim();
        if name.eq_ignore_ascii_case("anchor") {
            return false;
        }
        if name.eq_ignore_ascii_case("rel") {
            // Of several, the first holds.
            relation.get_or_insert(value.trim().trim_matches('"'));
        }
    }
    let mut words = relation.unwrap_or_default().split_ascii_whitespace();
    words.any(|word| word.eq_ignore_ascii_case("next"))
}

/// What is before the first delimiter that is in no quotes, and what is after it.
fn split_unquoted(text: &str, delimiter: char) -> (&str, &str) {
    let (mut quoted, mut escaped) = (false, false);
    let end = text.find(|c| {
        if escaped {
            escaped = false;
            return false;
        }
        escaped = quoted && c == '\\';
        quoted ^= c == '"';
        !quoted && c == delimiter
    });
    let Some(end) = end else { return (text, "") };
    (text.get(..end).unwrap_or(text), text.get(end + delimiter.len_utf8()..).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;

    use super::*;

    #[test]
    fn the_link_to_the_next_page_is_found() {
        for (field, expected) in [
            (
                "<https://a.test/?page=2>; rel=\"next\", </?page=9>; rel=\"last\"",
                Some("https://a.test/?page=2"),
            ),
            (
                "</first>; rel=first, </n,x;y>; title=\"a, <b>; rel=next\" ; REL=\"prefetch NEXT\"",
                Some("/n,x;y"),
            ),
            ("</n>;rel=next", Some("/n")),
            ("< /n >; title=\"q\\\", x\"; rel=next", Some("/n")),
            ("</n>; rel=\"last\"; rel=\"next\"", None),
            ("</n>; rel=next; anchor=\"/other\"", None),
            ("</n>; rel=nextish", None),
            ("</n>; title=\"rel=next", None),
            ("<never closed; rel=next", None),
            ("</n>", None),
            ("", None),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(LINK, HeaderValue::from_str(field).unwrap());
            assert_eq!(next(&headers).as_deref(), expected, "{field}");
        }
        let mut headers = HeaderMap::new();
        headers.append(LINK, HeaderValue::from_static("</p>; rel=prev"));
        headers.append(LINK, HeaderValue::from_static("</n>; rel=next"));
        assert_eq!(next(&headers).as_deref(), Some("/n"));
    }
}
