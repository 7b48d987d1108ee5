//! Pointers that stay what they are when something is put into a list: names stand where a JSON pointer has indices.

use oas_source::Node;
use oas_source::pointer::escape;

/// Elements of a longer list keep their index.
const NAMED: usize = 300;

/// The pointer of a node. An element of a list goes by its name, its `operationId`, the last part of its `$ref`, its URL
/// or title, or by itself where it is text; by its index where that is no name of it alone, or looks like an index.
pub(super) fn pointer(node: Node<'_>) -> String {
    let mut at = node.document().root();
    let mut out = String::new();
    for segment in node.path() {
        let index = || segment.parse::<usize>().ok();
        let element = if at.is_object() { None } else { index().and_then(|it| at.items().nth(it)) };
        let name = element.and_then(|element| name_among(element, at));
        out.push('/');
        out.push_str(&escape(name.as_deref().unwrap_or(&segment)));
        at = at.get(&segment).or(element).unwrap_or(at);
    }
    out
}

fn name_among(element: Node<'_>, list: Node<'_>) -> Option<String> {
    let alone = |name: &dyn Fn(Node<'_>) -> Option<String>| {
        let own = name(element).filter(|own| own.parse::<usize>().is_err())?;
        let same = list.items().filter(|other| name(*other).as_deref() == Some(own.as_str()));
        (same.count() == 1).then_some(own)
    };
    if list.items().len() > NAMED {
        return None;
    }
    alone(&name).or_else(|| alone(&placed))
}

fn name(element: Node<'_>) -> Option<String> {
    if let Some(text) = element.as_str() {
        return Some(text.to_owned());
    }
    if let Some(reference) = element.get("$ref").and_then(Node::as_str) {
        return Some(reference.rsplit('/').next().unwrap_or(reference).to_owned());
    }
    let keys = ["name", "operationId", "url", "title"];
    keys.iter().find_map(|key| element.get(key)?.as_str()).map(str::to_owned)
}

/// A parameter's name with the place that it is sent in.
fn placed(element: Node<'_>) -> Option<String> {
    let place = element.get("in")?.as_str()?;
    Some(format!("{}.{place}", element.get("name")?.as_str()?))
}
