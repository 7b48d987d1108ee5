//! Lists by the page, as the document has them: by cursor, number or offset.

use serde_json::{Map, Value};

use crate::document::Document;
use crate::operation::Operation;
use crate::resources::discover::path_text;
use crate::resources::filters::{Filter, filters};
use crate::resources::place::{ListPlace, follow};
use crate::resources::store::{Collection, Item, Store};
use crate::samples::{Samples, mended};

/// What a list answers where neither the request nor the document says how much.
const DEFAULT_SIZE: usize = 50;

/// No page is larger, whatever is asked for.
const MOST: usize = 1000;

const SIZES: &[&str] = &[
    "limit",
    "page_size",
    "pageSize",
    "per_page",
    "perPage",
    "size",
    "max_results",
    "maxResults",
    "top",
    "first",
    "count",
];
const CURSORS: &[&str] = &[
    "cursor",
    "after",
    "starting_after",
    "page_token",
    "pageToken",
    "next_cursor",
    "nextCursor",
    "next_token",
    "nextToken",
    "continuation_token",
    "continuationToken",
    "marker",
    "since_cursor",
];
const NUMBERS: &[&str] = &["page", "page_number", "pageNumber", "pageIndex", "page_index"];
const OFFSETS: &[&str] = &["offset", "skip", "start", "startIndex", "start_index"];

/// Members that tell where a list goes on.
const NEXT: &[&str] = &[
    "next_cursor",
    "nextCursor",
    "next_page_token",
    "nextPageToken",
    "next-page-token",
    "next",
    "cursor",
    "after",
    "next_token",
    "nextToken",
    "continuation_token",
    "continuationToken",
    "end_cursor",
    "endCursor",
    "next_page",
    "nextPage",
];
const MORE: &[&str] =
    &["has_more", "hasMore", "has_next", "hasNext", "has_next_page", "hasNextPage"];
const TOTALS: &[&str] = &[
    "total",
    "total_count",
    "totalCount",
    "total_entries",
    "totalEntries",
    "total_items",
    "totalItems",
    "total_results",
    "totalResults",
    "count",
];
const PAGES: &[&str] = &["total_pages", "totalPages", "pages", "page_count", "pageCount"];

/// A page as it was asked for.
#[derive(Debug)]
pub(crate) struct Page {
    /// What can be asked for: by parameters of the query and members of the body.
    known: Vec<Word>,
    given: Vec<(String, String)>,
    size: usize,
    start: Start,
    filters: Vec<Filter>,
}

/// Something that a list can be asked by.
#[derive(Debug)]
struct Word {
    name: String,
    default: Option<Value>,
    /// The pointer to its schema.
    schema: Option<String>,
}

#[derive(Debug)]
enum Start {
    /// After a thing or its number.
    Cursor(Option<String>),
    /// So many are passed over.
    Offset(usize),
    /// The page of this number, of which the first has the other.
    Number(usize, usize),
}

/// What a page has, and what is beyond it.
#[derive(Debug)]
pub(crate) struct Found<T> {
    pub(crate) items: Vec<T>,
    total: usize,
    first_id: Option<String>,
    last_id: Option<String>,
    last: u64,
    more: bool,
}

impl Page {
    pub(crate) fn asked(
        document: &Document,
        operation: &Operation,
        place: &ListPlace,
        query: &[(String, String)],
        body: &Map<String, Value>,
    ) -> Self {
        let known = words(document, operation);
        let texts = body.iter().filter_map(|(name, value)| Some((name.clone(), path_text(value)?)));
        let given: Vec<(String, String)> = query.iter().cloned().chain(texts).collect();
        let named =
            |words: &[&str]| words.iter().find_map(|word| known.iter().find(|w| w.name == *word));
        let text = |name: &str| {
            given.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
        };
        let number = |name: &str, default: Option<&Value>| {
            let text = text(name).and_then(|text| text.parse().ok());
            text.or_else(|| default.and_then(Value::as_u64).and_then(|n| usize::try_from(n).ok()))
        };
        let size = named(SIZES).and_then(|size| number(&size.name, size.default.as_ref()));
        let start = if let Some(cursor) = named(CURSORS) {
            let text = text(&cursor.name).filter(|text| !text.is_empty());
            Start::Cursor(text.map(str::to_owned))
        } else if let Some(offset) = named(OFFSETS) {
            Start::Offset(number(&offset.name, None).unwrap_or(0))
        } else if let Some(page) = named(NUMBERS) {
            let zero = page.name.ends_with("ndex")
                || page.default.as_ref().and_then(Value::as_u64) == Some(0);
            let first = usize::from(!zero);
            Start::Number(number(&page.name, None).unwrap_or(first).max(first), first)
        } else {
            Start::Offset(0)
        };
        // Without a size a list that has no pages is answered whole.
        let paged = named(SIZES).is_some() || !matches!(start, Start::Offset(0));
        let usual = if paged { DEFAULT_SIZE } else { MOST };
        let size = size.unwrap_or(usual).min(MOST);
        let filters = filters(document, operation, &place.item.schema, query);
        Self { known, given, size, start, filters }
    }

