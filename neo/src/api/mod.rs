//! `neo api`: every operation as a command, made from the operation table when the program starts.

mod arguments;
mod body;
mod call;
mod files;
mod names;
mod pages;

use clap::{ArgMatches, Command};

pub(crate) use self::files::read;
use crate::failure::{EXIT_CODES, Failure};
use crate::schema::Schemas;
use crate::service::Service;
use crate::show::Shown;
use crate::table::{Operation, Table};

/// The command of this module.
pub(crate) const NAME: &str = "api";

/// A command that clap adds.
const HELP: &str = "help";

/// `neo api` with a command a group, and in it one an operation. Groups follow the tags of the document, which may be others tomorrow: for
/// scripts, each operation is a command of its own by its name in the library too, which no help lists.
pub(crate) fn command(table: &Table) -> Command {
    let all = names::groups(&table.operations);
    let by_full_name = table.operations.iter().filter_map(|operation| {
        let name = names::full(operation);
        let free = !all.contains_key(&name) && name != HELP;
        free.then(|| one("neo api", &name, operation, table).hide(true))
    });
    let by_full_name: Vec<Command> = by_full_name.collect();
    let groups = all.into_iter().map(|(name, group)| {
        let names: Vec<&str> = group.operations.keys().map(String::as_str).collect();
        let path = format!("neo api {name}");
        let operations = group.operations.iter();
        let commands = operations.map(|(own, operation)| one(&path, own, operation, table));
        Command::new(name.clone())
            .about(format!("{}: {}", group.title, names.join(", ")))
            .subcommand_required(true)
            .arg_required_else_help(true)
            .subcommands(commands.collect::<Vec<_>>())
    });
    Command::new(NAME)
        .about("Call any operation of the API")
        .long_about(
            "Call any operation of the API: `neo api GROUP OPERATION`, or `neo api OPERATION` with its whole name (`list-agents`), which stays \
             when groups change. A success is printed on standard output, without the envelope around it: a list as a table, an object as \
             lines, or JSON with --json.",
        )
        .after_help(EXIT_CODES)
        .subcommand_required(true)
        .arg_required_else_help(true)
        .subcommands(groups)
        .subcommands(by_full_name)
}

/// The command of an operation, within the command `path`.
fn one(path: &str, name: &str, operation: &Operation, table: &Table) -> Command {
    let schemas = Schemas(&table.definitions);
    let full = names::full(operation);
    let key = format!("{} {}", operation.method, operation.path);
    let about = if operation.summary.is_empty() { &key } else { &operation.summary };
    let deprecated = if operation.deprecated { "Deprecated." } else { "" };
    let what = [deprecated, &operation.summary, &operation.description, &key];
    let what: Vec<&str> = what.into_iter().filter(|text| !text.is_empty()).collect();
    let body = body::help(operation, schemas);
    let gap = if body.is_empty() { "" } else { "\n\n" };
    let arguments = arguments::usage(operation);
    let usage = format!("{path} {name}{arguments}{} [OPTIONS]", body::usage(operation));
    let mut command = Command::new(name.to_owned())
        .about(about.clone())
        .long_about(what.join("\n\n"))
        .override_usage(usage)
        .after_help(format!("{body}{gap}{EXIT_CODES}"))
        .args(arguments::of(operation, schemas))
        .args(body::argument(operation))
        .args(pages::argument(operation));
    if full != name {
        command = command.visible_alias(full);
    }
    command
}

/// Calls the operation that was asked for.
pub(crate) async fn run(matches: &ArgMatches, table: &Table) -> Result<u8, Failure> {
    let asked = matches.subcommand().and_then(|(first, matches)| {
        let Some(group) = names::groups(&table.operations).remove(first) else {
            let mut all = table.operations.iter();
            return Some((all.find(|operation| names::full(operation) == first)?, matches));
        };
        let (name, matches) = matches.subcommand()?;
        Some((*group.operations.get(name)?, matches))
    });
    let (operation, matches) = asked.ok_or_else(|| Failure::usage("no such operation"))?;
    let schemas = Schemas(&table.definitions);
    // What cannot be sent is refused before a sandbox is started.
    let arguments = arguments::given(operation, matches, schemas)?;
    let body = body::given(operation, matches, schemas)?;
    let service =
        Service::connect(matches.get_flag("sandbox"), table.needs_credential(operation)).await?;
    let shown = Shown::new(matches.get_flag("json"));
    let call = call::Call { operation, arguments, body, runtime: service.neo.runtime() };
    if pages::wanted(operation, matches) {
        pages::all(call, table, shown).await
    } else {
        call.once(table, shown).await
    }
}
