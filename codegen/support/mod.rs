mod exchange;

pub use exchange::{Call, ReadBody};
pub(crate) use exchange::{send_by_status, send_empty, send_events, send_json, send_stream};
pub use ::oas_runtime::generated::*;

const _: () = ::oas_runtime::generated::check(1);
