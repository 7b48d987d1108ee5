//! The HTTP methods of a path item.

/// The members of a path item that are operations, in the order in which the specification lists them; `query` since OpenAPI 3.2.
pub const METHODS: [&str; 9] =
    ["get", "put", "post", "delete", "options", "head", "patch", "trace", "query"];
