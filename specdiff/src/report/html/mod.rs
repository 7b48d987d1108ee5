//! One page that needs nothing else: no network, no file beside it.

use std::fmt::Write;

use serde_json::Value;

use crate::change::{Change, Place, Report, RustItem, Source, UsageNode};
use crate::class::Class;
use crate::rules::{self, ADDRESS};

use super::cause;
use super::group::{Group, groups, location, places};
use super::text::{counted, markup, not_compared, rust_items, segments};

/// A text of more lines than this is scrolled.
const SCROLLS: usize = 18;
/// So many entries have both texts, the reason and the users; a page of more would be too heavy for a browser.
const FULL: usize = 400;
/// How many causes are listed on top.
const CAUSES: usize = 100;
/// How many other places of a cause are listed.
const PLACES: usize = 200;
/// How many public items of the crate are listed for a change.
const ITEMS: usize = 100;

const STYLE: &str = include_str!("style.css");
const SCRIPT: &str = include_str!("script.js");

/// The report as one HTML page: both verdicts with their causes, a list of what breaks, filters by class that the address keeps, an entry
/// for each cause, folded, with the old and the new text side by side, who uses what, and a
/// link to each change. It fetches nothing, and its content policy forbids it to.
#[must_use]
pub fn html(report: &Report) -> String {
    let mut out = String::new();
    out.push_str("<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n");
    out.push_str("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
    out.push_str("<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'\">\n");
    let _ = writeln!(
        out,
        "<title>API changes: {} to {}</title>",
        markup(&report.old.version),
        markup(&report.new.version)
    );
    let _ =
        write!(out, "<style>\n{STYLE}</style>\n</head>\n<body>\n<header>\n<h1>API changes</h1>\n");
    let _ = writeln!(
        out,
        "<p class=\"sources\">{} <span aria-hidden=\"true\">→</span><span class=\"sr\">to</span> {}</p>",
        source(&report.old),
        source(&report.new)
    );
    verdict(&mut out, report);
    for line in not_compared(&report.not_compared, ITEMS) {
        let _ = writeln!(out, "<p class=\"sources\">{}</p>", markup(&line));
    }
    out.push_str("</header>\n<main>\n");
    out.push_str(&report.preamble.html());
    if report.is_empty() {
        out.push_str("<p class=\"none\">The two documents mean the same.</p>\n");
    } else {
        let groups: Vec<Group<'_>> =
            Class::ALL.into_iter().flat_map(|class| groups(report, class)).collect();
        causes(&mut out, &groups);
        filters(&mut out, report);
        for (at, group) in groups.iter().enumerate() {
            opened(&mut out, group.first);
            if at < FULL {
                whole(&mut out, report, group.first);
            } else {
                short(&mut out, report, group.first);
            }
            also(&mut out, &group.others);
            out.push_str("</details>\n");
        }
        items(&mut out, "In the crate, by none of these changes", &report.rust_items);
        out.push_str("<p class=\"none\" id=\"nothing\" hidden>No change matches.</p>\n");
    }
    let _ = write!(out, "</main>\n<script>\n{SCRIPT}</script>\n</body>\n</html>\n");
    out
}

fn source(source: &Source) -> String {
    let title =
        if source.title.is_empty() { String::new() } else { format!(" {}", markup(&source.title)) };
    format!(
        "<span class=\"source\"><b>{}</b>{title} {} <small>{}, {}</small></span>",
        markup(&source.name),
        markup(&source.version),
        counted(source.operations, "operation"),
        counted(source.schemas, "schema"),
    )
}

fn verdict(out: &mut String, report: &Report) {
    let summary = &report.summary;
    let wire = match summary.wire {
        crate::Wire::Safe => "keep working",
        crate::Wire::Risky => "may fail in some calls",
        crate::Wire::Breaking => "break",
    };
    let rust = match summary.rust {
        crate::Rust::None => "a patch",
        crate::Rust::Minor => "minor",
        crate::Rust::Major => "major",
    };
    let _ = writeln!(
        out,
        "<dl class=\"verdict\"><div class=\"wire-{}\"><dt>Published clients</dt><dd>{wire}</dd><dd class=\"cause\">{}</dd></div><div class=\"rust-{}\"><dt>Next release</dt><dd>{rust}</dd><dd class=\"cause\">{}</dd></div></dl>",
        summary.wire.name(),
        spans(&cause::wire(report)),
        summary.rust.name(),
        spans(&cause::rust(report)),
    );
    let _ = writeln!(out, "<p class=\"sources\">{}</p>", report.rust_basis.line());
}

fn filters(out: &mut String, report: &Report) {
    out.push_str("<form class=\"filters\" role=\"search\">\n<fieldset><legend class=\"sr\">Classes</legend>\n");
    for class in Class::ALL {
        let count = report.changes.iter().filter(|change| change.class == class).count();
        if count > 0 {
            let name = class.name();
            let _ = writeln!(
                out,
                "<label class=\"chip {name}\"><input type=\"checkbox\" name=\"class\" value=\"{name}\" checked> {name} <b>{count}</b></label>"
            );
        }
    }
    out.push_str("</fieldset>\n<input type=\"search\" id=\"find\" placeholder=\"Find a rule, a name, an operation\" aria-label=\"Find\">\n</form>\n");
}

/// What a person has to look at: each cause with a link to its entry.
fn causes(out: &mut String, groups: &[Group<'_>]) {
    let all: Vec<&Group<'_>> =
        groups.iter().filter(|group| group.first.class >= Class::Breaking).collect();
    if all.is_empty() {
        return;
    }
    out.push_str("<nav class=\"causes\" aria-label=\"To look at first\"><h2>What breaks and what can hurt</h2><ul>\n");
    for group in all.iter().take(CAUSES) {
        let change = group.first;
        let places = match group.others.len() {
            0 => String::new(),
            more => format!(" <small>in {} places</small>", more + 1),
        };
        let _ = writeln!(
            out,
            "<li><a href=\"#{}\"><code>{}</code> {}</a>{places}</li>",
            anchor(change),
            markup(&change.heading()),
            spans(&change.message)
        );
    }
    if all.len() > CAUSES {
        let _ = writeln!(out, "<li>and {} more, below</li>", all.len() - CAUSES);
    }
    out.push_str("</ul></nav>\n");
}

/// The beginning of an entry, which is all that is seen of it while it is folded.
fn opened(out: &mut String, change: &Change) {
    let id = anchor(change);
    let name = change.class.name();
    let _ = writeln!(out, "<details id=\"{id}\" class=\"change {name}\" data-class=\"{name}\">");
    let _ = writeln!(
        out,
        "<summary><b class=\"tag {name}\">{name}</b> <code class=\"owner\">{}</code> {}</summary>",
        markup(&change.heading()),
        spans(&change.message),
    );
}

/// What is most needed of a change: where it is, and how it is accepted.
fn short(out: &mut String, report: &Report, change: &Change) {
    let _ = writeln!(
        out,
        "<p class=\"place\">rust {} · {}<br><code>{}</code></p>",
        change.rust_class().name(),
        markup(&location(report, change)),
        // Quotes are only quotes between tags, and thousands of entries have twelve each.
        markup(&change.accepted_entry()).replace("&quot;", "\"")
    );
}

/// Everything about a change.
fn whole(out: &mut String, report: &Report, change: &Change) {
    let _ = write!(
        out,
        "<p class=\"facts\"><a class=\"link\" href=\"#{3}\">link to this change</a><span><a href=\"{ADDRESS}{0}\">{0}</a></span><span>wire {1}</span><span>rust {2}",
        change.rule,
        change.wire.name(),
        change.rust.name(),
        anchor(change)
    );
    if let Some(observed) = change.rust_observed.filter(|observed| *observed != change.rust) {
        let _ = write!(out, " (observed {})", observed.name());
    }
    let way = direction(change).map(|way| format!("<span>{way}</span>")).unwrap_or_default();
    let _ = writeln!(out, "</span>{way}</p>");
    if !change.details.is_empty() {
        out.push_str("<ul class=\"details\">");
        for detail in &change.details {
            let _ = write!(out, "<li>{}</li>", spans(detail));
        }
        out.push_str("</ul>\n");
    }
    sides(out, report, change);
    items(out, "In the crate", &change.rust_items);
    if let Some(rule) = rules::find(change.rule) {
        let _ = writeln!(
            out,
            "<details><summary>Why</summary><p>{} {}</p></details>",
            markup(rule.what),
            markup(rule.why)
        );
    }
    let _ = writeln!(
        out,
        "<details><summary>Accept</summary><pre>{}</pre></details>",
        markup(&change.accepted_entry())
    );
    if let Some(usage) = report.usage_of(change).filter(|usage| !usage.tree.is_empty()) {
        let users = match usage.operations.len() {
            0 => "no operation, only named".to_owned(),
            count => counted(count, "operation"),
        };
        let _ = write!(out, "<details><summary>Used by {users}</summary>");
        tree(out, &usage.tree);
        out.push_str("</details>\n");
    }
}

/// The other places of a cause, each with its entry for the file of accepted changes.
fn also(out: &mut String, others: &[&Change]) {
    if others.is_empty() {
        return;
    }
    let count = counted(others.len(), "more place");
    let _ = write!(out, "<details class=\"items\"><summary>The same in {count}</summary><ul>");
    for change in others.iter().take(PLACES) {
        let entry = markup(&change.accepted_entry());
        let _ = write!(out, "<li>{}<br><code>{entry}</code></li>", markup(&places(&[*change], 1)));
    }
    if others.len() > PLACES {
        let _ = write!(out, "<li>and {} more</li>", others.len() - PLACES);
    }
    out.push_str("</ul></details>\n");
}

/// Public items of the generated client.
fn items(out: &mut String, title: &str, items: &[RustItem]) {
    if items.is_empty() {
        return;
    }
    let count = counted(items.len(), "public item");
    let _ = write!(out, "<details class=\"items\"><summary>{title}: {count}</summary><ul>");
    for item in rust_items(items, ITEMS) {
        let _ = write!(out, "<li>{}</li>", spans(&item));
    }
    out.push_str("</ul></details>\n");
}

/// A message with what stands between backticks as code.
fn spans(message: &str) -> String {
    segments(message)
        .map(
            |(code, text)| {
                if code { format!("<code>{}</code>", markup(text)) } else { markup(text) }
            },
        )
        .collect()
}

fn direction(change: &Change) -> Option<&'static str> {
    match change.direction {
        crate::Direction::None => None,
        crate::Direction::Request => Some("sent"),
        crate::Direction::Response => Some("received"),
        crate::Direction::Both => Some("sent and received"),
    }
}

/// The old and the new text, lines that the other side lacks marked.
fn sides(out: &mut String, report: &Report, change: &Change) {
    let (old, new) = (lines(change.old.as_ref()), lines(change.new.as_ref()));
    out.push_str("<div class=\"sides\">\n");
    for (title, name, place, own, other) in [
        ("Old", &report.old.name, &change.old, &old, &new),
        ("New", &report.new.name, &change.new, &new, &old),
    ] {
        let _ = write!(out, "<section class=\"{}\">", title.to_lowercase());
        match place {
            Some(place) => {
                let _ = write!(
                    out,
                    "<h3>{title} <span class=\"place\">{}</span></h3><p class=\"pointer\">{}</p>",
                    markup(&place.shown(name)),
                    markup(if place.pointer.is_empty() { "/" } else { &place.pointer }),
                );
                if place.value.is_none() {
                    out.push_str("<p class=\"absent\">not given here</p></section>\n");
                    continue;
                }
                // What scrolls has to be reached with the keyboard.
                out.push_str(if own.len() > SCROLLS { "<pre tabindex=\"0\">" } else { "<pre>" });
                for line in own {
                    let known = other.contains(line);
                    let tag = if known { "span" } else { "mark" };
                    let _ = writeln!(out, "<{tag}>{}</{tag}>", markup(line));
                }
                out.push_str("</pre>");
            }
            None => {
                let _ = write!(out, "<h3>{title}</h3><p class=\"absent\">not there</p>");
            }
        }
        out.push_str("</section>\n");
    }
    out.push_str("</div>\n");
}

fn lines(place: Option<&Place>) -> Vec<String> {
    let text = match place.and_then(|place| place.value.as_ref()) {
        None => return Vec::new(),
        // Text reads better as text.
        Some(Value::String(text)) => text.clone(),
        Some(value) => serde_json::to_string_pretty(value).unwrap_or_default(),
    };
    text.lines().map(str::to_owned).collect()
}

fn tree(out: &mut String, nodes: &[UsageNode]) {
    out.push_str("<ul class=\"tree\">");
    for node in nodes {
        let _ = write!(out, "<li><code>{}</code>", markup(&node.name));
        if !node.children.is_empty() {
            tree(out, &node.children);
        }
        out.push_str("</li>");
    }
    out.push_str("</ul>");
}

/// A name for the change that stays the same from one report to the next, as long as rule and places do.
fn anchor(change: &Change) -> String {
    // FNV-1a: short, and the same on every machine.
    let mut hash: u64 = 0xcbf2_9ce4_8422_2325;
    let pointer = |place: &Option<Place>| {
        place.as_ref().map(|place| place.pointer.clone()).unwrap_or_default()
    };
    for byte in format!("{}\n{}", pointer(&change.old), pointer(&change.new)).bytes() {
        hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    }
    format!("{}-{hash:016x}", change.rule)
}
