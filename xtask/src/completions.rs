//! `cargo xtask completions`: the shell completes commands and options.

use std::process::ExitCode;

use clap::{Command, ValueEnum};
use clap_complete::{Shell as Generator, generate};
use oas_command::failure::Failure;
use oas_command::print;

/// Print a script that makes the shell complete `cargo xtask`
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  bash:  cargo xtask completions bash > ~/.local/share/bash-completion/completions/cargo-xtask
         echo 'source ~/.local/share/bash-completion/completions/cargo-xtask' >> ~/.bashrc
  zsh:   cargo xtask completions zsh > ~/.cargo-xtask.zsh
         echo 'source ~/.cargo-xtask.zsh' >> ~/.zshrc          (after compinit)
  fish:  cargo xtask completions fish > ~/.config/fish/conf.d/cargo-xtask.fish

Completions of cargo itself go on working.

Exit codes:
  0  printed
  2  a wrong argument")]
pub(crate) struct Args {
    #[arg(value_enum)]
    shell: Shell,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Shell {
    Bash,
    Zsh,
    Fish,
}

/// Each script completes a command `xtask`; what follows it hands the words after `cargo xtask` over.
const BASH: &str = r#"
# `cargo xtask ...` is completed as `xtask ...`, everything else as before.
if [[ -z ${_cargo_before_xtask+set} ]]; then
    declare -F _completion_loader >/dev/null && _completion_loader cargo 2>/dev/null
    _cargo_before_xtask=$(complete -p cargo 2>/dev/null | sed -n 's/.* -F \([^ ]*\) .*/\1/p')
fi
_cargo_xtask() {
    if [[ ${COMP_WORDS[1]} == xtask && $COMP_CWORD -gt 1 ]]; then
        local words=("${COMP_WORDS[@]:1}") word=$((COMP_CWORD - 1))
        local COMP_WORDS=("${words[@]}") COMP_CWORD=$word
        _xtask xtask "$2" "$3"
    elif [[ -n $_cargo_before_xtask ]]; then
        "$_cargo_before_xtask" "$@"
    elif [[ $COMP_CWORD -eq 1 ]]; then
        COMPREPLY=($(compgen -W "xtask build check clippy doc fmt run test" -- "$2"))
    fi
}
complete -F _cargo_xtask -o bashdefault -o default cargo
"#;

const ZSH: &str = r#"
# `cargo xtask ...` is completed as `xtask ...`, everything else as before.
if [[ -z ${_cargo_before_xtask+set} ]]; then
    typeset -g _cargo_before_xtask=${_comps[cargo]:-_default}
fi
_cargo_with_xtask() {
    if [[ ${words[2]} == xtask && CURRENT -gt 2 ]]; then
        shift words
        (( CURRENT-- ))
        _xtask "$@"
    else
        $_cargo_before_xtask "$@"
    fi
}
compdef _cargo_with_xtask cargo
"#;

const FISH: &str = r#"
# `cargo xtask ...` is completed as `xtask ...`, everything else as before.
function __fish_cargo_xtask
    set -l words (commandline -opc)
    set -l current (commandline -ct)
    complete -C (string join ' ' -- (string escape -- $words[2..]) $current)
end
function __fish_is_cargo_xtask
    set -l words (commandline -opc)
    test (count $words) -gt 1; and test "$words[2]" = xtask
end
complete -c cargo -n __fish_is_cargo_xtask -f -a '(__fish_cargo_xtask)'
"#;

/// Prints the script for a command line.
pub(crate) fn run(args: &Args, command: Command) -> Result<ExitCode, Failure> {
    let (generator, bridge) = match args.shell {
        Shell::Bash => (Generator::Bash, BASH),
        Shell::Zsh => (Generator::Zsh, ZSH),
        Shell::Fish => (Generator::Fish, FISH),
    };
    let mut script = Vec::new();
    let mut command = command.bin_name("xtask");
    generate(generator, &mut command, "xtask", &mut script);
    print::out(&format!("{}{bridge}", String::from_utf8_lossy(&script)))?;
    Ok(ExitCode::SUCCESS)
}
