//! `completions`: the shell completes commands and options.

use std::process::ExitCode;

use crate::failure::Failure;
use crate::print;
use clap::{Command, ValueEnum};
use clap_complete::{Shell as Generator, generate};

/// Print a script that makes the shell complete these commands
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  bash:  cargo oas completions bash > ~/.local/share/bash-completion/completions/cargo-oas
         echo 'source ~/.local/share/bash-completion/completions/cargo-oas' >> ~/.bashrc
  zsh:   cargo oas completions zsh > ~/.cargo-oas.zsh
         echo 'source ~/.cargo-oas.zsh' >> ~/.zshrc          (after compinit)
  fish:  cargo oas completions fish > ~/.config/fish/conf.d/cargo-oas.fish

Completions of cargo itself go on working.

Exit codes:
  0  printed
  2  a wrong argument")]
pub struct Args {
    #[arg(value_enum)]
    shell: Shell,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Shell {
    Bash,
    Zsh,
    Fish,
}

/// Each script completes a command `NAME`; what follows it hands the words after `cargo NAME` over.
const BASH: &str = r#"
# `cargo NAME ...` is completed as `NAME ...`, everything else as before.
if [[ -z ${_cargo_before_NAME+set} ]]; then
    declare -F _completion_loader >/dev/null && _completion_loader cargo 2>/dev/null
    _cargo_before_NAME=$(complete -p cargo 2>/dev/null | sed -n 's/.* -F \([^ ]*\) .*/\1/p')
fi
_cargo_NAME() {
    if [[ ${COMP_WORDS[1]} == NAME && $COMP_CWORD -gt 1 ]]; then
        local words=("${COMP_WORDS[@]:1}") word=$((COMP_CWORD - 1))
        local COMP_WORDS=("${words[@]}") COMP_CWORD=$word
        _NAME NAME "$2" "$3"
    elif [[ -n $_cargo_before_NAME ]]; then
        "$_cargo_before_NAME" "$@"
    elif [[ $COMP_CWORD -eq 1 ]]; then
        COMPREPLY=($(compgen -W "NAME build check clippy doc fmt run test" -- "$2"))
    fi
}
complete -F _cargo_NAME -o bashdefault -o default cargo
"#;

const ZSH: &str = r#"
# `cargo NAME ...` is completed as `NAME ...`, everything else as before.
if [[ -z ${_cargo_before_NAME+set} ]]; then
    typeset -g _cargo_before_NAME=${_comps[cargo]:-_default}
fi
_cargo_with_NAME() {
    if [[ ${words[2]} == NAME && CURRENT -gt 2 ]]; then
        shift words
        (( CURRENT-- ))
        _NAME "$@"
    else
        $_cargo_before_NAME "$@"
    fi
}
compdef _cargo_with_NAME cargo
"#;

const FISH: &str = r#"
# `cargo NAME ...` is completed as `NAME ...`, everything else as before.
function __fish_cargo_NAME
    set -l words (commandline -opc)
    set -l current (commandline -ct)
    complete -C (string join ' ' -- (string escape -- $words[2..]) $current)
end
function __fish_is_cargo_NAME
    set -l words (commandline -opc)
    test (count $words) -gt 1; and test "$words[2]" = NAME
end
complete -c cargo -n __fish_is_cargo_NAME -f -a '(__fish_cargo_NAME)'
"#;

/// Prints the script for a command line that is called as `cargo NAME`.
///
/// # Errors
/// It cannot be written.
pub fn run(args: &Args, command: Command, name: &'static str) -> Result<ExitCode, Failure> {
    let (generator, bridge) = match args.shell {
        Shell::Bash => (Generator::Bash, BASH),
        Shell::Zsh => (Generator::Zsh, ZSH),
        Shell::Fish => (Generator::Fish, FISH),
    };
    let mut script = Vec::new();
    let mut command = command.bin_name(name);
    generate(generator, &mut command, name, &mut script);
    let bridge = bridge.replace("NAME", name);
    print::out(&format!("{}{bridge}", String::from_utf8_lossy(&script)))?;
    Ok(ExitCode::SUCCESS)
}
