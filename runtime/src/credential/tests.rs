//! The static credential, and the renewal of tokens under virtual time.

use std::time::Duration;

use super::*;

#[test]
fn the_secret_is_in_no_debug_text() {
    let credential = Credential::bearer(" key_abcdef \n").unwrap();
    assert_eq!(credential.header().unwrap().as_bytes(), b"Bearer key_abcdef");
    assert_eq!(format!("{credential:?}"), "Credential([redacted])");
    assert!(!format!("{:#?}", credential.header()).contains("abcdef"));
    let token = AccessToken::new("key_abcdef").unwrap().expires_in(Duration::from_secs(60));
    let shown = "AccessToken { credential: Credential([redacted]), lifetime: Some(60s) }";
    assert_eq!(format!("{token:?}"), shown);
}

#[test]
fn what_cannot_be_a_token_is_refused_without_being_repeated() {
    for token in ["", "  ", "two words", "line\nbreak", "caf\u{e9}", "nul\0"] {
        let error = Credential::bearer(token).unwrap_err();
        assert_eq!(error.kind(), crate::ErrorKind::Configuration, "{token:?}");
        assert!(token.trim().is_empty() || !format!("{error} {error:?}").contains(token.trim()));
    }
}

#[test]
fn an_echoed_secret_is_taken_out() {
    let credential = Credential::bearer("s3cret").unwrap();
    let scrub =
        |text: &'static str| String::from_utf8(credential.secret().scrub(text.into())).unwrap();
    assert_eq!(scrub("as3cretbs3cret"), "a[redacted]b[redacted]");
    assert_eq!(scrub("s3cre"), "s3cre");
    assert_eq!(scrub(""), "");
}
