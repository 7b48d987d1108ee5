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
        let entry = entry()?;
        print::say(match args.action {
            Action::Save => save(&entry, &ask()?)?,
            Action::Forget => forget(&entry)?,
        });
        Ok(DONE)
    }

    fn save(entry: &Entry, key: &str) -> Result<&'static str, Failure> {
        entry.set_password(key).map_err(|error| failed("keep the key", &error))?;
        Ok("the key is kept")
    }

    fn forget(entry: &Entry) -> Result<&'static str, Failure> {
        match entry.delete_credential() {
            Ok(()) => Ok("the key is forgotten"),
            Err(keyring::v1::Error::NoEntry) => Ok("there was no key"),
            Err(error) => Err(failed("forget the key", &error)),
        }
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
        read(&entry)
    }

    fn read(entry: &Entry) -> Result<Option<String>, Failure> {
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

    #[cfg(test)]
    mod tests {
        use keyring_core::Error;
        use keyring_core::mock::{Cred, Store};

        use super::*;

        /// An entry of a store in memory.
        fn entry() -> Entry {
            let store: std::sync::Arc<keyring_core::CredentialStore> = Store::new().unwrap();
            Entry { inner: keyring_core::Entry::new_in_store(&store, SERVICE, USER).unwrap() }
        }

        #[test]
        fn a_key_is_kept_found_and_forgotten() {
            let entry = entry();
            assert_eq!(read(&entry).unwrap(), None);
            assert_eq!(save(&entry, "neo_sk_test").unwrap(), "the key is kept");
            assert_eq!(read(&entry).unwrap().as_deref(), Some("neo_sk_test"));
            save(&entry, "neo_sk_other").unwrap();
            assert_eq!(read(&entry).unwrap().as_deref(), Some("neo_sk_other"));
            assert_eq!(forget(&entry).unwrap(), "the key is forgotten");
            assert_eq!(forget(&entry).unwrap(), "there was no key");
            assert_eq!(read(&entry).unwrap(), None);
        }

        #[test]
        fn a_keyring_that_fails_is_said_without_the_key() {
            let entry = entry();
            let fails = || {
                let own: &Cred = entry.inner.as_any().downcast_ref().unwrap();
                own.set_error(Error::Invalid("attribute".to_owned(), "locked".to_owned()));
            };
            fails();
            let said = save(&entry, "neo_sk_test").unwrap_err();
            assert!(said.message().starts_with("the keyring cannot keep the key: "), "{said:?}");
            assert!(!format!("{said:?}").contains("neo_sk_test"));
            fails();
            let said = read(&entry).unwrap_err();
            assert!(said.message().starts_with("the keyring cannot read the key: "), "{said:?}");
        }
    }
}
