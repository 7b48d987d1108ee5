//! Lists over all their pages.

use std::collections::HashSet;

use clap::{Arg, ArgAction, ArgMatches};
use neoagent::Pagination;
use oas_runtime::reqwest::header::HeaderMap;
use serde_json::{Value, json};

use super::call::{Call, json_of};
use super::names::kebab;
use crate::failure::{DONE, Failure, UNKNOWN};
use crate::show::Shown;
use crate::table::{Operation, Paging, Table};

const ID: &str = "all";

/// How many pages without an item a list may give in a row.
const MOST_EMPTY: u32 = 100;

/// How the pages of an operation are asked for, where this program can.
fn paging(operation: &Operation) -> Option<(&Paging, &str)> {
    let paging = operation.paging.as_ref()?;
    let known = ["cursor", "number", "offset"].contains(&paging.by.as_str());
    Some((paging, paging.parameter.as_deref().filter(|_| known)?))
}

/// `--all`, where the operation has pages.
pub(super) fn argument(operation: &Operation) -> Option<Arg> {
    paging(operation)?;
    let help = "All pages, one after the other; with --json, a line for each item";
    Some(Arg::new(ID).long("all").help(help).action(ArgAction::SetTrue))
}

pub(super) fn wanted(operation: &Operation, matches: &ArgMatches) -> bool {
    paging(operation).is_some() && matches.get_flag(ID)
}

/// Prints the items of all pages.
pub(super) async fn all(
    mut call: Call<'_>,
    table: &Table,
    mut shown: Shown,
) -> Result<u8, Failure> {
    let Some((paging, parameter)) = paging(call.operation) else {
        return call.once(table, shown).await;
    };
    let mut places = call.operation.arguments.iter();
    let place = places.position(|argument| argument.name == parameter);
    let place = place.ok_or_else(|| Failure::usage("the list has no parameter for its pages"))?;
    let mut seen = HashSet::new();
    let mut empty = 0;
    loop {
        let received = call.send().await?;
        let body = json_of(&received)?;
        let items = body.pointer(&paging.items).and_then(Value::as_array);
        let items = items.map(Vec::as_slice).unwrap_or_default();
        shown.items(items)?;
        empty = if items.is_empty() { empty + 1 } else { 0 };
        let Some((_, next)) =
            next(call.operation, table, (&received.headers, &body), &call.arguments)
        else {
            return Ok(DONE);
        };
        if !seen.insert(next.to_string()) || empty >= MOST_EMPTY {
            let message = "the list repeats a page, or says that it goes on and gives nothing: it was not read to its end";
            return Err(Failure::new(UNKNOWN, message));
        }
        if let Some(value) = call.arguments.get_mut(place) {
            *value = Some(next);
        }
    }
}

