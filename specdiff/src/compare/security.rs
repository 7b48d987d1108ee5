//! Who may call: requirements of the document and of operations, and the schemes.

use std::collections::{BTreeMap, BTreeSet};

use oas_source::Node;

use super::Compare;
use super::document::{both, origin};
use super::index::Side;
use crate::rules::{Rule, security as rules};

/// One way to be let in: schemes and the scopes asked of each.
type Alternative<'d> = BTreeMap<&'d str, BTreeSet<&'d str>>;

impl<'d> Compare<'d, '_> {
    /// The requirement that holds where an operation has none of its own.
    pub(crate) fn global_security(&mut self, old: Node<'d>, new: Node<'d>) {
        let (a, b) = (old.get("security"), new.get("security"));
        if alternatives(a) != alternatives(b) && self.inherited() {
            self.requirements((a, a.or(Some(old))), (b, b.or(Some(new))));
        }
    }

    /// Whether the requirement of the document holds for an operation in both documents. What gave up its own or got one
    /// is compared by what holds for it.
    fn inherited(&self) -> bool {
        let named = |side: &Side<'d>| -> BTreeMap<String, bool> {
            let all = side.operations.iter();
            all.map(|operation| (operation.label(), operation.inherits_security)).collect()
        };
        let (old, new) = (named(self.old), named(self.new));
        let any = |side: &BTreeMap<String, bool>| side.values().any(|inherits| *inherits);
        let both = || old.iter().any(|(name, inherits)| *inherits && new.get(name) == Some(&true));
        // An operation that went may be found under another path.
        let moved = || old.iter().any(|(name, inherits)| *inherits && !new.contains_key(name));
        (old.is_empty() && new.is_empty()) || (any(&old) && any(&new) && (both() || moved()))
    }

    pub(crate) fn operation_security(&mut self, old: Node<'d>, new: Node<'d>) {
        let (a, b) = (old.get("security"), new.get("security"));
        if a.is_none() && b.is_none() {
            return;
        }
        let global = |node: Option<Node<'d>>, root: Node<'d>| node.or_else(|| root.get("security"));
        let (effective_a, effective_b) =
            (global(a, self.old.doc.root()), global(b, self.new.doc.root()));
        self.requirements((effective_a, a.or(Some(old))), (effective_b, b.or(Some(new))));
    }

    fn requirements(
        &mut self,
        (old, old_at): (Option<Node<'d>>, Option<Node<'d>>),
        (new, new_at): (Option<Node<'d>>, Option<Node<'d>>),
    ) {
        let (mut a, mut b) = (alternatives(old), alternatives(new));
        if a == b {
            return;
        }
        // An empty list, a missing one and one with an empty alternative all let anybody in.
        let open =
            |list: &[Alternative<'d>]| list.is_empty() || list.iter().any(BTreeMap::is_empty);
        match (open(&a), open(&b)) {
            // What lets anybody in is no credential; others that are taken beside it are.
            (true, true) => {
                a.retain(|alternative| !alternative.is_empty());
                b.retain(|alternative| !alternative.is_empty());
            }
            (true, false) => {
                let message = format!("credentials asked for: {}", told(&b));
                return self.emit(&rules::SECURITY_ADDED, old_at, new_at, message);
            }
            (false, true) => {
                let message = format!("no credentials asked for, where it was {}", told(&a));
                return self.emit(&rules::SECURITY_REMOVED, old_at, new_at, message);
            }
            (false, false) => {}
        }
        a.retain(|alternative| match b.iter().position(|other| other == alternative) {
            Some(at) => {
                b.remove(at);
                false
            }
            None => true,
        });
        let names = |alternative: &Alternative<'d>| alternative.keys().copied().collect::<Vec<_>>();
        a.retain(|alternative| {
            let Some(at) = b.iter().position(|other| names(other) == names(alternative)) else {
                return true;
            };
            let other = b.remove(at);
            self.scopes(alternative, &other, old_at, new_at);
            false
        });
        self.fewer_or_more(&mut a, &mut b, old_at, new_at);
        match (a.is_empty(), b.is_empty()) {
            (true, true) => {}
            (true, false) => {
                let message = format!("credentials taken as well: {}", told(&b));
                self.emit(&rules::SECURITY_ALTERNATIVE_ADDED, old_at, new_at, message);
            }
            (false, true) => {
                let message = format!("credentials no longer taken: {}", told(&a));
                self.emit(&rules::SECURITY_ALTERNATIVE_REMOVED, old_at, new_at, message);
            }
            (false, false) => {
                let message = format!("credentials changed from {} to {}", told(&a), told(&b));
                self.emit(&rules::SECURITY_CHANGED, old_at, new_at, message);
            }
        }
    }

    /// Credentials that are asked for together, and of which one is no longer asked for, or one more is.
    fn fewer_or_more(
        &mut self,
        a: &mut Vec<Alternative<'d>>,
        b: &mut Vec<Alternative<'d>>,
        old_at: Option<Node<'d>>,
        new_at: Option<Node<'d>>,
    ) {
        let holds = |one: &Alternative<'d>, other: &Alternative<'d>| {
            other.keys().all(|scheme| one.contains_key(scheme))
        };
        a.retain(|old| {
            let Some(at) = b.iter().position(|new| holds(old, new) || holds(new, old)) else {
                return true;
            };
            let new = b.remove(at);
            let (rule, word) = if holds(old, &new) {
                (&rules::SECURITY_CREDENTIAL_REMOVED, "less")
            } else {
                (&rules::SECURITY_CREDENTIAL_ADDED, "more")
            };
            let told = |one: &Alternative<'d>| told(std::slice::from_ref(one));
            let message = format!("{word} asked for: {} became {}", told(old), told(&new));
            self.emit(rule, old_at, new_at, message);
            self.scopes(old, &new, old_at, new_at);
            false
        });
    }

    fn scopes(
        &mut self,
        old: &Alternative<'d>,
        new: &Alternative<'d>,
        old_at: Option<Node<'d>>,
        new_at: Option<Node<'d>>,
    ) {
        for (scheme, scopes) in old {
            let Some(others) = new.get(scheme) else {
                continue;
            };
            let list = |scopes: Vec<&&str>| {
                scopes.into_iter().map(|scope| format!("`{scope}`")).collect::<Vec<_>>().join(", ")
            };
            let come: Vec<_> = others.difference(scopes).collect();
            let gone: Vec<_> = scopes.difference(others).collect();
            if !come.is_empty() {
                let message = format!("`{scheme}` asks for {} as well", list(come.clone()));
                self.emit(&rules::SECURITY_SCOPE_ADDED, old_at, new_at, message);
                if let Some(at) = new_at {
                    for scope in come {
                        self.inspect_name("scope", scope, at);
                    }
                }
            }
            if !gone.is_empty() {
                let message = format!("`{scheme}` no longer asks for {}", list(gone));
                self.emit(&rules::SECURITY_SCOPE_REMOVED, old_at, new_at, message);
            }
        }
    }

    pub(crate) fn security_scheme(&mut self, old: Node<'d>, new: Node<'d>) {
        self.words(old, new);
        let same = |key: &str| match (old.get(key), new.get(key)) {
            (Some(a), Some(b)) => a.same(b),
            (a, b) => a.is_none() && b.is_none(),
        };
        // Another type has other keys, and all of them say the same.
        if !same("type") {
            let (a, b) = (old.get("type"), new.get("type"));
            let text = |node: Option<Node<'d>>| node.and_then(Node::as_str).unwrap_or("none");
            let message = format!("type of the scheme: `{}` became `{}`", text(a), text(b));
            let places = (a.or(Some(old)), b.or(Some(new)));
            return self.emit(&rules::SECURITY_SCHEME_CHANGED, places.0, places.1, message);
        }
        for (key, a, b) in both(old, new) {
            if a.zip(b).is_some_and(|(a, b)| a.same(b)) || key.starts_with("x-") {
                continue;
            }
            match (key, a, b) {
                ("description", ..) => {}
                // A hint for readers.
                ("bearerFormat", ..) => self.word(key, a, b),
                ("deprecated", a, b) => {
                    let set = |node: Option<Node<'d>>| node.and_then(Node::as_bool) == Some(true);
                    let places = (a.or(Some(old)), b.or(Some(new)));
                    let (rule, message) = match (set(a), set(b)) {
                        (false, true) => (&rules::SECURITY_SCHEME_DEPRECATED, "scheme deprecated"),
                        (true, false) => {
                            (&rules::SECURITY_SCHEME_REACTIVATED, "scheme no longer deprecated")
                        }
                        _ => continue,
                    };
                    self.emit(rule, places.0, places.1, message);
                }
                // It is read by who finds out about a server, not by who calls it.
                ("oauth2MetadataUrl", ..) => {
                    let message = format!("`{key}` of the scheme {}", super::docs::verb(a, b));
                    self.emit(&rules::SECURITY_SCHEME_METADATA_CHANGED, a, b, message);
                }
                ("flows", Some(a), Some(b)) => self.flows(a, b),
                _ => {
                    let message = format!("`{key}` of the scheme changed");
                    self.emit(changed(a, b), a.or(Some(old)), b.or(Some(new)), message);
                }
            }
        }
    }

    fn flows(&mut self, old: Node<'d>, new: Node<'d>) {
        self.extensions(old, new);
        for (flow, a, b) in both(old, new).into_iter().filter(|(key, ..)| !key.starts_with("x-")) {
            let (Some(a), Some(b)) = (a, b) else {
                let message = format!("flow `{flow}` {}", super::docs::verb(a, b));
                // One flow more leaves the others as they are.
                let rule = if a.is_none() {
                    &rules::SECURITY_SCHEME_SCOPES_CHANGED
                } else {
                    &rules::SECURITY_SCHEME_CHANGED
                };
                self.emit(rule, a, b, message);
                continue;
            };
            self.extensions(a, b);
            for (key, x, y) in both(a, b) {
                if x.zip(y).is_some_and(|(x, y)| x.same(y)) || key.starts_with("x-") {
                    continue;
                }
                if let ("scopes", Some(x), Some(y)) = (key, x, y) {
                    self.flow_scopes(flow, x, y);
                    continue;
                }
                let message = format!("`{key}` of flow `{flow}` {}", super::docs::verb(x, y));
                let places = (x.or(Some(a)), y.or(Some(b)));
                self.emit(changed(x, y), places.0, places.1, message);
            }
        }
    }

    /// The scopes that a flow lists, and their words.
    fn flow_scopes(&mut self, flow: &str, old: Node<'d>, new: Node<'d>) {
        for (scope, a, b) in both(old, new) {
            if a.is_some() && b.is_some() {
                self.word(&format!("description of scope `{scope}`"), a, b);
                continue;
            }
            let message = format!("scope `{scope}` of flow `{flow}` {}", super::docs::verb(a, b));
            self.emit(&rules::SECURITY_SCHEME_SCOPES_CHANGED, a, b, message);
            if let Some(b) = b {
                self.inspect_name("scope", scope, b);
            }
        }
    }
}

