//! The names in `generate.json`, which go with the document.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use crate::failure::Failure;
use indexmap::IndexMap;
use oas_codegen::structure;
use oas_diff::{Document, Node};
use oas_source::METHODS;
use serde::{Deserialize, Serialize};
use serde_json::Value;

const NAMES: &str = "names";
/// Where the names of two documents stand while one takes the place of the other.
const PASSING: &str = "passing_names";

/// JSON whose members keep their order: a file that people edit is written as they left it.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(untagged)]
enum Ordered {
    Object(IndexMap<String, Ordered>),
    Array(Vec<Ordered>),
    Scalar(Value),
}

type Members = IndexMap<String, Ordered>;

/// `generate.json`, as far as names go.
#[derive(Clone, Debug)]
pub struct Names {
    text: String,
    whole: Members,
}

/// What becomes of the names with another document.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Plan {
    /// Entries of operations that are gone.
    pub removed: BTreeMap<String, String>,
    /// Entries of operations that are there, by method and path.
    pub added: BTreeMap<String, String>,
}

impl Plan {
    /// Whether nothing becomes of them.
    pub fn is_empty(&self) -> bool {
        self.removed.is_empty() && self.added.is_empty()
    }
}

impl Names {
    /// Reads them.
    ///
    /// # Errors
    /// The text is no JSON object.
    pub fn parse(path: &Path, text: String) -> Result<Self, Failure> {
        let whole = serde_json::from_str(&text)
            .map_err(|error| Failure::usage(format!("{}: {error}", path.display())))?;
        Ok(Self { text, whole })
    }

    /// The file as it is.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Whether a command that replaced the document was interrupted.
    pub fn is_passing(&self) -> bool {
        self.whole.contains_key(PASSING)
    }

    /// The same without what an interrupted command left: of two names the one stays that the document has.
    ///
    /// # Errors
    /// They cannot be written as JSON.
    pub fn settled(&self, document: &Document, prefix: &str) -> Result<Self, Failure> {
        let mut whole = self.whole.clone();
        let passing = take(&mut whole, PASSING);
        if passing.is_empty() {
            return Ok(self.clone());
        }
        let there = structures(document, prefix);
        let kept = passing.into_iter().filter(|(key, _)| there.contains(&structure(key, prefix)));
        change(&mut whole, &BTreeMap::new(), &kept.collect());
        Self::of(whole)
    }

    /// The file while the document is replaced, which fits both, and the file afterwards.
    ///
    /// # Errors
    /// They cannot be written as JSON.
    pub fn planned(&self, plan: &Plan) -> Result<(Self, Self), Failure> {
        if plan.is_empty() {
            return Ok((self.clone(), self.clone()));
        }
        let (mut both, mut after) = (self.whole.clone(), self.whole.clone());
        change(&mut after, &plan.removed, &plan.added);
        change(&mut both, &plan.removed, &BTreeMap::new());
        let passing = plan.removed.iter().chain(&plan.added);
        let passing = passing.map(|(key, name)| (key.clone(), text(name))).collect();
        both.insert(PASSING.to_owned(), Ordered::Object(passing));
        Ok((Self::of(both)?, Self::of(after)?))
    }

    fn of(whole: Members) -> Result<Self, Failure> {
        let text = serde_json::to_string_pretty(&whole)
            .map_err(|error| Failure::usage(format!("generate.json cannot be written: {error}")))?;
        Ok(Self { text: text + "\n", whole })
    }
}

fn text(name: &str) -> Ordered {
    Ordered::Scalar(name.into())
}

/// Takes a member with names out.
fn take(whole: &mut Members, member: &str) -> BTreeMap<String, String> {
    let Some(Ordered::Object(names)) = whole.shift_remove(member) else { return BTreeMap::new() };
    let name = |(key, name)| match name {
        Ordered::Scalar(name) => Some((key, name.as_str()?.to_owned())),
        _ => None,
    };
    names.into_iter().filter_map(name).collect()
}

