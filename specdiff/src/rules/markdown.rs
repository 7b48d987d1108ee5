use std::fmt::Write;

use super::{
    Rule, all, bodies, components, docs, operations, parameters, schemas, security, unions,
};
use crate::class::Kind;

/// The text of `docs/rules.md`: every rule, what it is, why, and an example.
#[must_use]
pub fn markdown() -> String {
    let mut out = String::from(
        "# The rules\n\nWritten by `oas-diff` from its table; a test keeps the two alike. `wire`: what the change does to a published\n\
         client. `rust`: what regenerating does to the public API of the crate, as predicted. Where a component is sent and\n\
         received, the worse rule of the two directions is reported. What nothing reaches is `safe` on the wire.\n\n",
    );
    let _ = writeln!(
        out,
        "{} rules.\n\n| rule | direction | wire | rust | kind |\n| --- | --- | --- | --- | --- |",
        all().count()
    );
    for rule in all() {
        let _ = writeln!(
            out,
            "| [{0}](#{0}) | {1} | {2} | {3} | {4} |",
            rule.id,
            direction(rule),
            rule.wire.name(),
            rule.rust.name(),
            kind(rule)
        );
    }
    let groups: [(&str, &[&Rule]); 8] = [
        ("Paths and operations", operations::ALL),
        ("Parameters", parameters::ALL),
        ("Bodies and responses", bodies::ALL),
        ("Schemas", schemas::ALL),
        ("Unions and replaced schemas", unions::ALL),
        ("Components", components::ALL),
        ("Security", security::ALL),
        ("Words", docs::ALL),
    ];
    for (title, rules) in groups {
        let _ = writeln!(out, "\n## {title}");
        for rule in rules {
            let _ = write!(
                out,
                "\n### {}\n\n{} {}\n\nExample: {}.\n\nDirection {}, wire {}, rust {}, {}. ",
                rule.id,
                rule.what,
                rule.why,
                rule.example,
                direction(rule),
                rule.wire.name(),
                rule.rust.name(),
                kind(rule),
            );
            let _ = write!(out, "Reversed: [{0}](#{0}).", rule.reversed);
            if let Some(other) = rule.other_way {
                let _ = write!(out, " The other way: [{other}](#{other}).");
            }
            out.push('\n');
        }
    }
    out
}

fn direction(rule: &Rule) -> &'static str {
    match rule.direction.name() {
        "none" => "-",
        name => name,
    }
}

fn kind(rule: &Rule) -> &'static str {
    match rule.kind {
        Kind::Notice => "notice",
        Kind::Docs => "docs",
        Kind::Contract => "contract",
        Kind::Security => "security",
    }
}
