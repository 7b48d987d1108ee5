//! Paths with parameters.

use percent_encoding::percent_decode_str;

/// A path of the document, `{parameters}` included.
#[derive(Debug, Clone)]
pub struct PathTemplate {
    text: String,
    segments: Vec<Segment>,
}

#[derive(Debug, Clone)]
enum Segment {
    Literal(String),
    Parameter { name: String, prefix: String, suffix: String },
}

/// The parameters of a path with their values, in their order.
pub type Values = Vec<(String, String)>;

impl PathTemplate {
    pub(crate) fn new(text: &str) -> Self {
        let segments = text.split('/').map(Segment::new).collect();
        Self { text: text.to_owned(), segments }
    }

    /// As the document spells it.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The values of the parameters, when `path` (still percent-encoded) is one of this template.
    pub(crate) fn matches(&self, path: &str) -> Option<Values> {
        let mut values = Vec::new();
        let mut parts = path.split('/');
        for segment in &self.segments {
            let part = percent_decode_str(parts.next()?).decode_utf8_lossy();
            match segment {
                Segment::Literal(literal) if *literal == part => {}
                Segment::Literal(_) => return None,
                Segment::Parameter { name, prefix, suffix } => {
                    let value =
                        part.strip_prefix(prefix.as_str())?.strip_suffix(suffix.as_str())?;
                    if value.is_empty() {
                        return None;
                    }
                    values.push((name.clone(), value.to_owned()));
                }
            }
        }
        parts.next().is_none().then_some(values)
    }

    /// Fewer parameters win: `/a/me` is served before `/a/{id}`.
    pub(crate) fn parameters(&self) -> usize {
        self.segments.iter().filter(|s| matches!(s, Segment::Parameter { .. })).count()
    }
}

impl Segment {
    fn new(text: &str) -> Self {
        if let Some((prefix, rest)) = text.split_once('{')
            && let Some((name, suffix)) = rest.split_once('}')
        {
            return Self::Parameter {
                name: name.to_owned(),
                prefix: prefix.to_owned(),
                suffix: suffix.to_owned(),
            };
        }
        Self::Literal(text.to_owned())
    }
}

/// What two spellings of one path have in common: not the names of its parameters, a slash at its end, or the `prefix` of all paths, which
/// a document may have in the address of its server.
pub fn structure(path: &str, prefix: &str) -> String {
    let below = path.strip_prefix(prefix).filter(|rest| rest.is_empty() || rest.starts_with('/'));
    let path = below.unwrap_or(path).trim_matches('/');
    path.split(['{', '}'])
        .enumerate()
        .map(|(at, part)| if at % 2 == 1 { "{}" } else { part })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::{PathTemplate, structure};

    #[test]
    fn a_path_is_known_again_by_its_structure() {
        for path in ["/a/{id}/b", "/a/{other}/b/", "/public-api/a/{x}/b", "/public-api/a/{}/b/"] {
            assert_eq!(structure(path, "/public-api"), "a/{}/b", "{path}");
        }
        assert_eq!(structure("/public-apis/a", "/public-api"), "public-apis/a");
        assert_eq!(structure("/a/{id}/", ""), "a/{}");
    }

    #[test]
    fn a_parameter_takes_one_segment_and_never_an_empty_one() {
        let template = PathTemplate::new("/a/{id}/b");
        assert_eq!(template.matches("/a/x%2Fy/b"), Some(vec![("id".into(), "x/y".into())]));
        for path in ["/a//b", "/a/x/c", "/a/x", "/a/x/b/", "a/x/b", "", "/"] {
            assert_eq!(template.matches(path), None, "{path}");
        }
    }

    #[test]
    fn a_parameter_may_share_its_segment_with_text() {
        let template = PathTemplate::new("/f/v{id}.json");
        assert_eq!(template.matches("/f/v7.json"), Some(vec![("id".into(), "7".into())]));
        assert_eq!(template.matches("/f/v.json"), None);
        assert_eq!(template.matches("/f/7.json"), None);
    }
}
