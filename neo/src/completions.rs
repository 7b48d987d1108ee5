//! `neo completions`: the shell completes commands, operations and options.

use clap::Command;
use clap_complete::{Shell, generate};

use crate::failure::{DONE, Failure};
use crate::print;

/// Print a script that makes the shell complete commands, operations and options
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  bash:  neo completions bash > ~/.local/share/bash-completion/completions/neo
  zsh:   neo completions zsh > \"${fpath[1]}/_neo\"
  fish:  neo completions fish > ~/.config/fish/completions/neo.fish

Exit codes:
  0  printed
  2  a wrong argument")]
pub(crate) struct Args {
    #[arg(value_enum)]
    shell: Shell,
}

pub(crate) fn run(args: &Args, mut command: Command) -> Result<u8, Failure> {
    let mut script = Vec::new();
    generate(args.shell, &mut command, "neo", &mut script);
    print::out(script).map(|()| DONE)
}
