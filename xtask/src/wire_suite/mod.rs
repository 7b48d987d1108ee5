//! `cargo xtask wire-suite`: Microsoft's Spector, a mock server that checks what it receives, against generated clients.

mod call;
mod client;
mod document;
mod driver;
mod judge;
mod node;
mod scenario;
mod specs;
mod table;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use oas_codegen::Settings;
use oas_command::failure::{Failure, Kind};
use oas_command::print;

use crate::{metadata, workspace};
use call::Generated;
use client::Client;
use driver::Calls;
use judge::{Came, Verdict};
use node::{Node, Server};
use scenario::{ByHand, Expected, Scenario};
use table::Row;

/// Run an independent wire suite against generated clients
///
/// Installs Microsoft's Spector with npm, compiles its specs to OpenAPI 3.1, generates a client from each, compiles them, makes the
/// calls of all scenarios against its mock server, and prints how many pass.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  cargo xtask wire-suite
  cargo xtask wire-suite payload-xml        the specs with this in their names
  cargo xtask wire-suite --accept           write the table to docs/wire-suite.md

Needs npm and git on the PATH; Node itself comes with the suite.

Exit codes:
  0  every scenario passes that OpenAPI can say, or docs/wire-suite.md names it
  1  another does not pass, or a client does not compile
  2  a wrong argument, or npm or git do not start")]
pub(crate) struct Args {
    /// Only specs with this in their names
    spec: Option<String>,
    /// Write the table to docs/wire-suite.md
    #[arg(long, conflicts_with = "spec")]
    accept: bool,
    /// Where to put the suite and the clients; `wire-suite` in the target folder when not given
    #[arg(long, value_name = "DIR")]
    scratch: Option<PathBuf>,
}

pub(crate) fn run(args: &Args) -> Result<ExitCode, Failure> {
    let folder = match &args.scratch {
        Some(folder) => folder.clone(),
        None => metadata::target_directory()?.join("wire-suite"),
    };
    let folder =
        std::path::absolute(&folder).map_err(|error| Failure::file(&folder, "find", error))?;
    let node = Node::install(folder)?;
    let documents = specs::compile(&node)?;
    let server = Server::start(&node)?;
    let (mut scenarios, by_hand) = scenario::read(&node, &server.url())?;
    let wanted = |spec: &str| args.spec.as_ref().is_none_or(|wanted| spec.contains(wanted));
    scenarios.retain(|scenario| wanted(&scenario.spec));
    let clients = generated(&documents, &wanted)?;
    let plans: Vec<Plan<'_>> =
        scenarios.iter().map(|scenario| Plan::of(scenario, &clients)).collect();
    let came = calls(&node, &server, &clients, &plans)?;
    let coverage = server.finish()?;
    let coverage = fs::read_to_string(&coverage)
        .map_err(|error| Failure::file(&coverage, "read", error))
        .and_then(|text| {
            judge::coverage(&text).map_err(|error| Failure::file(&coverage, "read", error))
        })?;
    let rows: Vec<Row> = plans.iter().map(|plan| plan.row(&came, &coverage, &by_hand)).collect();
    report(args, &rows)
}

/// Prints the table, or writes it, and says whether all is as it is known to be.
fn report(args: &Args, rows: &[Row]) -> Result<ExitCode, Failure> {
    let text = table::markdown(rows);
    let path = workspace::root().join("docs/wire-suite.md");
    let known = fs::read_to_string(&path).unwrap_or_default();
    print::out(&text)?;
    if args.accept {
        oas_command::atomic::write(&path, &text)
            .map_err(|error| Failure::file(&path, "write", error))?;
        return Ok(ExitCode::SUCCESS);
    }
    let worse = rows.iter().filter(|row| {
        let fails = matches!(row.verdict, Verdict::Failed(_)) && row.inexpressible.is_none();
        fails && !known.contains(&format!("`{}`", row.name))
    });
    let worse: Vec<&str> = worse.map(|row| row.name.as_str()).collect();
    if worse.is_empty() {
        return Ok(ExitCode::SUCCESS);
    }
    let message = format!(
        "{} scenarios fail and docs/wire-suite.md does not say so: {}",
        worse.len(),
        worse.join(", ")
    );
    Err(Failure::new(Kind::Negative, message))
}

/// A client from each document.
fn generated(folder: &Path, wanted: &dyn Fn(&str) -> bool) -> Result<Vec<Generated>, Failure> {
    let entries = fs::read_dir(folder).map_err(|error| Failure::file(folder, "read", error))?;
    let mut paths: Vec<PathBuf> = entries
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| path.extension().is_some_and(|extension| extension == "json"))
        .collect();
    paths.sort();
    let mut clients = Vec::new();
    for path in paths {
        let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        if !wanted(spec_of(&name)) {
            continue;
        }
        let text =
            fs::read_to_string(&path).map_err(|error| Failure::file(&path, "read", error))?;
        let document =
            serde_json::from_str(&text).map_err(|error| Failure::file(&path, "read", error))?;
        let made = oas_codegen::generate_file(&path, &Settings::default())?;
        let client = Client::read(&name, &made.source)?;
        clients.push(Generated {
            name,
            document,
            client,
            report: made.report,
            source: made.source,
        });
    }
    Ok(clients)
}

