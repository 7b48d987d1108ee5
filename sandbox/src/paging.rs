//! Lists by the page: opaque cursors.

use oas_mock::module::Refusal;
use serde_json::Value;

use crate::envelope::Pagination;
use crate::handlers::Call;

/// What a list answers where neither the request nor the document says how much.
const DEFAULT_PAGE_SIZE: usize = 50;

/// What documents call the parameter with the cursor.
pub(crate) const CURSORS: [&str; 3] = ["cursor", "after", "next_cursor"];

impl Call<'_> {
    /// The number of items asked for; its bounds are the document's.
    pub(crate) fn page_size(&self) -> usize {
        let declared = self.operation.parameter("page_size").and_then(|p| p.default.as_ref());
        self.query("page_size")
            .and_then(|text| text.parse().ok())
            .or_else(|| declared.and_then(Value::as_u64).and_then(|n| usize::try_from(n).ok()))
            .unwrap_or(DEFAULT_PAGE_SIZE)
            .max(1)
    }

    /// The key of the last item of the page before, from the cursor.
    pub(crate) fn cursor(&self, list: &str) -> Result<Option<u64>, Refusal> {
        let Some(cursor) = CURSORS.iter().find_map(|word| self.query(word)) else {
            return Ok(None);
        };
        match decode(cursor, list) {
            Some(key) => Ok(Some(key)),
            None => {
                Err(Refusal::bad_request("invalid_cursor", "the cursor is not one of this list"))
            }
        }
    }
}

/// The first `size` of `items`, and where to go on.
pub(crate) fn page<T>(
    list: &str,
    size: usize,
    items: impl Iterator<Item = (u64, T)>,
    render: impl FnMut(T) -> Value,
) -> (Value, Pagination) {
    let mut taken: Vec<(u64, T)> = items.take(size.saturating_add(1)).collect();
    let has_more = taken.len() > size;
    taken.truncate(size);
    let last = taken.last().map(|(key, _)| *key);
    let next_cursor = last.filter(|_| has_more).map(|key| encode(list, key));
    let data = taken.into_iter().map(|(_, item)| item).map(render).collect();
    (data, Pagination { next_cursor, has_more })
}

fn encode(list: &str, key: u64) -> String {
    format!("{list}:{key}").bytes().map(|byte| format!("{byte:02x}")).collect()
}

fn decode(cursor: &str, list: &str) -> Option<u64> {
    let digits: Vec<u32> = cursor.chars().map(|c| c.to_digit(16)).collect::<Option<_>>()?;
    if !digits.len().is_multiple_of(2) {
        return None;
    }
    let bytes = digits
        .chunks(2)
        .map(|pair| u8::try_from(pair[0] * 16 + pair[1]).ok())
        .collect::<Option<_>>()?;
    let text = String::from_utf8(bytes).ok()?;
    text.strip_prefix(list)?.strip_prefix(':')?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::{decode, encode};

    #[test]
    fn a_cursor_is_good_for_its_own_list_only() {
        let cursor = encode("runs", 17);
        assert_eq!(decode(&cursor, "runs"), Some(17));
        assert_eq!(decode(&cursor, "agents"), None);
        for junk in ["", "x", "7", "zz", "72756e73", "€€", &cursor[1..], &format!("{cursor}0")]
        {
            assert_eq!(decode(junk, "runs"), None, "{junk}");
        }
    }
}
