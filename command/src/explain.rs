//! `explain`: what a rule means.

use std::process::ExitCode;

use oas_codegen::RuleInfo;
use oas_diff::rules::{self, Rule};

use crate::failure::Failure;
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

Exit codes:
  0  shown
  2  there is no such rule")]
pub struct Args {
    /// The name of the rule [default: all]
    #[arg(value_name = "RULE")]
    rule: Option<String>,
}

/// Shows it.
///
/// # Errors
/// There is no such rule.
pub fn run(args: &Args) -> Result<ExitCode, Failure> {
    let Some(name) = &args.rule else {
        print::out(&all())?;
        return Ok(ExitCode::SUCCESS);
    };
    let of_change = rules::find(name).map(change);
    let of_client = oas_codegen::rules().find(|rule| rule.name == name).map(|rule| client(&rule));
    let found: Vec<String> = of_change.into_iter().chain(of_client).collect();
    if found.is_empty() {
        return Err(Failure::usage(format!("there is no rule {name:?}{}", nearest(name))));
    }
    print::out(&found.join("\n"))?;
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
