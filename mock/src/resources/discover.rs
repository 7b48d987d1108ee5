//! What a document has to create, read, list, change and delete: pairs of paths, `/things` and `/things/{id}`.

use std::collections::HashMap;

use axum::http::Method;
use serde_json::{Value, json};

use crate::answers::{self, Answer};
use crate::document::Document;
use crate::operation::Operation;
use crate::resources::place::{ItemPlace, ListPlace};
use crate::schema;

/// Things of one kind.
#[derive(Debug)]
pub(crate) struct Resource {
    /// The path under which they are, as the document spells it.
    pub(crate) collection: String,
    /// How many parameters it has.
    pub(crate) depth: usize,
    /// The parameter that tells one from the other.
    pub(crate) parameter: String,
    /// What the member may be called that does so too.
    pub(crate) names: Vec<String>,
    /// The pointer to the schema of the parameter.
    pub(crate) parameter_schema: Option<String>,
    /// What one of them is: by its own answer, or by that of its creation, of its change or of the list.
    pub(crate) item: Option<ItemPlace>,
    pub(crate) list: Option<ListPlace>,
    /// The places of its operations in the document.
    pub(crate) operations: Vec<(usize, Role)>,
}

/// What an operation does with things.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Role {
    Create,
    List,
    Read,
    /// By a whole new one, which is created where there is none and nothing else creates.
    Replace,
    /// By a merge patch.
    Merge,
    Delete,
}

/// The resources of a document, and of each of their operations which one it is of and what it does.
#[derive(Debug)]
pub(crate) struct Kinds {
    all: Vec<Resource>,
    roles: HashMap<usize, (usize, Role)>,
    /// Where a thing stands in the answers of an operation.
    places: HashMap<usize, ItemPlace>,
    /// The resources that an operation is below, where there are any.
    above: HashMap<usize, Vec<usize>>,
}

impl Kinds {
    pub(crate) fn find(document: &Document) -> Self {
        let mut all = Vec::new();
        let mut roles = HashMap::new();
        let mut places = HashMap::new();
        for operation in document.operations() {
            let path = operation.path.as_str();
            if all.iter().any(|known: &Resource| item_path(known, path)) {
                continue;
            }
            if let Some(resource) = resource(document, path) {
                for (index, role) in &resource.operations {
                    roles.insert(*index, (all.len(), *role));
                    let operation = document.operations().get(*index);
                    if let Some(schema) = operation.and_then(|one| one_schema(one, *role)) {
                        let place = ItemPlace::find(document.root(), &schema, &resource.names);
                        places.insert(*index, place);
                    }
                }
                all.push(resource);
            }
        }
        let mut above = HashMap::new();
        for operation in document.operations() {
            let path = operation.path.as_str();
            let within = |(_, resource): &(usize, &Resource)| {
                path.starts_with(&format!("{}/{{{}}}/", resource.collection, resource.parameter))
            };
            let found: Vec<usize> =
                all.iter().enumerate().filter(within).map(|(at, _)| at).collect();
            if !found.is_empty() {
                above.insert(operation.index, found);
            }
        }
        Self { all, roles, places, above }
    }

    /// Where a thing stands in the answer of an operation.
    pub(crate) fn place(&self, operation: &Operation) -> Option<&ItemPlace> {
        self.places.get(&operation.index)
    }

    #[cfg(test)]
    pub(crate) fn get(&self, index: usize) -> Option<&Resource> {
        self.all.get(index)
    }

    /// How many there are.
    pub(crate) fn len(&self) -> usize {
        self.all.len()
    }

    pub(crate) fn role(&self, operation: &Operation) -> Option<(usize, &Resource, Role)> {
        let (index, role) = *self.roles.get(&operation.index)?;
        Some((index, self.all.get(index)?, role))
    }

