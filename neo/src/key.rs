//! The key: from the environment, or from the keyring of the system. Never an argument, which other processes and the shell's history see.

use std::env;

use crate::failure::Failure;

pub(crate) const VARIABLE: &str = "NEO_API_KEY";

/// The key, where there is one.
pub(crate) fn find() -> Result<Option<String>, Failure> {
    match env::var(VARIABLE) {
        Ok(key) if !key.trim().is_empty() => Ok(Some(key)),
        Ok(_) | Err(env::VarError::NotPresent) => from_keyring(),
        Err(env::VarError::NotUnicode(_)) => {
            Err(Failure::usage(format!("{VARIABLE} is not Unicode")))
        }
    }
}

/// What to do where there is none.
pub(crate) fn missing() -> Failure {
    let keyring = if cfg!(feature = "keyring") { ", or keep one with `neo key save`" } else { "" };
    let message = format!("there is no key: set {VARIABLE}{keyring}, or use --sandbox");
    Failure::usage(message)
}

#[cfg(not(feature = "keyring"))]
#[expect(clippy::unnecessary_wraps, reason = "with the keyring it can fail")]
fn from_keyring() -> Result<Option<String>, Failure> {
    Ok(None)
}

#[cfg(feature = "keyring")]
pub(crate) use self::keyring_of_the_system::{Args, from_keyring, run};

#[cfg(feature = "keyring")]
mod keyring_of_the_system {
    use std::io::{IsTerminal, stdin};

    use keyring::v1::Entry;

    use crate::failure::{DONE, EXIT_CODES, Failure, with_causes};
    use crate::print;

    const SERVICE: &str = "neoagent";
    const USER: &str = "api-key";

    /// Keep the key in the keyring of the system
    #[derive(Debug, clap::Args)]
    #[command(after_help = EXIT_CODES)]
    pub(crate) struct Args {
        #[command(subcommand)]
        action: Action,
    }

    #[derive(Debug, clap::Subcommand)]
    enum Action {
        /// Keep a key, which is asked for, or read from standard input where that is no terminal
        Save,
        /// Forget the key
        Forget,
    }

    pub(crate) fn run(args: &Args) -> Result<u8, Failure> {
        match args.action {
            Action::Save => {
                let key = ask()?;
                entry()?.set_password(&key).map_err(|error| failed("keep the key", &error))?;
                print::say("the key is kept");
            }
            Action::Forget => match entry()?.delete_credential() {
                Ok(()) => print::say("the key is forgotten"),
                Err(keyring::v1::Error::NoEntry) => print::say("there was no key"),
                Err(error) => return Err(failed("forget the key", &error)),
            },
        }
        Ok(DONE)
    }

    fn ask() -> Result<String, Failure> {
        let unread = |error| Failure::usage(format!("the key cannot be read: {error}"));
        let key = if stdin().is_terminal() {
            rpassword::prompt_password("Key: ").map_err(unread)?
        } else {
            std::io::read_to_string(stdin()).map_err(unread)?
        };
        match key.trim() {
            "" => Err(Failure::usage("the key is empty")),
            key => Ok(key.to_owned()),
        }
    }

    /// The key in the keyring. A system without one has none.
    pub(crate) fn from_keyring() -> Result<Option<String>, Failure> {
        let Ok(entry) = entry() else { return Ok(None) };
        match entry.get_password() {
            Ok(key) => Ok(Some(key)),
            Err(keyring::v1::Error::NoEntry) => Ok(None),
            Err(error) => Err(failed("read the key", &error)),
        }
    }

    fn entry() -> Result<Entry, Failure> {
        Entry::new(SERVICE, USER).map_err(|error| failed("be used", &error))
    }

    fn failed(what: &str, error: &keyring::v1::Error) -> Failure {
        Failure::usage(format!("the keyring cannot {what}: {}", with_causes(error)))
    }
}
