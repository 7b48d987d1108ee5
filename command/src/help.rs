//! The help of a command line that has these commands under another name.

use clap::Command;

/// Replaces `cargo oas` in the examples of a command and of those below it.
#[must_use]
pub fn renamed(command: Command, name: &str) -> Command {
    let examples = command.get_after_help().map(|text| text.to_string().replace("cargo oas", name));
    let command = match examples {
        Some(examples) => command.after_help(examples),
        None => command,
    };
    command.mut_subcommands(|below| renamed(below, name))
}
