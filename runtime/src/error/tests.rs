//! What is asked of an error.

use std::error::Error as StdError;

use super::*;

#[test]
fn each_question_is_about_one_kind() {
    type Question = (ErrorKind, fn(&Error) -> bool);
    let questions: [Question; 8] = [
        (ErrorKind::Timeout, Error::is_timeout),
        (ErrorKind::Connect, Error::is_connect),
        (ErrorKind::Unauthorized, Error::is_unauthorized),
        (ErrorKind::Forbidden, Error::is_forbidden),
        (ErrorKind::NotFound, Error::is_not_found),
        (ErrorKind::Conflict, Error::is_conflict),
        (ErrorKind::RateLimited, Error::is_rate_limited),
        (ErrorKind::Server, Error::is_server),
    ];
    let others = [ErrorKind::Rejected, ErrorKind::Transport, ErrorKind::Other("waiting")];
    for kind in questions.map(|(kind, _)| kind).into_iter().chain(others) {
        let error = Error::new(kind, Outcome::Unknown, "m");
        for (asked, is) in questions {
            assert_eq!(is(&error), asked == kind, "{kind:?} {asked:?}");
        }
    }
}

#[test]
fn a_cause_is_told_and_a_message_is_the_servers() {
    let cause = serde_json::from_str::<u8>("x").unwrap_err();
    let error = Error::new(ErrorKind::InvalidResponse, Outcome::Unknown, "no").with_source(cause);
    assert_eq!(error.message(), "no");
    assert_eq!(error.source().unwrap().to_string(), "expected value at line 1 column 1");
    assert!(format!("{error:?}").ends_with("caused by: expected value at line 1 column 1"));
    assert!(Error::configuration("no").source().is_none());
    let status = StatusCode::BAD_REQUEST;
    let body =
        br#"{"error":{"code":"invalid","message":"the name is taken"},"meta":{"request_id":"r-1"}}"#;
    let error = Error::from_answer(status, &HeaderMap::new(), body);
    assert_eq!((error.message(), error.request_id()), ("the name is taken", Some("r-1")));
}

#[test]
fn what_reorders_a_line_is_not_shown() {
    let text = "a\u{202e}b\u{2066}c\u{200f}d\u{2028}e\u{7}f\n";
    assert_eq!(line(text).to_string(), "a b c d e f");
}
