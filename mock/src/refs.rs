//! References inside a document.

use oas_source::pointer::percent_decoded;
use serde_json::Value;

/// References that lead to references end somewhere, or are a loop.
const MAX_REF_HOPS: usize = 32;

/// Follows `$ref`s from `pointer` to the pointer of what they lead to.
pub fn resolve(root: &Value, mut pointer: String) -> String {
    for _ in 0..MAX_REF_HOPS {
        let target = root
            .pointer(&pointer)
            .and_then(|value| value.get("$ref"))
            .and_then(Value::as_str)
            .and_then(local_pointer);
        match target {
            Some(target) => pointer = target,
            None => break,
        }
    }
    pointer
}

/// The pointer of a reference inside the document, undoing the percent-encoding of its fragment.
pub(crate) fn local_pointer(reference: &str) -> Option<String> {
    reference.strip_prefix('#').map(percent_decoded)
}
