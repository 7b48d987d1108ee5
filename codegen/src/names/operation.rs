//! The names of operations: by method and path or, where the settings say so, by operationId.

use oas_source::METHODS;

use super::ident::snake;

/// The operationId without what FastAPI puts behind the name of the function: the path and the method, with `_` for each character that
/// is no letter.
pub(crate) fn without_path<'i>(id: &'i str, path: &str, prefix: &str) -> &'i str {
    let paths = [Some(path), path.strip_prefix(prefix)];
    let ends = paths.into_iter().flatten().flat_map(|path| {
        let word = |c: char| if c.is_alphanumeric() { c } else { '_' };
        let path: String = path.chars().map(word).collect();
        METHODS.iter().map(move |method| format!("{path}_{method}"))
    });
    let mut cut = ends.filter_map(|end| id.strip_suffix(end.as_str()));
    cut.find(|name| name.contains(char::is_alphanumeric)).unwrap_or(id)
}

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
