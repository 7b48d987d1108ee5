//! What a change is about, in the words of a reader: `weight`, `parameter limit`, `200 items[].name`.

use oas_source::Node;

use crate::change::Owner;

/// The way from the owner to the node, without the words of the format.
pub(super) fn subject(node: Node<'_>, owner: &Owner, message: &str) -> String {
    let path = node.path();
    let additional = path.get(2).is_some_and(|key| key == "additionalOperations");
    let depth = match owner {
        Owner::Document => return String::new(),
        Owner::Path { .. } => 2,
        Owner::Operation { .. } if additional => 4,
        Owner::Operation { .. } | Owner::Component { .. } => 3,
    };
    let mut at = node.document().root();
    let mut steps: Vec<String> = Vec::new();
    let mut fields = String::new();
    let mut segments = path.iter();
    let mut seen = 0;
    while let Some(segment) = segments.next() {
        at = step(at, segment);
        seen += 1;
        if seen <= depth {
            continue;
        }
        match segment.as_str() {
            "properties" | "patternProperties" => {
                if let Some(name) = segments.next() {
                    at = step(at, name);
                    if !fields.is_empty() {
                        fields.push('.');
                    }
                    fields.push_str(name);
                }
            }
            "items" => fields.push_str("[]"),
            "additionalProperties" => fields.push_str("{}"),
            "prefixItems" | "oneOf" | "anyOf" => {
                if let Some(index) = segments.next() {
                    at = step(at, index);
                    fields.push_str(&format!("({index})"));
                }
            }
            "parameters" | "headers" | "responses" | "callbacks" => {
                let Some(key) = segments.next() else { continue };
                at = step(at, key);
                let shared = at.get("$ref").and_then(Node::as_str);
                let shared = shared.and_then(|reference| at.document().target(at, reference));
                let name = shared.unwrap_or(at).get("name").and_then(Node::as_str).unwrap_or(key);
                steps.push(match segment.as_str() {
                    "parameters" => format!("parameter {name}"),
                    "headers" => format!("header {name}"),
                    "callbacks" => format!("callback {name}"),
                    _ => key.clone(),
                });
            }
            "requestBody" => steps.push("request".to_owned()),
            _ => {}
        }
    }
    // The name that the message says need not be said twice.
    let last = fields.rsplit('.').next().unwrap_or("");
    if !last.is_empty() && message.contains(&format!("`{last}`")) {
        fields.truncate(fields.len() - last.len());
        let kept = fields.trim_end_matches('.').len();
        fields.truncate(kept);
    }
    steps.retain(|step| {
        !step.split_once(' ').is_some_and(|(_, name)| message.contains(&format!("`{name}`")))
    });
    steps.retain(|step| !message.contains(&format!("status {step} ")));
    if !fields.is_empty() {
        steps.push(fields);
    }
    steps.join(" ")
}

fn step<'d>(node: Node<'d>, segment: &str) -> Node<'d> {
    let by_index = || segment.parse::<usize>().ok().and_then(|index| node.items().nth(index));
    node.get(segment).or_else(by_index).unwrap_or(node)
}