/// Takes entries out of `names` and puts others in, sorted by path and method.
fn change(
    whole: &mut Members,
    removed: &BTreeMap<String, String>,
    added: &BTreeMap<String, String>,
) {
    let names = whole.entry(NAMES.to_owned()).or_insert(Ordered::Object(Members::new()));
    let Ordered::Object(names) = names else { return };
    names.retain(|key, _| !removed.contains_key(key));
    names.extend(added.iter().map(|(key, name)| (key.clone(), text(name))));
    names.sort_by_cached_key(|key, _| place(key));
}

/// Types before operations, and these by path and method.
fn place(key: &str) -> (String, usize, String) {
    let Some((method, path)) = key.split_once(' ') else {
        return (String::new(), 0, key.to_owned());
    };
    let order = METHODS.iter().position(|known| known.eq_ignore_ascii_case(method));
    (path.to_owned(), order.unwrap_or(METHODS.len()), method.to_owned())
}

/// All operations of a document, by what two spellings of one have in common.
fn structures(document: &Document, prefix: &str) -> BTreeSet<String> {
    let paths = document.root().get("paths").into_iter().flat_map(Node::entries);
    let of = |(path, item): (&str, Node<'_>)| {
        let item = item
            .get("$ref")
            .and_then(Node::as_str)
            .and_then(|reference| document.target(item, reference))
            .unwrap_or(item);
        let known = METHODS.iter().filter(move |method| item.get(method).is_some());
        let known: Vec<String> = known.map(|method| method.to_ascii_uppercase()).collect();
        let more = item.get("additionalOperations").into_iter().flat_map(Node::entries);
        let methods = known.into_iter().chain(more.map(|(method, _)| method.to_owned()));
        methods.map(|method| structure(&format!("{method} {path}"), prefix)).collect::<Vec<_>>()
    };
    paths.flat_map(of).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILE: &str = r##"{
  "zeta": [
    1,
    -2,
    0.5,
    null,
    true
  ],
  "names": {
    "#/components/schemas/A": "Big",
    "GET /a": "list_a",
    "GET /c/{id}": "get_c"
  },
  "alpha": {}
}
"##;

    fn names(text: &str) -> Names {
        Names::parse(Path::new("generate.json"), text.to_owned()).unwrap()
    }

    fn document(paths: &str) -> Document {
        let text = format!("{{\"openapi\": \"3.1.0\", \"paths\": {paths}}}");
        Document::parse(&text, "openapi.json").unwrap()
    }

    #[test]
    fn the_file_of_this_workspace_is_written_as_it_is() {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../generate.json");
        let text = std::fs::read_to_string(&path).unwrap();
        assert_eq!(Names::of(names(&text).whole).unwrap().text(), text);
        assert_eq!(Names::of(names(FILE).whole).unwrap().text(), FILE);
    }

    #[test]
    fn an_interrupted_change_is_settled_by_the_document() {
        let plan = Plan {
            removed: [("GET /a".to_owned(), "list_a".to_owned())].into(),
            added: [("POST /b".to_owned(), "post_b".to_owned())].into(),
        };
        let (both, after) = names(FILE).planned(&plan).unwrap();
        assert!(both.is_passing() && !after.is_passing());
        assert!(
            after.text().contains("\"Big\",\n    \"POST /b\": \"post_b\",\n    \"GET /c/{id}\"")
        );
        let older = document(r#"{"/a": {"get": {}}, "/c/{x}/": {"get": {}}}"#);
        assert_eq!(both.settled(&older, "").unwrap().text(), FILE);
        let newer = document(r#"{"/b/": {"post": {}}, "/c/{x}/": {"get": {}}}"#);
        assert_eq!(both.settled(&newer, "").unwrap().text(), after.text());
        assert_eq!(after.settled(&older, "").unwrap().text(), after.text());
    }

    #[test]
    fn names_are_made_where_there_were_none() {
        let added = [("GET /a".to_owned(), "get_a".to_owned())].into();
        let (_, after) = names("{}").planned(&Plan { added, ..Plan::default() }).unwrap();
        assert_eq!(after.text(), "{\n  \"names\": {\n    \"GET /a\": \"get_a\"\n  }\n}\n");
    }
}
