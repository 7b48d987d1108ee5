//! What belongs to the document itself: version, info, servers, tags.

use oas_source::Node;

use super::Compare;
use super::docs::verb;
use crate::rules::{Rule, docs as rules, security};

/// What is compared on its own; `jsonSchemaDialect` and the unknown are not.
const ROOT_KEYS: [&str; 9] = [
    "components",
    "externalDocs",
    "info",
    "openapi",
    "paths",
    "security",
    "servers",
    "tags",
    "webhooks",
];

impl<'d> Compare<'d, '_> {
    pub(crate) fn document_fields(&mut self, old: Node<'d>, new: Node<'d>) {
        if let (Some(a), Some(b)) = (old.get("openapi"), new.get("openapi"))
            && !a.same(b)
        {
            self.emit(&rules::OPENAPI_VERSION_CHANGED, Some(a), Some(b), "`openapi` changed");
        }
        self.info(old.get("info"), new.get("info"));
        self.servers(old, new);
        self.tags(old.get("tags"), new.get("tags"));
        self.word("externalDocs", old.get("externalDocs"), new.get("externalDocs"));
        self.extensions(old, new);
        for (key, a, b) in both(old, new) {
            let differs = !a.zip(b).is_some_and(|(a, b)| a.same(b));
            if differs && !key.starts_with("x-") && !ROOT_KEYS.contains(&key) {
                self.extension(key, a, b);
            }
        }
        self.global_security(old, new);
    }

    fn info(&mut self, old: Option<Node<'d>>, new: Option<Node<'d>>) {
        let (Some(old), Some(new)) = (old, new) else {
            if old.is_some() || new.is_some() {
                self.emit(&rules::INFO_CHANGED, old, new, format!("`info` {}", verb(old, new)));
            }
            return;
        };
        for (key, a, b) in both(old, new) {
            let differs = match (a, b) {
                (Some(a), Some(b)) => !a.same(b),
                _ => true,
            };
            match key {
                _ if !differs => {}
                "description" | "summary" => self.word(key, a, b),
                _ if key.starts_with("x-") => self.extension(key, a, b),
                _ => self.emit(&rules::INFO_CHANGED, a, b, format!("info.{key} {}", verb(a, b))),
            }
        }
    }

    fn tags(&mut self, old: Option<Node<'d>>, new: Option<Node<'d>>) {
        let named = |list: Option<Node<'d>>, name: &str| {
            list.into_iter()
                .flat_map(Node::items)
                .find(|tag| tag.get("name").and_then(Node::as_str) == Some(name))
        };
        let name = |tag: Node<'d>| tag.get("name").and_then(Node::as_str).unwrap_or("");
        let all = |list: Option<Node<'d>>| list.into_iter().flat_map(Node::items);
        let mut gone = Vec::new();
        for tag in all(old) {
            match named(new, name(tag)) {
                Some(other) => self.tag(tag, other),
                None => gone.push(tag),
            }
        }
        let come: Vec<Node<'d>> = all(new).filter(|tag| named(old, name(*tag)).is_none()).collect();
        if let ([a], [b]) = (gone.as_slice(), come.as_slice()) {
            let message = format!("tag `{}` became `{}`", name(*a), name(*b));
            self.emit(&rules::TAG_CHANGED, Some(*a), Some(*b), message);
            return self.tag(*a, *b);
        }
        for tag in gone {
            let message = format!("tag `{}` removed", name(tag));
            self.emit(&rules::TAG_CHANGED, Some(tag), None, message);
        }
        for tag in come {
            let message = format!("tag `{}` added", name(tag));
            self.emit(&rules::TAG_CHANGED, None, Some(tag), message);
            self.inspect(tag);
        }
    }

    fn tag(&mut self, old: Node<'d>, new: Node<'d>) {
        if !old.same(new) {
            self.words(old, new);
            let told = ["name", "description", "summary", "externalDocs"];
            self.other_keys((&rules::TAG_CHANGED, "of the tag"), old, new, &told);
        }
    }

    /// Keys that are told by one rule, but for `told`, which are compared elsewhere, and extensions.
    pub(crate) fn other_keys(
        &mut self,
        (rule, of): (&'static Rule, &str),
        old: Node<'d>,
        new: Node<'d>,
        told: &[&str],
    ) {
        for (key, a, b) in both(old, new) {
            let equal = a.zip(b).is_some_and(|(a, b)| a.same(b));
            if !equal && !key.starts_with("x-") && !told.contains(&key) {
                self.emit(rule, a, b, format!("{key} {of} {}", verb(a, b)));
            }
        }
    }

    /// `servers` of a document, a path or an operation.
    pub(crate) fn servers(&mut self, old: Node<'d>, new: Node<'d>) {
        if self.servers_moved {
            return;
        }
        let list = |node: Node<'d>| -> Vec<Node<'d>> {
            node.get("servers").into_iter().flat_map(Node::items).collect()
        };
        let (mut gone, mut come) = (list(old), list(new));
        let url = |server: Node<'d>| {
            server.get("url").and_then(Node::as_str).unwrap_or("/").trim_end_matches('/')
        };
        gone.retain(|server| {
            let Some(at) = come.iter().position(|other| url(*other) == url(*server)) else {
                return true;
            };
            let other = come.remove(at);
            self.server(*server, other);
            false
        });
        // One server in place of one is a change of its URL; more than that are removed and added.
        if let ([a], [b]) = (gone.as_slice(), come.as_slice()) {
            let (a_url, b_url) = (a.get("url"), b.get("url"));
            let rule = if origin(url(*a)) == origin(url(*b)) {
                &security::SERVER_PATH_CHANGED
            } else {
                &security::SERVER_CHANGED
            };
            self.emit(
                rule,
                a_url.or(Some(*a)),
                b_url.or(Some(*b)),
                format!("server `{}` became `{}`", url(*a), url(*b)),
            );
            return;
        }
        for server in gone {
            self.emit(
                &security::SERVER_REMOVED,
                Some(server),
                None,
                format!("server `{}` removed", url(server)),
            );
        }
        for server in come {
            self.emit(
                &security::SERVER_ADDED,
                None,
                Some(server),
                format!("server `{}` added", url(server)),
            );
        }
    }

    pub(crate) fn server(&mut self, old: Node<'d>, new: Node<'d>) {
        if old.same(new) {
            return;
        }
        self.words(old, new);
        self.other_keys(
            (&rules::DESCRIPTION_CHANGED, "of the server"),
            old,
            new,
            &["url", "description", "variables"],
        );
        let (Some(a), Some(b)) = (old.get("variables"), new.get("variables")) else {
            if let (None, Some(_)) | (Some(_), None) = (old.get("variables"), new.get("variables"))
            {
                self.emit(
                    &security::SERVER_CHANGED,
                    old.get("variables"),
                    new.get("variables"),
                    "server variables changed",
                );
            }
            return;
        };
        for (name, a, b) in both(a, b) {
            match (a, b) {
                (Some(a), Some(b)) => {
                    self.words(a, b);
                    for key in ["default", "enum"] {
                        let (x, y) = (a.get(key), b.get(key));
                        if x.is_some() != y.is_some() || x.zip(y).is_some_and(|(x, y)| !x.same(y)) {
                            self.emit(
                                &security::SERVER_CHANGED,
                                x,
                                y,
                                format!("{key} of server variable `{name}` {}", verb(x, y)),
                            );
                        }
                    }
                }
                _ => self.emit(
                    &security::SERVER_CHANGED,
                    a,
                    b,
                    format!("server variable `{name}` {}", verb(a, b)),
                ),
            }
        }
    }
}

/// The keys of two objects and their values, in the order of the keys.
pub(crate) fn both<'d>(
    old: Node<'d>,
    new: Node<'d>,
) -> Vec<(&'d str, Option<Node<'d>>, Option<Node<'d>>)> {
    let mut out: Vec<_> =
        old.entries().map(|(key, value)| (key, Some(value), new.get(key))).collect();
    out.extend(
        new.entries()
            .filter(|(key, _)| old.get(key).is_none())
            .map(|(key, value)| (key, None, Some(value))),
    );
    out.sort_by_key(|(key, ..)| *key);
    out
}

/// Scheme, host and port of a server's URL; empty where it is relative. A variable may stand for any of it.
pub(super) fn origin(url: &str) -> &str {
    let start = url.find("://").map_or(0, |at| at + 3);
    let relative = start == 0 && !url.starts_with("//");
    let start = if url.starts_with("//") { 2 } else { start };
    let host = url.get(start..).unwrap_or_default();
    let end = host.find(['/', '?', '#']).unwrap_or(host.len());
    if relative { "" } else { url.get(..start + end).unwrap_or(url) }
}
