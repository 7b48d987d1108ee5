//! Members of an answer's JSON, by the names that the service may have for them.

use serde_json::Value;

/// What can be read of the first of these members that there is something to read of.
pub(crate) fn pick<'a, T>(
    json: &'a Value,
    names: &[&str],
    read: impl Fn(&'a Value) -> Option<T>,
) -> Option<T> {
    names.iter().find_map(|name| read(json.get(name)?))
}

/// A text that is not empty, or a number's digits: ids come as both.
pub(crate) fn text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) if !text.trim().is_empty() => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

/// The word of a status, by the document's name for it or, where an answer has none there, by another that services have for it.
pub(crate) fn status<'a>(json: &'a Value, names: &[&str]) -> Option<&'a str> {
    pick(json, names, word).or_else(|| pick(json, &["status", "state"], word))
}

/// A text that is not empty, or that of an object with a name: services have words as both.
fn word<'a>(value: &'a Value) -> Option<&'a str> {
    let text = |value: &'a Value| value.as_str().filter(|text| !text.trim().is_empty());
    match value {
        Value::Object(_) => pick(value, &["name", "value"], text),
        other => text(other),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_word_is_text_or_has_a_name() {
        assert_eq!(word(&json!("Queued")), Some("Queued"));
        assert_eq!(word(&json!({"id": 3, "name": "Queued", "value": "q"})), Some("Queued"));
        assert_eq!(word(&json!({"name": null, "value": "q"})), Some("q"));
        for nothing in [
            json!(""),
            json!(" "),
            json!(7),
            json!(["a"]),
            json!({}),
            json!({"name": {"name": "a"}}),
        ] {
            assert_eq!(word(&nothing), None, "{nothing}");
        }
    }

    #[test]
    fn the_document_s_name_of_a_status_comes_first() {
        let both = json!({"status": "healthy", "state": "done"});
        assert_eq!(status(&both, &["state"]), Some("done"));
        assert_eq!(status(&both, &["status"]), Some("healthy"));
        assert_eq!(status(&json!({"status": "done", "state": null}), &["state"]), Some("done"));
        assert_eq!(status(&json!({"phase": "done"}), &["status"]), None);
    }

    #[test]
    fn an_id_is_text_or_digits_and_never_nothing() {
        assert_eq!(text(&json!("run-1")).as_deref(), Some("run-1"));
        assert_eq!(text(&json!(42)).as_deref(), Some("42"));
        for nothing in [json!(""), json!(" \t"), json!(null), json!(true), json!({})] {
            assert_eq!(text(&nothing), None, "{nothing}");
        }
    }

    #[test]
    fn the_first_name_that_says_something_counts() {
        let both = json!({"execution_id": "run-1", "id": 7});
        assert_eq!(pick(&both, &["execution_id", "id"], text).as_deref(), Some("run-1"));
        assert_eq!(pick(&both, &["id", "execution_id"], text).as_deref(), Some("7"));
        let unsaid = json!({"execution_id": null, "id": 7});
        assert_eq!(pick(&unsaid, &["execution_id", "id"], text).as_deref(), Some("7"));
        assert_eq!(pick(&json!([1]), &["execution_id"], text), None);
    }
}
