//! The operations as data.

/// Every operation of the API in JSON, for a program that calls operations it learns of at run time: names, arguments with their JSON Schema,
/// credentials, safety, paging and streams. Its members are those of `oas_codegen::OperationTable`.
///
/// ```
/// # fn main() -> Result<(), serde_json::Error> {
/// let table: serde_json::Value = serde_json::from_str(neoagent::operation_table())?;
/// let operations = table["operations"].as_array().map_or(0, Vec::len);
/// assert_eq!(operations, neoagent::api::operations::ALL.len());
/// # Ok(()) }
/// ```
#[must_use]
pub fn operation_table() -> &'static str {
    include_str!(concat!(env!("OUT_DIR"), "/operations.json"))
}
