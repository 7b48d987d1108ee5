//! An error of ours on its way through progenitor.
//!
//! `ClientHooks::exec` can fail with a `reqwest::Error` only, which nobody but reqwest can make. So a failure is handed
//! out as a response that carries our error, and the error is taken out again where progenitor's is mapped.

use bytes::Bytes;
use http::{Extensions, StatusCode};

use super::Error;

/// The status of a response that stands for no answer at all: no success, so that nothing decodes it.
const NO_ANSWER: u16 = 599;

/// A call that failed, and the answer that says so, where there is one.
#[derive(Debug)]
pub(crate) struct Failure {
    pub(crate) error: Error,
    answer: Option<Box<http::Response<Bytes>>>,
}

/// The error in a response's extensions.
#[derive(Clone)]
struct Carried(Error);

impl Failure {
    /// An answer that is not a success.
    #[cold]
    pub(crate) fn answered(answer: http::Response<Bytes>) -> Self {
        let error = Error::from_answer(answer.status(), answer.headers(), answer.body());
        Self { error, answer: Some(Box::new(answer)) }
    }

    /// The same failure, its error changed.
    pub(crate) fn map(mut self, change: impl FnOnce(Error) -> Error) -> Self {
        self.error = change(self.error);
        self
    }

    /// A response that carries the error: the server's, or an empty one.
    #[cold]
    pub(crate) fn into_response(self) -> reqwest::Response {
        let mut response = self.answer.map_or_else(no_answer, |answer| *answer);
        response.extensions_mut().insert(Carried(self.error));
        response.into()
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Self { error, answer: None }
    }
}

fn no_answer() -> http::Response<Bytes> {
    let mut response = http::Response::new(Bytes::new());
    *response.status_mut() =
        StatusCode::from_u16(NO_ANSWER).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    response
}

impl Error {
    /// The error that a response carries.
    pub(super) fn carried(extensions: &mut Extensions) -> Option<Self> {
        extensions.remove::<Carried>().map(|carried| carried.0)
    }
}
