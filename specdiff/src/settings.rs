/// What the reader's client does; the classes depend on it. The default is this project's client.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Settings {
    /// Enums and unions keep a value that they do not know; true.
    pub open_enums: bool,
    /// Fields that the client does not know are ignored, even where the object is closed; true.
    pub accepts_unknown_fields: bool,
    /// Errors are one type, whatever their status; true.
    pub one_error_type: bool,
    /// Methods are named after operationIds, not after method and path; false.
    pub names_from_operation_ids: bool,
    /// `x-` keys that the generator reads; a change in one is a security matter.
    pub generator_extensions: Vec<String>,
    /// String formats that have a Rust type of their own.
    pub typed_formats: Vec<String>,
    /// The two members that an answer has to require for the client to look into it: its payload and what stands beside; none.
    pub envelope: Option<(String, String)>,
}

impl Default for Settings {
    fn default() -> Self {
        let owned = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect();
        Self {
            open_enums: true,
            accepts_unknown_fields: true,
            one_error_type: true,
            names_from_operation_ids: false,
            generator_extensions: owned(&["x-rust-type"]),
            typed_formats: owned(&["date-time"]),
            envelope: None,
        }
    }
}
