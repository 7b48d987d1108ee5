//! JSONPath (RFC 9535) over a document: parsed in one pass, and evaluated within a number of steps.
//!
//! Written here because no crate for it does both: `serde_json_path` takes exponential time for nested filters and `jsonpath-rust` for
//! functions that are not closed, and neither bounds an evaluation, so that `$..[?$..a]` takes the square of the document.

mod compare;
mod evaluate;
mod parse;
mod parts;
mod pattern;
mod scan;
mod steps;

pub(crate) use self::parts::Query;
pub(crate) use self::steps::Steps;

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::{Query, Steps};
    use crate::document::{Document, tree};
    use crate::limits::Limits;
    use crate::node::Node;

    const STORE: &str = r#"{"store": {"books": [
        {"title": "A", "price": 8, "tags": ["x", "y"]}, {"title": "Bé", "price": 12.5},
        {"title": "C", "price": 8.0, "of": null}, {"title": "D\n", "tags": []}],
        "it's": {"price": 20}}, "limit": 10, "pattern": "[A-B]."}"#;

    fn selected(query: &str) -> Result<Vec<String>, String> {
        let query = Query::parse(query)?;
        let document =
            Document::of("d.json", tree(STORE, "d.json", &Limits::default()).unwrap().0, true);
        let root = document.root();
        let nodes = query.select(root, root, &mut Steps::new(1_000_000, 1000));
        Ok(nodes.map_err(|_| "too much".to_owned())?.into_iter().map(Node::pointer).collect())
    }

    /// What is selected of the books, by their places.
    fn books(filter: &str) -> String {
        let found = selected(&format!("$.store.books[{filter}]")).unwrap();
        found
            .iter()
            .map(|pointer| pointer.replace("/store/books/", ""))
            .collect::<Vec<_>>()
            .join(" ")
    }

    #[test]
    fn segments_and_selectors() {
        for (query, expected) in [
            ("$", &[""][..]),
            ("$.store['it\\'s'].price", &["/store/it's/price"]),
            ("$ [\"limit\"]", &["/limit"]),
            ("$.limit.none", &[]),
            ("$.store.books[0]", &["/store/books/0"]),
            ("$.store.books[-1,0].title", &["/store/books/3/title", "/store/books/0/title"]),
            ("$.store.books[4]", &[]),
            ("$..tags[*]", &["/store/books/0/tags/0", "/store/books/0/tags/1"]),
            ("$..[?@ == 'x']", &["/store/books/0/tags/0"]),
            ("$.store.*.price", &["/store/it's/price"]),
            ("$['\\u006cimit']", &["/limit"]),
        ] {
            assert_eq!(selected(query).unwrap(), expected, "{query}");
        }
        for (slice, expected) in [
            ("1:3", "1 2"),
            ("-2:", "2 3"),
            ("::2", "0 2"),
            ("::-1", "3 2 1 0"),
            ("2:0:-1", "2 1"),
            ("::0", ""),
            ("9:", ""),
        ] {
            assert_eq!(books(slice), expected, "{slice}");
        }
    }

    #[test]
    fn filters() {
        for (filter, expected) in [
            ("?@.price", "0 1 2"),
            ("?!@.price", "3"),
            ("?@.price == 8", "0 2"),
            ("?@.price > $.limit", "1"),
            ("?@.price <= 8 && @.of == null", "2"),
            ("?@.none == @.never", "0 1 2 3"),
            ("?(@.title == 'A' || @.title == 'C') && !(@.of == null)", "0"),
            ("?@.tags == $.store.books[3].tags", "3"),
            ("?length(@.title) == 2", "1 3"),
            ("?count(@.*) > 2", "0 2"),
            ("?value(@.tags[*]) == 'x'", ""),
            ("?match(@.title, '[A-C]')", "0 2"),
            ("?match(@.title, 'D.')", ""),
            ("?search(@.title, '^D')", "3"),
            ("?match(@.title, $.pattern)", "1"),
            ("?search(@.title, '(')", ""),
            ("?@.tags[?@ == 'y']", "0"),
            ("?'a' < @.title", ""),
        ] {
            assert_eq!(books(filter), expected, "{filter}");
        }
    }

    #[test]
    fn what_is_no_query_is_refused_with_its_place() {
        for (query, why) in [
            ("", "it ends where '$' is due"),
            ("paths", "at character 1 stands 'p' where '$' is due"),
            ("$.", "it ends where a name, `*` or `[` is due"),
            ("$.a b", "at character 4 stands ' ' where a segment is due"),
            ("$[01]", "at character 3 stands '0' where a whole number is due"),
            ("$['é", "it ends where the rest of a string is due"),
            ("$['\\ud800']", "at character 5 stands 'u' where an escape of a character is due"),
            ("$[?1]", "at character 5 stands ']' where a comparison is due"),
            ("$[?@.* == 1]", "at character 4 stands '@' where a query of one node is due"),
            ("$[?!@.a == 1]", "at character 9 stands '=' where ']' is due"),
            (
                "$[?lower(@.a) == 1]",
                "at character 4 stands 'l' where a function of RFC 9535 is due",
            ),
            ("$[?count(1) == 1]", "at character 10 stands '1' where a query is due"),
            ("$[?@.a = 1]", "at character 8 stands '=' where a comparison is due"),
            ("$[9007199254740992]", "at character 3 stands '9' where a whole number is due"),
        ] {
            assert_eq!(selected(query).unwrap_err(), why, "{query}");
        }
        let deep =
            |open: &str, close: &str| format!("$[?{}@.a{}]", open.repeat(40), close.repeat(40));
        for query in [deep("(", ")"), deep("@[?", "]"), deep("length(", ")"), deep("length(", "")] {
            assert_eq!(selected(&query).unwrap_err(), "it is nested deeper than 32 levels");
        }
    }

    #[test]
    fn what_takes_too_long_ends() {
        let wide = format!("$..[?{}1 == 1{}]", "$..[?".repeat(9), "]".repeat(9));
        for query in [wide, format!("$..['limit'{}]", ", *".repeat(400))] {
            assert_eq!(selected(&query).unwrap_err(), "too much", "{query}");
        }
    }
}
