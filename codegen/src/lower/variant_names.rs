//! What the types of inline branches of a union are called.

use serde_json::Value;

use super::Lowering;
use super::keywords::texts;
use super::one_of::is_null;

impl Lowering<'_> {
    /// The part of an inline branch's name that tells it from its siblings: its tag, what it refers to, its title, the required member that it alone
    /// has, its type, or else its place, which changes when another branch comes before it.
    pub(super) fn variant_name(
        &self,
        branches: &[Value],
        index: usize,
        tag: Option<&str>,
    ) -> String {
        let branch = &branches[index];
        let constant = tag.and_then(|tag| self.constants(branch, tag, 0)?.into_iter().next());
        let title = || branch.get("title").and_then(Value::as_str).map(str::to_owned);
        let referred = || {
            let reference = branch.get("$ref")?.as_str()?;
            self.target_of(reference)?.segments().last()
        };
        let others = || {
            let others = branches.iter().enumerate().filter(|(other, _)| *other != index);
            others.map(|(_, branch)| branch).filter(|branch| !is_null(branch))
        };
        let kind = || {
            let kind = branch.get("type")?.as_str()?;
            others()
                .all(|other| other.get("type").is_none_or(|it| it != kind))
                .then(|| kind.to_owned())
        };
        constant
            .or_else(referred)
            .or_else(title)
            .or_else(|| own_member(branch, others))
            .or_else(kind)
            .unwrap_or_else(|| format!("Variant{index}"))
    }
}

/// The first member that a branch has and no other does, of those that are required: what may be left out comes and goes.
fn own_member<'v, Others: Iterator<Item = &'v Value>>(
    branch: &Value,
    others: impl Fn() -> Others,
) -> Option<String> {
    let is_open = |other: &Value| !other.get("properties").is_some_and(Value::is_object);
    let object = branch.as_object()?;
    let properties = object.get("properties")?.as_object()?;
    let mut own: Vec<&str> =
        texts(object, "required").filter(|name| properties.contains_key(*name)).collect();
    own.sort_unstable();
    let alone = |name: &&str| {
        others().all(|other| is_open(other) || other["properties"].get(*name).is_none())
    };
    own.into_iter().find(alone).map(str::to_owned)
}