/// The rule for a key of a scheme or a flow: an alarm for an address of another host.
fn changed(old: Option<Node<'_>>, new: Option<Node<'_>>) -> &'static Rule {
    let host = |node: Option<Node<'_>>| {
        node.and_then(Node::as_str)
            .filter(|text| text.contains("//"))
            .map(|url| origin(url).to_owned())
    };
    match (host(old), host(new)) {
        (Some(old), Some(new)) if old != new => &rules::SECURITY_SCHEME_HOST_CHANGED,
        _ => &rules::SECURITY_SCHEME_CHANGED,
    }
}

fn alternatives<'d>(list: Option<Node<'d>>) -> Vec<Alternative<'d>> {
    let mut out: Vec<Alternative<'d>> = list
        .into_iter()
        .flat_map(Node::items)
        .map(|alternative| {
            alternative
                .entries()
                .map(|(name, scopes)| (name, scopes.items().filter_map(Node::as_str).collect()))
                .collect()
        })
        .collect();
    // Any of them will do, so their order means nothing.
    out.sort();
    out.dedup();
    out
}

fn told(alternatives: &[Alternative<'_>]) -> String {
    let one = |alternative: &Alternative<'_>| {
        alternative.keys().copied().collect::<Vec<_>>().join(" and ")
    };
    alternatives.iter().map(one).collect::<Vec<_>>().join(", or ")
}
