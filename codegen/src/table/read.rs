//! From a document to its table.

use oas_source::{Document, Source};

use super::OperationTable;
use super::make::table;
use crate::error::Error;
use crate::lower::lower;
use crate::reading::{on_large_stack, read, refuse_faults};
use crate::settings::Settings;

/// The operations of a document as a table: what a program needs to call them without the typed client, such as a command line or a server of
/// tools. It is made from what the client is made from; an operation that the client does not have is in `skipped`, with the reason.
///
/// ```
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// use oas_codegen::{Safety, Source, operation_table};
///
/// let document = r#"{
///     "openapi": "3.1.0",
///     "info": { "title": "Clock", "version": "1" },
///     "paths": { "/time/{zone}": { "get": {
///         "parameters": [{ "name": "zone", "in": "path", "required": true, "schema": { "type": "string", "maxLength": 5 } }],
///         "responses": { "200": { "description": "Now." } }
///     } } }
/// }"#;
/// let table = operation_table(&Source::new("openapi.json", document), &Default::default())?;
/// let operation = table.operation("GET /time/{zone}").ok_or("it is there")?;
/// assert_eq!(operation.name, "get_time_by_zone");
/// assert_eq!(operation.arguments[0].schema["maxLength"], 5);
/// assert_eq!(operation.safety, Safety::Safe);
/// // For a build script to write, and `include_str!` to take in.
/// let json = serde_json::to_string(&table)?;
/// # assert!(json.contains("get_time_by_zone"));
/// # Ok(())
/// # }
/// ```
///
/// The same text and settings give the same table.
///
/// # Errors
///
/// When the document is over a limit, is no OpenAPI of a known version, is not valid, or does not keep the contract of
/// the settings. The error says what, where and what to do.
pub fn operation_table(source: &Source, settings: &Settings) -> Result<OperationTable, Error> {
    on_large_stack(|| made(&read(source, settings)?, settings))
        .map_err(|error| error.locate(source.name(), || read(source, settings)))
}

/// The same of a document that has been read. What `settings.limits` say is not looked at any more.
///
/// # Errors
///
/// As [`operation_table`].
pub fn operation_table_of(
    document: &Document,
    settings: &Settings,
) -> Result<OperationTable, Error> {
    on_large_stack(|| made(document, settings)).map_err(|error| error.locate_in(document))
}

fn made(document: &Document, settings: &Settings) -> Result<OperationTable, Error> {
    refuse_faults(document, settings)?;
    let root = document.to_value_with_pointers();
    Ok(table(&root, &lower(&root, settings)?, settings))
}