    /// The resources that an operation is below.
    pub(crate) fn above<'k>(
        &'k self,
        operation: &'k Operation,
    ) -> impl Iterator<Item = (usize, &'k Resource)> {
        let known = self.above.get(&operation.index).into_iter().flatten();
        known.filter_map(|index| Some((*index, self.all.get(*index)?)))
    }

    /// Whether something of `child` is under something of `parent`.
    pub(crate) fn is_under(&self, child: usize, parent: usize) -> bool {
        let (Some(child), Some(parent)) = (self.all.get(child), self.all.get(parent)) else {
            return false;
        };
        let trimmed = parent.collection.trim_end_matches('/');
        let rest = child.collection.strip_prefix(trimmed).and_then(|rest| rest.strip_prefix("/{"));
        rest.is_some_and(|rest| rest.contains('}'))
    }
}

fn item_path(known: &Resource, path: &str) -> bool {
    split(path).is_some_and(|(collection, parameter)| {
        parameter == known.parameter && collection == known.collection.trim_end_matches('/')
    })
}

/// `/things/{id}` as `/things` and `id`.
fn split(path: &str) -> Option<(&str, &str)> {
    let (collection, last) = path.trim_end_matches('/').rsplit_once('/')?;
    let parameter = last.strip_prefix('{')?.strip_suffix('}')?;
    (!collection.is_empty() && !parameter.contains(['{', '}'])).then_some((collection, parameter))
}

/// The resource whose single things have this path.
fn resource(document: &Document, path: &str) -> Option<Resource> {
    let (collection, parameter) = split(path)?;
    let of = |method: Method, on_item: bool| {
        document.operations().iter().find(|operation| {
            let own = operation.path.as_str();
            operation.method == method
                && if on_item { own == path } else { own.trim_end_matches('/') == collection }
        })
    };
    let (list, create) = (of(Method::GET, false), of(Method::POST, false));
    let (read, replace) = (of(Method::GET, true), of(Method::PUT, true));
    let create = create.filter(|create| takes_one(document, create));
    let replace = replace.filter(|replace| takes_one(document, replace));
    create.or(replace)?;
    let root = document.root();
    let parameter_schema =
        [read, replace, of(Method::DELETE, true)].into_iter().flatten().find_map(|operation| {
            operation.parameter(parameter).and_then(|parameter| parameter.schema.clone())
        });
    let is_number = parameter_schema
        .as_ref()
        .is_some_and(|schema| schema::says(root, schema, "type", &json!("integer")));
    let names = names(parameter, is_number);
    let listed = |operation: &&Operation| {
        let answer = answers::success(&operation.answers, &["200"]);
        let schema = answer.and_then(Answer::json_schema);
        schema.is_some_and(|schema| ListPlace::find(root, schema, collection, &names).is_some())
    };
    // Some lists are asked for by what stands in a body.
    let list =
        list.filter(listed).or_else(|| asked_list(document, collection).filter(listed)).or(list);
    let answer = |operation: Option<&Operation>| {
        let answer = answers::success(&operation?.answers, &["201", "200"])?;
        answer.json_schema().map(str::to_owned)
    };
    let list_place =
        answer(list).and_then(|schema| ListPlace::find(root, &schema, collection, &names));
    let (patch, post) = (of(Method::PATCH, true), of(Method::POST, true));
    let candidates = [read, create, replace, patch].map(answer).into_iter().flatten();
    let candidates = candidates.map(|schema| ItemPlace::find(root, &schema, &names));
    let candidates: Vec<ItemPlace> =
        candidates.chain(list_place.as_ref().map(|place| place.item.clone())).collect();
    // An answer that does not say which one it is about says less than another that does.
    let item = candidates.iter().find(|item| item.id.is_some()).or(candidates.first()).cloned();
    // Things that can neither be read nor listed are nowhere to be seen.
    read.filter(|read| reads(read)).or(list.filter(|_| list_place.is_some()))?;
    let roles = [
        (create, Role::Create),
        (list.filter(|_| list_place.is_some()), Role::List),
        (read.filter(|read| reads(read)), Role::Read),
        (replace, Role::Replace),
        (patch.filter(|patch| takes_one(document, patch)), Role::Merge),
        (post.filter(|post| takes_one(document, post)), Role::Merge),
        (of(Method::DELETE, true), Role::Delete),
    ];
    Some(Resource {
        collection: collection.to_owned(),
        depth: collection.matches('{').count(),
        parameter: parameter.to_owned(),
        parameter_schema,
        names,
        item,
        list: list_place,
        operations: roles
            .into_iter()
            .filter_map(|(operation, role)| Some((operation?.index, role)))
            .collect(),
    })
}

