use serde::Serialize;

use crate::change::Report;
use crate::rules::ADDRESS;

/// The JSON Schema (2020-12) of what [`json`] writes.
pub const JSON_SCHEMA: &str = include_str!("../../schema/report.schema.json");

#[derive(Serialize)]
struct Versioned<'r> {
    /// Goes up when a reader of the old form could no longer read the new one.
    format: u32,
    /// The address of a rule is this and its id.
    rules: &'static str,
    #[serde(flatten)]
    report: &'r Report,
}

/// The report as JSON, for programs. Its form is [`JSON_SCHEMA`]; rule ids are stable.
///
/// # Errors
/// Never for a report that [`diff`](crate::diff) made; the signature is that of the serializer.
pub fn json(report: &Report) -> Result<String, serde_json::Error> {
    let mut text = serde_json::to_string_pretty(&Versioned { format: 1, rules: ADDRESS, report })?;
    text.push('\n');
    Ok(text)
}
