//! The methods of a path.

use oas_source::{METHODS, Node};

/// The operations of a path item by method: those with a keyword of their own, then `additionalOperations` of OpenAPI 3.2,
/// whose methods are written as they are sent.
pub(crate) fn operations<'d>(item: Node<'d>) -> Vec<(&'d str, Node<'d>)> {
    let known = METHODS.into_iter().filter_map(|method| Some((method, item.get(method)?)));
    let more = item.get("additionalOperations").into_iter().flat_map(Node::entries);
    known.chain(more).collect()
}

/// A method as a reader knows it.
pub(crate) fn method_name(method: &str) -> String {
    if METHODS.contains(&method) { method.to_ascii_uppercase() } else { method.to_owned() }
}
