//! Lists by the page: opaque cursors, where and as the document has them.

use axum::http::{HeaderMap, HeaderName, HeaderValue};
use oas_mock::module::{Document, Location, Operation, Parameter, Refusal, resolve};
use serde_json::Value;

use crate::envelope::Pagination;
use crate::handlers::Call;
use crate::words;

/// What a list answers where neither the request nor the document says how much.
const DEFAULT_PAGE_SIZE: usize = 50;

/// What documents call the parameter with the cursor.
const CURSORS: [&str; 5] = ["cursor", "after", "next_cursor", "X-Cursor", "X-Next-Cursor"];

/// What documents call the header of an answer that has the cursor of the next page.
const HEADERS: [&str; 2] = ["X-Next-Cursor", "X-Cursor"];

/// The parameter that takes the cursor.
pub(crate) fn parameter(operation: &Operation) -> Option<&Parameter> {
    CURSORS.iter().find_map(|word| {
        operation.parameters.iter().find(|one| match one.location {
            Location::Query => one.name == *word,
            Location::Header => one.name.eq_ignore_ascii_case(word),
            _ => false,
        })
    })
}

/// Puts the cursor of the next page into the header of the answer that the document has for it.
pub(crate) fn in_header(
    document: &Document,
    operation: &Operation,
    pagination: &mut Pagination,
    headers: &mut HeaderMap,
) {
    let declared = || {
        let (response, _) = operation.success.schema.as_ref()?.split_once("/content/")?;
        let names = document
            .root()
            .pointer(&format!("{}/headers", resolve(document.root(), response.to_owned())))?;
        let is = |word: &&&str| {
            names
                .as_object()
                .is_some_and(|it| it.keys().any(|name| name.eq_ignore_ascii_case(word)))
        };
        HEADERS.iter().find(is)?.parse::<HeaderName>().ok()
    };
    let Some(name) = declared() else { return };
    let text = match pagination.next_cursor.take() {
        Some(Value::String(text)) => text,
        Some(other) => other.to_string(),
        None => return,
    };
    if let Ok(value) = HeaderValue::from_str(&text) {
        headers.insert(name, value);
    }
}

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
        let given = parameter(self.operation).and_then(|parameter| match parameter.location {
            Location::Header => self.headers.get(&parameter.name)?.to_str().ok(),
            _ => self.query(&parameter.name),
        });
        let Some(cursor) = given else { return Ok(None) };
        let key = if self.counts() { cursor.parse().ok() } else { decode(cursor, list) };
        match key {
            Some(key) => Ok(Some(key)),
            None => {
                Err(Refusal::bad_request("invalid_cursor", "the cursor is not one of this list"))
            }
        }
    }

    /// Whether the document has numbers for cursors.
    fn counts(&self) -> bool {
        let schema = parameter(self.operation).and_then(|parameter| parameter.schema.as_deref());
        let fits = |value: Value| {
            schema.is_none_or(|at| self.shared.document().validators().fits(at, &value))
        };
        !fits(encode("list", 1).into()) && fits(1.into())
    }

    /// The first items, as many as were asked for, and where to go on.
    pub(crate) fn page<T>(
        &self,
        list: &str,
        items: impl Iterator<Item = (u64, T)>,
        render: impl FnMut(T) -> Value,
    ) -> (Value, Pagination) {
        let size = self.page_size();
        let mut taken: Vec<(u64, T)> = items.take(size.saturating_add(1)).collect();
        let has_more = taken.len() > size;
        taken.truncate(size);
        let last = taken.last().map(|(key, _)| *key);
        let next_cursor = last.filter(|_| has_more).map(|key| self.next(list, key));
        let data = taken.into_iter().map(|(_, item)| item).map(render).collect();
        (data, Pagination { next_cursor, has_more })
    }

    /// A cursor as the document has it: of a list of numbers in the form of its answer.
    fn next(&self, list: &str, key: u64) -> Value {
        if !self.counts() {
            return encode(list, key).into();
        }
        let document = self.shared.document();
        let answer = self.operation.success.schema.clone();
        let schema = ["meta", "pagination", "next_cursor"]
            .iter()
            .fold(answer, |at, name| words::member(document.root(), &at?, name));
        let is_text = schema.is_some_and(|at| !document.validators().fits(&at, &key.into()));
        if is_text { key.to_string().into() } else { key.into() }
    }
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
