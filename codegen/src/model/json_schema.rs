//! The document's schemas, for programs that ask a type for its own.

/// A schema of the document in the form of JSON Schema 2020-12.
#[derive(Clone, Debug)]
pub(crate) struct JsonSchema {
    pub(crate) of: SchemaOf,
    pub(crate) name: String,
    /// Its JSON, without the references to others.
    pub(crate) text: String,
    /// Where in it another belongs, as a JSON pointer.
    pub(crate) references: Vec<(String, SchemaOf)>,
}

/// What has a schema.
#[derive(Clone, Debug)]
pub(crate) enum SchemaOf {
    /// An item of the model.
    Item(String),
    /// What has no type of its own, by its number.
    Place(usize),
}