/// What follows a page with these headers and this body: the argument, and its value.
pub(super) fn next(
    operation: &Operation,
    table: &Table,
    (headers, body): (&HeaderMap, &Value),
    arguments: &[Option<Value>],
) -> Option<(String, Value)> {
    let (paging, parameter) = paging(operation)?;
    let place = operation.arguments.iter().position(|argument| argument.name == parameter)?;
    let now = arguments.get(place)?.as_ref();
    let items = body.pointer(&paging.items).and_then(Value::as_array).map_or(0, Vec::len);
    let meta = table.envelope.as_ref().and_then(|envelope| body.get(&envelope.meta));
    let said = Pagination::read(headers, meta.unwrap_or(&Value::Null));
    let more = match &paging.more {
        Some(more) => body.pointer(more).and_then(Value::as_bool),
        None => said.as_ref().and_then(|said| said.has_more),
    };
    if more == Some(false) {
        return None;
    }
    let number = |first: u64| now.and_then(Value::as_u64).unwrap_or(first);
    let next = match paging.by.as_str() {
        "cursor" => {
            let next = match paging.next.as_deref() {
                Some(place) if place.starts_with('/') => body.pointer(place).cloned(),
                Some(name) => headers.get(name).and_then(|text| Some(json!(text.to_str().ok()?))),
                None => said.and_then(|said| Some(json!(said.next_cursor?))),
            };
            next.filter(|next| !next.is_null() && next != "")?
        }
        // Where nothing says whether there are more, a page without an item is the end.
        _ if items == 0 && more.is_none() => return None,
        "number" => json!(number(paging.first) + 1),
        _ => json!(number(0) + items as u64),
    };
    Some((kebab(parameter), next))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn after(paging: &Value, body: &Value, now: Option<Value>) -> Option<Value> {
        after_headers(paging, &HeaderMap::new(), body, now)
    }

    fn after_headers(
        paging: &Value,
        headers: &HeaderMap,
        body: &Value,
        now: Option<Value>,
    ) -> Option<Value> {
        let table: Table = serde_json::from_value(json!({
            "operations": [{
                "name": "list", "method": "GET", "path": "/", "answers": [], "credentials": [], "paging": paging,
                "arguments": [{ "name": "at", "in": "query", "required": false, "style": "form", "explode": true, "schema": {} }],
            }],
            "envelope": { "data": "data", "meta": "meta" },
            "$defs": {},
        }))
        .unwrap();
        next(&table.operations[0], &table, (headers, body), &[now]).map(|(name, value)| {
            assert_eq!(name, "at");
            value
        })
    }

    #[test]
    fn a_page_says_what_follows_it() {
        let paging =
            |by: &str| json!({ "by": by, "parameter": "at", "items": "/data", "first": 1 });
        let page = |said: Value| json!({ "data": [1, 2], "meta": { "pagination": said } });
        let cursor = |said: Value| after(&paging("cursor"), &page(said), None);
        assert_eq!(cursor(json!({ "next_cursor": "c", "has_more": true })), Some(json!("c")));
        assert_eq!(cursor(json!({ "end_cursor": "c" })), Some(json!("c")));
        assert_eq!(cursor(json!({ "next_cursor": "c", "has_more": false })), None);
        assert_eq!(cursor(json!({ "next_cursor": null })), None);
        assert_eq!(cursor(json!({ "next_cursor": "" })), None);
        let number = |said: Value, now| after(&paging("number"), &page(said), now);
        assert_eq!(number(json!({}), None), Some(json!(2)));
        assert_eq!(number(json!({}), Some(json!(7))), Some(json!(8)));
        assert_eq!(number(json!({ "has_more": false }), None), None);
        assert_eq!(after(&paging("number"), &json!({ "data": [] }), Some(json!(3))), None);
        assert_eq!(after(&paging("offset"), &page(json!({})), Some(json!(4))), Some(json!(6)));
        assert_eq!(after(&paging("link"), &page(json!({})), None), None);
        let own = json!({ "by": "cursor", "parameter": "at", "items": "/rows", "next": "/next", "more": "/more", "first": 1 });
        assert_eq!(after(&own, &json!({ "next": "n" }), None), Some(json!("n")));
        assert_eq!(after(&own, &json!({ "next": "n", "more": false }), None), None);
    }

    #[test]
    fn what_follows_a_page_may_be_in_a_header() {
        let headers =
            HeaderMap::from_iter([("x-next-cursor".parse().unwrap(), "h".parse().unwrap())]);
        let mut paging = json!({ "by": "cursor", "parameter": "at", "items": "/data", "first": 1 });
        let page = json!({ "data": [1], "meta": { "pagination": { "has_more": true } } });
        let last = json!({ "data": [1], "meta": { "pagination": { "has_more": "false" } } });
        assert_eq!(after_headers(&paging, &headers, &page, None), Some(json!("h")));
        assert_eq!(after_headers(&paging, &headers, &json!([1]), None), Some(json!("h")));
        assert_eq!(after_headers(&paging, &headers, &last, None), None);
        assert_eq!(after(&paging, &page, None), None);
        paging["next"] = json!("X-Next-Cursor");
        assert_eq!(after_headers(&paging, &headers, &page, None), Some(json!("h")));
        assert_eq!(after(&paging, &page, None), None);
    }
}