    /// The first of these words that the list can be asked by.
    fn named(&self, words: &[&str]) -> Option<&Word> {
        words.iter().find_map(|word| self.known.iter().find(|known| known.name == *word))
    }

    /// The things of the page.
    ///
    /// # Errors
    /// That of `render`.
    pub(crate) fn of<T, E>(
        &self,
        store: &Store,
        collection: &Collection,
        render: impl Fn(&str, &Map<String, Value>) -> Result<T, E>,
    ) -> Result<Found<T>, E> {
        let (after, skip) = match &self.start {
            Start::Cursor(None) => (0, 0),
            // What is no cursor of this list is beyond its end.
            Start::Cursor(Some(text)) => {
                let number = text.strip_prefix('c').unwrap_or(text).parse().ok();
                (store.position(collection, text).or(number).unwrap_or(u64::MAX), 0)
            }
            Start::Offset(offset) => (0, *offset),
            Start::Number(page, first) => (0, (page - first).saturating_mul(self.size)),
        };
        let wanted =
            |(_, item): &(u64, &Item)| self.filters.iter().all(|one| one.fits(&item.members));
        let mut beyond = store.after(collection, after).filter(wanted).skip(skip).peekable();
        let total = match self.filters.is_empty() {
            true => store.count(collection),
            false => store.after(collection, 0).filter(wanted).count(),
        };
        let mut found =
            Found { items: Vec::new(), total, first_id: None, last_id: None, last: 0, more: false };
        while found.items.len() < self.size
            && let Some((number, item)) = beyond.next()
        {
            found.items.push(render(&item.id, &item.members)?);
            found.first_id.get_or_insert_with(|| item.id.clone());
            (found.last, found.last_id) = (number, Some(item.id.clone()));
        }
        found.more = beyond.peek().is_some() && !found.items.is_empty();
        Ok(found)
    }

    /// The answer with a page in it.
    ///
    /// # Errors
    /// Nothing that fits was found: a sentence that says why.
    pub(crate) fn answer(
        &self,
        document: &Document,
        samples: &Samples,
        place: &ListPlace,
        found: Found<Value>,
        url: &str,
    ) -> Result<Value, String> {
        let Some((last, outer)) = place.path.split_last() else {
            return mended(document, &place.whole, Value::Array(found.items));
        };
        let mut whole = samples.attempt(document, &place.whole, false, true, 0);
        let root = document.root();
        self.tell(document, &place.whole, &mut whole, &found, url);
        // What tells of the page may stand in a member of its own.
        for own in document.members(&place.whole).iter() {
            let told = |name: &&str| [NEXT, MORE, TOTALS].iter().any(|names| names.contains(name));
            let inner = document.members(&own.pointer);
            let tells = inner.iter().any(|member| told(&member.name.as_str()));
            if tells && !place.path.contains(&own.name) {
                let mut inner = samples.attempt(document, &own.pointer, false, true, 0);
                self.tell(document, &own.pointer, &mut inner, &found, url);
                if inner.is_object() && document.validators().fits(&own.pointer, &inner) {
                    whole[&own.name] = inner;
                }
            }
        }
        let mut holder = &mut whole;
        let mut schema = place.whole.clone();
        for name in outer {
            schema = follow(root, &schema, std::slice::from_ref(name)).unwrap_or_default();
            if !holder.get(name).is_some_and(Value::is_object) {
                holder[name] = samples.attempt(document, &schema, false, true, 0);
            }
            holder = &mut holder[name];
            self.tell(document, &schema, holder, &found, url);
        }
        if !holder.is_object() {
            return Err(format!("the schema at {schema} is no object with a list in it"));
        }
        holder[last] = Value::Array(found.items);
        mended(document, &place.whole, whole)
    }

