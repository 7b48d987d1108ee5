//! Parameters as arguments of the command line.

use clap::builder::PossibleValuesParser;
use clap::{Arg, ArgAction, ArgMatches};
use serde_json::Value;

use super::names::kebab;
use crate::failure::Failure;
use crate::schema::{Kind, Schemas};
use crate::table::{Argument, Operation, Place};

/// Names that this program has itself.
const TAKEN: [&str; 6] = ["all", "body", "help", "json", "sandbox", "version"];

/// The arguments of an operation: those of the path by their places, the others by name.
pub(super) fn of(operation: &Operation, schemas: Schemas) -> Vec<Arg> {
    let names = names(operation);
    let arguments = operation.arguments.iter().enumerate().zip(names);
    arguments.map(|((place, argument), name)| one(place, argument, name, schemas)).collect()
}

fn one(place: usize, argument: &Argument, name: String, schemas: Schemas) -> Arg {
    let what = schemas.described(&argument.schema);
    let description = argument.description.trim();
    let help = match description {
        "" => what.clone(),
        text => format!("{text} ({what})"),
    };
    let arg = Arg::new(id(place))
        .help(help)
        .value_name(value_name(&name))
        .required(argument.required)
        .allow_negative_numbers(true);
    let words = schemas.words(&argument.schema);
    let arg = match words.as_slice() {
        [] => arg,
        words => arg.value_parser(PossibleValuesParser::new(
            words.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>(),
        )),
    };
    match argument.place {
        Place::Path => arg.index(place + 1),
        _ if schemas.kind(&argument.schema) == Kind::List => {
            arg.long(name).action(ArgAction::Append)
        }
        _ => arg.long(name),
    }
}

/// Those that have to be given, as a person writes them. Others may follow, and the body, which takes all that comes after it.
pub(super) fn usage(operation: &Operation) -> String {
    let arguments = operation.arguments.iter().zip(names(operation));
    let required = arguments.filter(|(argument, _)| argument.required);
    let written = required.map(|(argument, name)| match argument.place {
        Place::Path => format!(" <{}>", value_name(&name)),
        _ => format!(" --{name} <{}>", value_name(&name)),
    });
    written.collect()
}

fn value_name(name: &str) -> String {
    name.replace('-', "_").to_ascii_uppercase()
}

fn id(place: usize) -> String {
    format!("argument {place}")
}

/// The names of the arguments, each once and none of this program's own.
fn names(operation: &Operation) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for argument in &operation.arguments {
        let mut name = kebab(&argument.name);
        while TAKEN.contains(&name.as_str()) || names.contains(&name) {
            name.push_str("-parameter");
        }
        names.push(name);
    }
    names
}

/// The values that were given, in the order of the operation's arguments.
pub(super) fn given(
    operation: &Operation,
    matches: &ArgMatches,
    schemas: Schemas,
) -> Result<Vec<Option<Value>>, Failure> {
    let names = names(operation);
    let arguments = operation.arguments.iter().enumerate().zip(&names);
    arguments
        .map(|((place, argument), name)| {
            let texts = matches.get_many::<String>(&id(place));
            let texts: Vec<&String> = texts.into_iter().flatten().collect();
            let values = texts.iter().map(|text| {
                schemas
                    .value(&argument.schema, text)
                    .map_err(|why| Failure::usage(format!("--{name}: {why}")))
            });
            let values = values.collect::<Result<Vec<Value>, _>>()?;
            Ok(values.into_iter().reduce(joined))
        })
        .collect()
}

/// Two values of an argument that can be given more than once, each of which is a list.
pub(super) fn joined(mut first: Value, second: Value) -> Value {
    match (first.as_array_mut(), second) {
        (Some(list), Value::Array(more)) => {
            list.extend(more);
            first
        }
        (_, second) => second,
    }
}