/// The spec of a document: its name before the version.
fn spec_of(document: &str) -> &str {
    document.split('.').next().unwrap_or(document)
}

/// The calls of a scenario: where each is, or why it cannot be made.
struct Plan<'s> {
    scenario: &'s Scenario,
    calls: Vec<(&'s Expected, Result<Planned<'s>, String>)>,
}

/// A call that can be made.
struct Planned<'s> {
    client: &'s Generated,
    name: String,
    call: call::Call,
}

impl<'s> Plan<'s> {
    fn of(scenario: &'s Scenario, clients: &'s [Generated]) -> Self {
        let calls = scenario.wanted().enumerate().map(|(index, expected)| {
            let name = format!(
                "{}_{index}",
                scenario.name.replace(|c: char| !c.is_ascii_alphanumeric(), "_").to_lowercase()
            );
            (expected, planned(scenario, expected, &name, clients))
        });
        Self { scenario, calls: calls.collect() }
    }

    fn row(
        &self,
        came: &BTreeMap<String, Came>,
        coverage: &BTreeMap<String, String>,
        by_hand: &ByHand,
    ) -> Row {
        let Scenario { spec, name, .. } = self.scenario;
        Row {
            spec: spec.clone(),
            name: name.clone(),
            verdict: match self.reservations(came, coverage) {
                Ok(reasons) if reasons.is_empty() => Verdict::Passed,
                Ok(reasons) => Verdict::Reserved(reasons),
                Err(why) => Verdict::Failed(why),
            },
            inexpressible: by_hand.inexpressible.get(name).cloned(),
        }
    }

    fn reservations(
        &self,
        came: &BTreeMap<String, Came>,
        coverage: &BTreeMap<String, String>,
    ) -> Result<Vec<String>, String> {
        let mut reasons = Vec::new();
        for (expected, planned) in &self.calls {
            let planned = planned.as_ref().map_err(String::clone)?;
            let came = came.get(&planned.name).ok_or("the driver does not know the call")?;
            reasons.extend(judge::call(self.scenario, expected, came)?);
            reasons.extend(judge::reservations(planned.client, &planned.call.operation));
        }
        reasons.sort();
        reasons.dedup();
        match coverage.get(&self.scenario.name).map(String::as_str) {
            Some("pass") => Ok(reasons),
            other => Err(format!("the server says {}", other.unwrap_or("nothing"))),
        }
    }
}

/// The first document of the spec in which the call can be made; of several versions, that which the address names.
fn planned<'s>(
    scenario: &Scenario,
    expected: &Expected,
    name: &str,
    clients: &'s [Generated],
) -> Result<Planned<'s>, String> {
    let of_spec = clients.iter().filter(|client| spec_of(&client.name) == scenario.spec);
    let version = |client: &Generated| {
        client.name.split_once('.').is_some_and(|(_, version)| {
            expected.uri.contains(&format!(":{version}/"))
                || expected.uri.contains(&format!("/{version}/"))
        })
    };
    let mut of_spec: Vec<&Generated> = of_spec.collect();
    // Later versions first, and first of all that of the address.
    of_spec.sort_by_key(|client| (version(client), &client.name));
    let mut why = "there is no document of the spec".to_owned();
    for client in of_spec.into_iter().rev() {
        match call::call(client, name, expected) {
            Ok(call) => return Ok(Planned { client, name: name.to_owned(), call }),
            Err(error) => why = error,
        }
    }
    Err(why)
}

/// Compiles the calls and makes them.
fn calls(
    node: &Node,
    server: &Server<'_>,
    clients: &[Generated],
    plans: &[Plan<'_>],
) -> Result<BTreeMap<String, Came>, Failure> {
    let planned =
        || plans.iter().flat_map(|plan| &plan.calls).filter_map(|(_, call)| call.as_ref().ok());
    let of_client = |client: &Generated| {
        let own = planned().filter(|planned| std::ptr::eq(planned.client, client));
        own.map(|planned| (planned.name.clone(), planned.call.code.clone())).collect()
    };
    let all: Vec<Calls<'_>> = clients
        .iter()
        .map(|generated| Calls { generated, functions: of_client(generated) })
        .collect();
    let folder = node.folder.join("clients");
    driver::write_workspace(&folder, &workspace::root(), &all)?;
    let program = driver::build(&folder)?;
    let assets = node.folder.join("node_modules/@typespec/http-specs/assets");
    let lines = driver::run(&program, &server.url(), &assets)?;
    let mut came = BTreeMap::new();
    for line in lines {
        let one: Came = serde_json::from_str(&line).map_err(|error| {
            Failure::new(Kind::Negative, format!("the driver wrote {line}: {error}"))
        })?;
        came.insert(one.call.clone(), one);
    }
    Ok(came)
}
