//! One rule for the names of operations: method and path. The operationId is not asked, since a service may change it
//! at will.

use super::ident::snake;

/// `GET /agents/{agent_id}/versions` is `get_agents_by_agent_id_versions`, `POST /` is `post_root`.
pub(crate) fn operation_name(method: &str, path: &str, prefix: &str) -> String {
    let path = path.strip_prefix(prefix).unwrap_or(path);
    let mut words = vec![snake(&method.to_ascii_lowercase())];
    for segment in path.split('/').filter(|segment| !segment.is_empty()) {
        let spelled = segment.replace('{', " by ").replace('}', " ");
        words.push(spelled);
    }
    let name = snake(&words.join(" "));
    // Of the root nothing would be left but the method.
    match name == words[0] {
        true => format!("{name}_root"),
        false => name,
    }
}
