//! Which operation a request is for.

use axum::http::Method;

use crate::document::Document;
use crate::operation::Operation;
use crate::routes::{PathTemplate, Values};

/// What a request's method and path come to.
#[derive(Debug)]
pub enum Route<'d> {
    /// An operation, and what stands in its path.
    Operation(&'d Operation, Values),
    /// The path is documented, for these methods.
    OtherMethod(&'d PathTemplate, Vec<Method>),
    /// No path of the document.
    Unknown,
}

impl Route<'_> {
    /// The path of the document that was meant.
    pub fn template(&self) -> Option<&str> {
        match self {
            Self::Operation(operation, _) => Some(operation.path.as_str()),
            Self::OtherMethod(path, _) => Some(path.as_str()),
            Self::Unknown => None,
        }
    }
}

/// What a method and a path, still percent-encoded, are for.
pub fn find<'d>(document: &'d Document, method: &Method, path: &str) -> Route<'d> {
    let Some(path) = path.strip_prefix(document.base()) else { return Route::Unknown };
    let mut matching: Vec<_> = document
        .operations()
        .iter()
        .filter_map(|operation| Some((operation, operation.path.matches(path)?)))
        .collect();
    // A path that is written out is no other path's parameter, whatever the method.
    let fewest = matching.iter().map(|(operation, _)| operation.path.parameters()).min();
    matching.retain(|(operation, _)| Some(operation.path.parameters()) == fewest);
    if let Some(index) = matching.iter().position(|(operation, _)| operation.method == *method) {
        let (operation, values) = matching.swap_remove(index);
        return Route::Operation(operation, values);
    }
    let allowed = matching.iter().map(|(operation, _)| operation.method.clone()).collect();
    match matching.first() {
        Some((operation, _)) => Route::OtherMethod(&operation.path, allowed),
        None => Route::Unknown,
    }
}