    /// What an object of the answer says of the page, as far as the document has members for it.
    fn tell<T>(
        &self,
        document: &Document,
        schema: &str,
        object: &mut Value,
        found: &Found<T>,
        url: &str,
    ) {
        let Some(object) = object.as_object_mut() else { return };
        let known = document.members(schema);
        let mut set = |names: &[&str], values: &dyn Fn(&str) -> Vec<Value>| {
            for own in known.iter().filter(|member| names.contains(&member.name.as_str())) {
                let fits = |value: &Value| document.validators().fits(&own.pointer, value);
                match values(&own.name).into_iter().find(|value| fits(value)) {
                    Some(value) => object.insert(own.name.clone(), value),
                    None => object.remove(&own.name),
                };
            }
        };
        set(TOTALS, &|_| vec![Value::from(found.total)]);
        set(PAGES, &|_| vec![Value::from(found.total.div_ceil(self.size.max(1)))]);
        set(MORE, &|_| vec![Value::from(found.more)]);
        set(SIZES, &|name| {
            if name == "count" {
                vec![Value::from(found.total)]
            } else {
                vec![Value::from(self.size)]
            }
        });
        match self.start {
            Start::Number(page, _) => set(NUMBERS, &|_| vec![Value::from(page)]),
            Start::Offset(offset) => set(OFFSETS, &|_| vec![Value::from(offset)]),
            Start::Cursor(_) => {}
        }
        set(&["first_id"], &|_| vec![Value::from(found.first_id.clone())]);
        set(&["last_id"], &|_| vec![Value::from(found.last_id.clone())]);
        let next = |_: &str| match self.next(document, found) {
            Some((name, value)) if found.more => {
                let address = self.address(url, &name, &value);
                let number = value.parse::<u64>().map(Value::from);
                let text = Value::from(value);
                // An address where that is what the document asks for: it fits no plain text, and a text is no address.
                [Some(text), number.ok(), Some(Value::from(address))]
                    .into_iter()
                    .flatten()
                    .collect()
            }
            // The empty text is the last page's where there has to be one.
            _ => vec![Value::Null],
        };
        set(NEXT, &next);
    }

    /// The parameter that leads to the next page, and its value.
    fn next<T>(&self, document: &Document, found: &Found<T>) -> Option<(String, String)> {
        match self.start {
            Start::Cursor(_) => {
                let cursor = self.named(CURSORS)?;
                let opaque = format!("c{}", found.last);
                let schema = cursor.schema.as_deref();
                let fits = |text: &String| {
                    schema.is_none_or(|schema| {
                        document.validators().fits(schema, &Value::from(text.as_str()))
                    })
                };
                let by_id = cursor.name.contains("after");
                let own = found.last_id.clone().filter(|_| by_id);
                let value = own.into_iter().chain([opaque]).find(fits);
                Some((cursor.name.clone(), value.unwrap_or_else(|| found.last.to_string())))
            }
            Start::Offset(offset) => Some((
                self.named(OFFSETS)?.name.clone(),
                offset.saturating_add(found.items.len()).to_string(),
            )),
            Start::Number(page, _) => {
                Some((self.named(NUMBERS)?.name.clone(), page.saturating_add(1).to_string()))
            }
        }
    }

    /// The address of the next page, where there is one: for a header `Link`.
    pub(crate) fn link<T>(
        &self,
        document: &Document,
        found: &Found<T>,
        url: &str,
    ) -> Option<String> {
        let (name, value) = self.next(document, found).filter(|_| found.more)?;
        Some(format!("<{}>; rel=\"next\"", self.address(url, &name, &value)))
    }

    fn address(&self, url: &str, name: &str, value: &str) -> String {
        let mut query = form_urlencoded::Serializer::new(String::new());
        query.extend_pairs(self.given.iter().filter(|(known, _)| known != name));
        query.append_pair(name, value);
        format!("{url}?{}", query.finish())
    }
}

/// What a list can be asked by.
fn words(document: &Document, operation: &Operation) -> Vec<Word> {
    let parameters = operation.parameters.iter().map(|parameter| Word {
        name: parameter.name.clone(),
        default: parameter.default.clone(),
        schema: parameter.schema.clone(),
    });
    let body = operation.body.as_ref().and_then(|body| body.schema.as_deref());
    let members = body.map(|schema| crate::schema::members(document.root(), schema));
    let members = members.into_iter().flatten().map(|(name, schema)| Word {
        name,
        default: document.root().pointer(&format!("{schema}/default")).cloned(),
        schema: Some(schema),
    });
    parameters.chain(members).collect()
}

/// Whether pages are asked for by this word.
pub(crate) fn is_paging(name: &str) -> bool {
    [SIZES, CURSORS, NUMBERS, OFFSETS].iter().any(|words| words.contains(&name))
}
