//! `inspect`: what becomes of a document.

use std::collections::BTreeMap;
use std::process::ExitCode;

use crate::failure::Failure;
use crate::format::{self, Format};
use crate::progress::Working;
use crate::table::{Table, WIDTH, wrap};
use crate::{input, print};
use oas_codegen::{OperationReport, Report, RuleInfo, Status};
use serde::Serialize;

use crate::project::Project;
use crate::wanted::Wanted;

/// Show what becomes of a document: operations, names, rules, and what has no type
///
/// An operation is exact, or degraded to a form that carries all data with less type, or skipped; the reasons are given.
/// Every deviation of the client from the document is a rule with a name. Nothing is written.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  cargo oas inspect
  cargo oas inspect other.yaml
  cargo oas inspect other.yaml --overlay ours.yaml
  cargo oas inspect --format json | jq '.operations[] | select(.status != \"exact\")'

Exit codes:
  0  shown
  2  a wrong argument, or a file that cannot be read
  5  the document is not valid, or no client can be generated from it")]
pub struct Args {
    #[command(flatten)]
    wanted: Wanted,
    /// Text for people, or JSON: the report of `generate`, and what the rules do
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

/// Shows it.
///
/// # Errors
/// The document cannot be read, or no client can be generated from it.
pub fn run(args: &Args, project: &Project) -> Result<ExitCode, Failure> {
    let (document, settings) = args.wanted.read(project)?;
    let working = Working::on("generating the client");
    let report = oas_codegen::generate_source(&document, &settings)?.report;
    drop(working);
    input::warn(&report.faults);
    print::out(&match args.format {
        Format::Text => text(document.name(), &report),
        Format::Json => json(&report)?,
    })?;
    Ok(ExitCode::SUCCESS)
}

/// The report, with what its rules do beside it.
#[derive(Serialize)]
struct Inspection<'r> {
    #[serde(flatten)]
    report: &'r Report,
    rule_details: BTreeMap<&'static str, RuleDetail>,
}

#[derive(Serialize)]
struct RuleDetail {
    lossy: bool,
    description: &'static str,
}

fn json(report: &Report) -> Result<String, Failure> {
    let detail = |rule: &RuleInfo| RuleDetail { lossy: rule.lossy, description: rule.description };
    let rule_details = applied(report).map(|(rule, _)| (rule.name, detail(&rule))).collect();
    format::json(&Inspection { report, rule_details })
}

/// The rules that were applied, and how often.
fn applied(report: &Report) -> impl Iterator<Item = (RuleInfo, usize)> {
    oas_codegen::rules().filter_map(|rule| report.rules.get(rule.name).map(|count| (rule, *count)))
}

fn text(name: &str, report: &Report) -> String {
    let mut out = String::new();
    let [exact, degraded, skipped] =
        [Status::Exact, Status::Degraded, Status::Skipped].map(|status| report.count(status));
    let document = &report.document;
    paragraph(&format!("{name}: {}, OpenAPI {}", document.title, document.openapi), &mut out);
    paragraph(
        &format!(
            "{} operations: {exact} exact, {degraded} degraded, {skipped} skipped. {} schemas. {} untyped values.",
            document.operations,
            document.schemas,
            report.untyped.len()
        ),
        &mut out,
    );
    section("Overlays, by action", report.overlays.len(), &mut out);
    for overlay in &report.overlays {
        item(&overlay.to_string(), 2, &mut out);
    }
    for (status, title) in [
        (Status::Skipped, "Operations skipped: there is no method for them"),
        (Status::Degraded, "Operations degraded: all data is carried, with less type"),
    ] {
        let operations: Vec<&OperationReport> =
            report.operations.iter().filter(|operation| operation.status == status).collect();
        section(title, operations.len(), &mut out);
        for operation in operations {
            out.push_str(&format!("  {} {}\n", operation.method, operation.path));
            for reason in &operation.reasons {
                item(reason, 6, &mut out);
            }
        }
    }
    operations(report, &mut out);
    schemas(report, &mut out);
    rules(report, &mut out);
    untyped(report, &mut out);
    out
}

fn operations(report: &Report, out: &mut String) {
    section("Operations in Rust", report.operations.len(), out);
    let mut table = Table::new(2, &[8, 32, 7]);
    for operation in &report.operations {
        let status = match operation.status {
            Status::Exact => "exact",
            Status::Degraded => "degraded",
            _ => "skipped",
        };
        table.row([
            status.to_owned(),
            operation.rust.clone(),
            operation.method.clone(),
            operation.path.clone(),
        ]);
    }
    table.render(out);
}

fn schemas(report: &Report, out: &mut String) {
    section("Schemas in Rust", report.types.len(), out);
    let mut table = Table::new(2, &[40]);
    for (reference, rust) in &report.types {
        let name = reference.strip_prefix("#/components/schemas/").unwrap_or(reference);
        table.row([name.to_owned(), rust.clone()]);
    }
    table.render(out);
}

fn rules(report: &Report, out: &mut String) {
    section("Rules applied", report.rules.len(), out);
    let mut table = Table::new(2, &[6, 28]);
    for (rule, count) in applied(report) {
        let lossy = if rule.lossy { " (lossy)" } else { "" };
        table.row([
            format!("{count:>6}"),
            rule.name.to_owned(),
            format!("{}{lossy}", rule.description),
        ]);
    }
    table.render(out);
    if report.lossy.is_empty() {
        return;
    }
    section(
        "Where a lossy rule was applied: the data is kept, its type is not",
        report.lossy.len(),
        out,
    );
    let places = report.lossy.iter().map(|lossy| (lossy.rule.as_str(), lossy.pointer.as_str()));
    grouped(places, out);
}

fn untyped(report: &Report, out: &mut String) {
    section("Untyped values", report.untyped.len(), out);
    grouped(
        report.untyped.iter().map(|untyped| (untyped.reason.as_str(), untyped.pointer.as_str())),
        out,
    );
}

/// Places by what they have in common.
fn grouped<'a>(places: impl Iterator<Item = (&'a str, &'a str)>, out: &mut String) {
    let mut groups: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for (group, place) in places {
        groups.entry(group).or_default().push(place);
    }
    for (group, places) in groups {
        item(&format!("{group} ({}):", places.len()), 2, out);
        for place in places {
            item(place, 6, out);
        }
    }
}

fn section(title: &str, count: usize, out: &mut String) {
    if count > 0 {
        out.push_str(&format!("\n{title} ({count})\n"));
    }
}

/// Wrapped lines at an indentation, those after the first by two more.
fn item(text: &str, indent: usize, out: &mut String) {
    for (index, line) in wrap(text, WIDTH - indent - 2).iter().enumerate() {
        let indent = indent + if index == 0 { 0 } else { 2 };
        out.push_str(&format!("{}{line}\n", " ".repeat(indent)));
    }
}

fn paragraph(text: &str, out: &mut String) {
    item(text, 0, out);
}
