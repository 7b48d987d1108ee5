//! The keys of `responses`.

/// The first digit of a status code (`404`) or of a range of them (`4XX`), which says what kind of answer it is: `2` is a success. `None`
/// for `default`, and for what OpenAPI does not know.
///
/// ```
/// use oas_source::status::class;
///
/// assert_eq!([class("200"), class("4XX"), class("default"), class("2000")], [Some(2), Some(4), None, None]);
/// ```
#[must_use]
pub fn class(key: &str) -> Option<u8> {
    match key.as_bytes() {
        [class @ b'1'..=b'5', b'X' | b'x', b'X' | b'x']
        | [class @ b'1'..=b'5', b'0'..=b'9', b'0'..=b'9'] => Some(class - b'0'),
        _ => None,
    }
}

/// Whether a key is that of a success.
#[must_use]
pub fn is_success(key: &str) -> bool {
    class(key) == Some(2)
}