/// What lists by a body: `POST /things/filter`.
fn asked_list<'d>(document: &'d Document, collection: &str) -> Option<&'d Operation> {
    const WORDS: [&str; 5] = ["filter", "search", "list", "query", "find"];
    WORDS.iter().find_map(|word| {
        let path = format!("{collection}/{word}");
        document.operations().iter().find(|operation| {
            operation.method == Method::POST
                && operation.path.as_str().trim_end_matches('/') == path
        })
    })
}

/// The schema of the answer of an operation that is about one thing.
fn one_schema(operation: &Operation, role: Role) -> Option<String> {
    let answer = answer(operation, role)?;
    answer.json_schema().map(str::to_owned)
}

/// The answer of an operation where it has done what it does.
pub(crate) fn answer(operation: &Operation, role: Role) -> Option<&Answer> {
    let preferred: &[&str] = match role {
        Role::Create => &["201", "200", "202"],
        Role::Delete => &["204", "200"],
        _ => &["200"],
    };
    answers::success(&operation.answers, preferred)
}

/// Whether an operation answers one thing in JSON.
fn reads(operation: &Operation) -> bool {
    answers::success(&operation.answers, &["200"]).is_some_and(Answer::is_json)
}

/// Whether an operation takes one thing: not a list of them.
fn takes_one(document: &Document, operation: &Operation) -> bool {
    let schema = operation.body.as_ref().and_then(|body| body.schema.as_ref());
    schema.is_none_or(|schema| !schema::says(document.root(), schema, "type", &json!("array")))
}

/// What the member may be called that a parameter of a path stands for, the likeliest first. What is called a name is no number.
fn names(parameter: &str, is_number: bool) -> Vec<String> {
    let mut words: Vec<String> = vec![String::new()];
    for c in parameter.chars() {
        let last = words.last().map(String::as_str).unwrap_or_default();
        if matches!(c, '_' | '-') {
            words.push(String::new());
        } else if c.is_uppercase() && !last.is_empty() && !last.ends_with(char::is_uppercase) {
            words.push(c.to_string());
        } else if let Some(last) = words.last_mut() {
            last.push(c);
        }
    }
    let words: Vec<String> = words.into_iter().map(|word| word.to_lowercase()).collect();
    let camel = words.iter().enumerate().map(|(at, word)| {
        let mut letters = word.chars();
        match letters.next() {
            Some(first) if at > 0 => format!("{}{}", first.to_uppercase(), letters.as_str()),
            _ => word.clone(),
        }
    });
    let mut names = vec![parameter.to_owned(), words.join("_"), camel.collect()];
    names.extend(words.last().cloned());
    let usual = ["id", "uuid", "uid", "key", "name", "slug", "_id", "ID", "Id"];
    let usual = usual.iter().filter(|name| !is_number || !["key", "name", "slug"].contains(name));
    names.extend(usual.map(|name| (*name).to_owned()));
    names
}

/// The text of a value that can stand in a path.
pub(crate) fn path_text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) if !text.is_empty() => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::{names, split};

    #[test]
    fn the_member_of_a_parameter_goes_by_its_words() {
        assert_eq!(names("thing_id", false)[..4], ["thing_id", "thing_id", "thingId", "id"]);
        assert_eq!(names("poolName", false)[..4], ["poolName", "pool_name", "poolName", "name"]);
        assert!(!names("user_id", true).contains(&"name".to_owned()));
    }

    #[test]
    fn a_thing_has_the_path_of_its_collection_and_a_parameter() {
        assert_eq!(split("/a/{b}/c/{d}"), Some(("/a/{b}/c", "d")));
        assert_eq!(split("/a/{b}/"), Some(("/a", "b")));
        for path in ["/a", "/{a}", "/a/{b}.json", "/a/{b}/c", "/a/v{b}", "/a/{b}{c}"] {
            assert_eq!(split(path), None, "{path}");
        }
    }
}
