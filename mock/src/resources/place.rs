//! Where things stand in answers: whole or in a member, a list bare or in a member.

use serde_json::{Value, json};

use crate::schema::{items, member, members, says};

/// Where one thing stands in an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ItemPlace {
    /// The member that it stands in; the answer itself where there is none.
    pub(crate) member: Option<String>,
    /// The pointer to its schema.
    pub(crate) schema: String,
    /// The member that tells it from others, and the pointer to its schema.
    pub(crate) id: Option<(String, String)>,
}

/// Where a list of things stands in an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ListPlace {
    /// The pointer to the schema of the whole answer.
    pub(crate) whole: String,
    /// The members that lead to the list.
    pub(crate) path: Vec<String>,
    /// The pointer to the schema of its elements.
    pub(crate) items: String,
    /// One thing in such an element.
    pub(crate) item: ItemPlace,
}

impl ItemPlace {
    /// The place in an answer; `names` are what the member may be called that tells it from others.
    pub(crate) fn find(root: &Value, schema: &str, names: &[String]) -> Self {
        let id = |schema: &str| {
            let known = members(root, schema);
            let of = |name: &String| known.iter().find(|(known, _)| known == name).cloned();
            names.iter().find_map(of)
        };
        let place = |member: Option<String>, schema: &str, id: Option<(String, String)>| Self {
            member,
            schema: schema.to_owned(),
            id,
        };
        let own = id(schema);
        if own.is_some() {
            return place(None, schema, own);
        }
        let inner = members(root, schema).into_iter().find_map(|(name, inner)| {
            let id = id(&inner)?;
            Some(place(Some(name), &inner, Some(id)))
        });
        inner.unwrap_or_else(|| place(None, schema, None))
    }
}

impl ListPlace {
    /// The place in an answer of the list of a collection with this path.
    pub(crate) fn find(
        root: &Value,
        schema: &str,
        collection: &str,
        names: &[String],
    ) -> Option<Self> {
        let place = |path: Vec<String>, items: String| {
            let item = ItemPlace::find(root, &items, names);
            Some(Self { whole: schema.to_owned(), path, items, item })
        };
        if let Some(items) = items(root, schema) {
            return place(Vec::new(), items);
        }
        if let Some((name, items)) = list_member(root, schema, collection) {
            return place(vec![name], items);
        }
        members(root, schema).into_iter().find_map(|(outer, inner)| {
            let (name, items) = list_member(root, &inner, collection)?;
            place(vec![outer, name], items)
        })
    }
}

/// The member that has the list: of several the one with a usual name, or that of the collection.
fn list_member(root: &Value, schema: &str, collection: &str) -> Option<(String, String)> {
    const USUAL: [&str; 8] =
        ["data", "items", "results", "values", "entries", "list", "records", "content"];
    let last = collection.rsplit('/').find(|part| !part.contains('{')).unwrap_or_default();
    let lists: Vec<(String, String)> = members(root, schema)
        .into_iter()
        .filter(|(_, pointer)| says(root, pointer, "type", &json!("array")))
        .filter_map(|(name, pointer)| Some((name, items(root, &pointer)?)))
        .collect();
    let named =
        |wanted: &str| lists.iter().find(|(name, _)| name.eq_ignore_ascii_case(wanted)).cloned();
    named(last).or_else(|| USUAL.iter().find_map(|name| named(name))).or_else(|| {
        // Of one alone there is no doubt.
        lists.first().filter(|_| lists.len() == 1).cloned()
    })
}

/// The pointer to the schema of what a path of members leads to.
pub(crate) fn follow(root: &Value, schema: &str, path: &[String]) -> Option<String> {
    path.iter().try_fold(schema.to_owned(), |schema, name| member(root, &schema, name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_is_found_bare_or_in_a_member() {
        let thing = json!({ "type": "array", "items": { "type": "object" } });
        let of = |schema: Value| {
            let root = json!({ "s": schema });
            ListPlace::find(&root, "/s", "/shops/{id}/things", &[])
                .map(|place| (place.path, place.item.schema))
        };
        let found = |path: &[&str], items: &str| {
            Some((path.iter().map(|name| (*name).to_owned()).collect(), items.to_owned()))
        };
        assert_eq!(of(thing.clone()), found(&[], "/s/items"));
        let named = json!({ "properties": { "errors": thing, "things": thing } });
        assert_eq!(of(named), found(&["things"], "/s/properties/things/items"));
        let deep = json!({ "properties": { "page": { "properties": { "data": thing } } } });
        assert_eq!(of(deep), found(&["page", "data"], "/s/properties/page/properties/data/items"));
        assert_eq!(of(json!({ "properties": { "a": thing, "b": thing } })), None);
        assert_eq!(of(json!({ "type": "object" })), None);
    }

    #[test]
    fn a_thing_is_whole_or_in_a_member() {
        let thing = json!({ "properties": { "id": { "type": "string" } } });
        let root = json!({ "s": thing, "t": { "properties": { "thing": thing } }, "u": {} });
        let find = |schema: &str| ItemPlace::find(&root, schema, &["id".to_owned()]);
        assert_eq!(find("/s").member, None);
        assert_eq!(find("/t").member.as_deref(), Some("thing"));
        assert_eq!(find("/t").id.unwrap().1, "/t/properties/thing/properties/id");
        assert_eq!(find("/u").id, None);
    }
}
