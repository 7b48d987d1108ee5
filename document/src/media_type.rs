//! Media types, as the keys of `content` spell them.

/// The type and subtype without parameters, in lowercase: `application/json` of `Application/JSON; charset=utf-8`.
#[must_use]
pub fn essence(media_type: &str) -> String {
    media_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
}

/// Whether content of this type is JSON text: `application/json`, the older `text/json`, a type with the suffix `+json`, and the
/// range `application/*`, which documents give to what has a schema.
#[must_use]
pub fn is_json(media_type: &str) -> bool {
    let essence = essence(media_type);
    matches!(essence.as_str(), "application/json" | "text/json" | "application/*")
        || essence.ends_with("+json")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parameters_and_case_mean_nothing() {
        assert_eq!(essence(" Application/JSON ; charset=utf-8"), "application/json");
        for json in [
            "application/json",
            "APPLICATION/JSON;v=1",
            "application/problem+json",
            "text/json",
            "application/*",
        ] {
            assert!(is_json(json), "{json}");
        }
        for other in ["", "text/plain", "application/jsonl", "application/json-seq", "*/*"] {
            assert!(!is_json(other), "{other}");
        }
    }
}
