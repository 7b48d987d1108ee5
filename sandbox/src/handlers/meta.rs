//! The document itself.

use axum::http::StatusCode;
use oas_mock::module::text_response;

use super::{Call, Handled, Reply};
use crate::state::State;

pub(crate) fn document(call: &Call<'_>, _: &mut State) -> Handled {
    let text = call.shared.document().text().to_owned();
    Ok(Reply::Whole(text_response(StatusCode::OK, "application/json", text)))
}
