//! `explain`: what a rule means.

use std::process::ExitCode;

use oas_codegen::RuleInfo;
use oas_diff::rules::{self, Rule};
use serde::Serialize;

use crate::failure::Failure;
use crate::format::{Format, json};
use crate::print;
use crate::table::{Table, WIDTH, wrap};

/// Show what a rule means that a report names
///
/// Reports of changes (`diff`) and of generated clients (`inspect`, `generate`) name the rule of each entry.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  cargo oas explain path-removed
  cargo oas explain                  all rules, a line each
  cargo oas explain --format json | jq '.[].name'

Exit codes:
  0  shown
  2  there is no such rule")]
pub struct Args {
    /// The name of the rule [default: all]
    #[arg(value_name = "RULE")]
    rule: Option<String>,
    /// Text for people, or JSON: a list of rules, each with its `name`, `of` (`change` or `client`) and what is known of it
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

/// A rule for programs; of a change or of a generated client.
#[derive(Serialize)]
#[serde(tag = "of", rename_all = "snake_case")]
enum Rules {
    Change {
        name: &'static str,
        what: &'static str,
        why: &'static str,
        example: &'static str,
        wire: &'static str,
        rust: &'static str,
        reversed: &'static str,
    },
    Client {
        name: &'static str,
        what: &'static str,
        lossy: bool,
    },
}

fn for_programs(
    changes: impl Iterator<Item = &'static Rule>,
    clients: impl Iterator<Item = RuleInfo>,
) -> Result<String, Failure> {
    let changes = changes.map(|rule| Rules::Change {
        name: rule.id,
        what: rule.what,
        why: rule.why,
        example: rule.example,
        wire: rule.wire.name(),
        rust: rule.rust.name(),
        reversed: rule.reversed,
    });
    let clients = clients.map(|rule| Rules::Client {
        name: rule.name,
        what: rule.description,
        lossy: rule.lossy,
    });
    json(&changes.chain(clients).collect::<Vec<_>>())
}

/// Shows it.
///
/// # Errors
/// There is no such rule.
pub fn run(args: &Args) -> Result<ExitCode, Failure> {
    let Some(name) = &args.rule else {
        print::out(&match args.format {
            Format::Text => all(),
            Format::Json => for_programs(rules::all(), oas_codegen::rules())?,
        })?;
        return Ok(ExitCode::SUCCESS);
    };
    let of_change = rules::find(name);
    let of_client = oas_codegen::rules().find(|rule| rule.name == name);
    if of_change.is_none() && of_client.is_none() {
        return Err(Failure::usage(format!("there is no rule {name:?}{}", nearest(name))));
    }
    print::out(&match args.format {
        Format::Text => {
            let texts =
                of_change.map(change).into_iter().chain(of_client.map(|rule| client(&rule)));
            texts.collect::<Vec<_>>().join("\n")
        }
        Format::Json => for_programs(of_change.into_iter(), of_client.into_iter())?,
    })?;
    Ok(ExitCode::SUCCESS)
}

/// A rule of `diff`.
fn change(rule: &Rule) -> String {
    let mut out = format!("{}: a change of a document\n\n", rule.id);
    let mut table = Table::new(2, &[12]);
    for (name, value) in [
        ("what", rule.what),
        ("clients", rule.wire.name()),
        ("release", rule.rust.name()),
        ("why", rule.why),
        ("example", rule.example),
        ("reversed", rule.reversed),
    ] {
        table.row([name.to_owned(), value.to_owned()]);
    }
    table.render(&mut out);
    out
}

/// A rule of the generator.
fn client(rule: &RuleInfo) -> String {
    let lossy = if rule.lossy {
        "Something of the document is not in the client's types; no data is lost."
    } else {
        "Everything of the document is in the client's types."
    };
    let mut out = format!("{}: a rule by which a client is generated\n\n", rule.name);
    for line in wrap(&format!("{}. {lossy}", rule.description), WIDTH - 2) {
        out.push_str(&format!("  {line}\n"));
    }
    out
}

fn all() -> String {
    let mut out = "Changes of a document\n".to_owned();
    let mut table = Table::new(2, &[44]);
    for rule in rules::all() {
        table.row([rule.id.to_owned(), rule.what.to_owned()]);
    }
    table.render(&mut out);
    out.push_str("\nRules by which a client is generated\n");
    let mut table = Table::new(2, &[44]);
    for rule in oas_codegen::rules() {
        table.row([rule.name.to_owned(), rule.description.to_owned()]);
    }
    table.render(&mut out);
    out
}

/// Rules that share a word with a name that is none.
fn nearest(name: &str) -> String {
    let names = rules::all().map(|rule| rule.id).chain(oas_codegen::rules().map(|rule| rule.name));
    let shared =
        |rule: &str| rule.split('-').filter(|word| name.split('-').any(|own| own == *word)).count();
    let mut near: Vec<(usize, &str)> =
        names.map(|rule| (shared(rule), rule)).filter(|(count, _)| *count > 0).collect();
    near.sort_by_key(|(count, _)| std::cmp::Reverse(*count));
    let near: Vec<&str> = near.into_iter().take(3).map(|(_, rule)| rule).collect();
    match near.as_slice() {
        [] => "; `cargo oas explain` lists all".to_owned(),
        near => format!("; there are {}", near.join(", ")),
    }
}
