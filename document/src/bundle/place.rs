//! Where references lead: URIs, and the paths in the folder that they stand for.

use crate::document::Document;
use crate::node::Node;
use crate::pointer::percent_decoded;
use crate::uri::{has_scheme, join};

use super::walk;

/// The scheme of the URIs of files in the folder: no author writes it, so that no `file:` gets in.
const SCHEME: &str = "oas-folder:///";

/// Whether any reference of a document names more than a place in it.
pub(super) fn leads_out(document: &Document) -> bool {
    let sections = walk::sections(document).into_iter().map(|(_, reference)| reference);
    let found = walk::references(document.root(), "schemas", &mut Vec::new());
    sections.chain(found).any(|reference| {
        document.node(reference.value).as_str().is_some_and(|text| !text.starts_with('#'))
    })
}

/// The URI of a file in the folder.
pub(super) fn uri_of(relative: &str) -> String {
    let encoded = relative.replace('%', "%25").replace('#', "%23").replace('?', "%3F");
    format!("{SCHEME}{encoded}")
}

/// Whether a URI is one of those that [`uri_of`] makes.
pub(super) fn is_in_folder(uri: &str) -> bool {
    uri.starts_with(SCHEME)
}

/// What a file calls itself, against its own URI: `$self` of a document, `$id` of a schema.
pub(super) fn own_uri(root: Node<'_>, uri: &str) -> Option<String> {
    let written = root.get("$self").or_else(|| root.get("$id")).and_then(Node::as_str)?;
    let written = written.split('#').next().unwrap_or_default();
    (!written.is_empty()).then(|| join(uri, written))
}

/// Where a reference may lead, in the order in which it is looked for.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// A path in the folder.
    Path(String),
    /// Above the folder.
    Above,
}

/// The places of a reference to `resource` from the base URI `base` in the file `file`, which calls itself `own`.
pub(super) fn places(base: &str, resource: &str, file: &str, own: Option<&str>) -> Vec<Place> {
    let mut places = Vec::new();
    if is_in_folder(base) && !has_scheme(resource) {
        places.push(path(base, resource));
    }
    // Files that call themselves by an address lie to each other as their addresses do.
    let uri = join(base, resource);
    if let Some(resource) = own.and_then(|own| relative(own, &uri)) {
        places.push(path(file, &resource));
    }
    places
}

fn path(base: &str, resource: &str) -> Place {
    if climbs_out(base, resource) {
        return Place::Above;
    }
    let uri = join(base, resource);
    Place::Path(percent_decoded(uri.strip_prefix(SCHEME).unwrap_or_default()))
}

/// Whether a relative reference has more `..` than there are folders.
fn climbs_out(base: &str, resource: &str) -> bool {
    let path = base.strip_prefix(SCHEME).unwrap_or_default();
    let mut depth = if resource.starts_with('/') { 0 } else { path.matches('/').count() };
    for segment in resource.split('/') {
        match percent_decoded(segment).as_str() {
            ".." => match depth.checked_sub(1) {
                Some(above) => depth = above,
                None => return true,
            },
            "" | "." => {}
            _ => depth += 1,
        }
    }
    false
}

/// One URI as a relative reference from another, where they have scheme and host in common.
fn relative(from: &str, to: &str) -> Option<String> {
    let host = |uri: &str| {
        let after = uri.find("://")? + 3;
        Some(uri.get(after..)?.find('/').map_or(uri.len(), |at| after + at))
    };
    let (from_path, to_path) = (from.get(host(from)?..)?, to.get(host(to)?..)?);
    if from.get(..host(from)?) != to.get(..host(to)?) || to_path.is_empty() {
        return None;
    }
    let from: Vec<&str> = from_path.split('/').collect();
    let to: Vec<&str> = to_path.split('/').collect();
    let folders = from.get(..from.len() - 1)?;
    let common = folders.iter().zip(&to).take_while(|(a, b)| a == b).count();
    let common = common.min(to.len() - 1);
    let mut parts = vec![".."; folders.len() - common];
    parts.extend(to.get(common..)?);
    Some(parts.join("/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(base: &str, resource: &str, own: Option<&str>) -> Vec<Place> {
        places(own.unwrap_or(base), resource, base, own)
    }

    #[test]
    fn spellings_of_one_path_are_one() {
        let path = |path: &str| vec![Place::Path(path.to_owned())];
        let base = uri_of("api/openapi.yaml");
        for spelling in ["pet.yaml", "./pet.yaml", "../api/pet.yaml", "x/../pet.yaml", "p%65t.yaml"]
        {
            assert_eq!(found(&base, spelling, None), path("api/pet.yaml"), "{spelling}");
        }
        assert_eq!(found(&base, "/pet.yaml", None), path("pet.yaml"));
        assert_eq!(found(&base, "a%23b%25.yaml", None), path("api/a#b%.yaml"));
        for above in ["../../pet.yaml", "/../pet.yaml", "x/../../../pet.yaml", "%2E%2E/../pet.yaml"]
        {
            assert_eq!(found(&base, above, None), [Place::Above], "{above}");
        }
        for elsewhere in ["https://example.com/pet.yaml", "file:///etc/passwd", "urn:x:y"] {
            assert_eq!(found(&base, elsewhere, None), [], "{elsewhere}");
        }
    }

    #[test]
    fn files_lie_to_each_other_as_their_addresses_do() {
        let (base, own) = (uri_of("api/openapi.yaml"), "https://example.com/v1/openapi.yaml");
        let path = |path: &str| vec![Place::Path(path.to_owned())];
        for reference in
            ["schemas/pet.yaml", "https://example.com/v1/schemas/pet.yaml", "/v1/schemas/pet.yaml"]
        {
            assert_eq!(
                found(&base, reference, Some(own)),
                path("api/schemas/pet.yaml"),
                "{reference}"
            );
        }
        assert_eq!(found(&base, "../pet.yaml", Some(own)), path("pet.yaml"));
        assert_eq!(found(&base, "../../pet.yaml", Some(own)), path("pet.yaml"));
        assert_eq!(found(&base, "https://example.org/v1/pet.yaml", Some(own)), []);
        let above = "https://example.com/a/b/c/openapi.yaml";
        assert_eq!(found(&base, "../../pet.yaml", Some(above)), [Place::Above]);
    }
}
