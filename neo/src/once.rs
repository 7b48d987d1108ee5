//! A run that is started once, however often it is asked for and wherever a process before was killed: its journal says how far it came.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use neoagent::{Client, ErrorKind, Execution, Journal, RunHandle, RunRequest, StartPolicy};

use crate::failure::{Failure, NO, UNKNOWN, code_of, with_causes};
use crate::progress::Progress;

/// The longest key, in bytes: it is the name of a file.
const LONGEST: usize = 60;

/// What was asked for.
pub(crate) struct Asked {
    /// With its key.
    pub(crate) request: RunRequest,
    pub(crate) journal: Option<PathBuf>,
    pub(crate) release: bool,
    /// How long to wait for its end, where that is waited for.
    pub(crate) deadline: Option<Duration>,
    pub(crate) policy: StartPolicy,
}

/// What there is.
pub(crate) enum Once {
    /// A run, whose end was not waited for.
    Started(RunHandle),
    /// One that has ended.
    Ended(Box<Execution>),
}

/// No run ends in so little: the wait is over when it begins.
const AT_ONCE: Duration = Duration::from_nanos(1);

/// A key, as an argument.
pub(crate) fn key(text: &str) -> Result<String, String> {
    match text.trim() {
        "" => Err("a key is not empty".to_owned()),
        key if key.len() > LONGEST => Err(format!("a key has at most {LONGEST} bytes")),
        key => Ok(key.to_owned()),
    }
}

/// Starts the run, or finds the one that there is, and follows it to its end where that was asked for.
pub(crate) async fn run(neo: &Client, key: &str, asked: Asked) -> Result<Once, Failure> {
    let path = match asked.journal {
        Some(path) => path,
        None => own_file(key)?,
    };
    let mut journal = Journal::open(&path).await?;
    if asked.release {
        journal.release(key).await?;
    }
    let progress = Progress::spinner();
    let (told, deadline) = (progress.clone(), asked.deadline.unwrap_or(AT_ONCE));
    let mut results = neo
        .run_many([asked.request])
        .journal(journal)
        .policy(asked.policy)
        .wait(move |wait| {
            let told = told.clone();
            wait.deadline(deadline).on_event(move |event| told.say(event))
        })
        .start()
        .await?;
    let result = tokio::select! {
        result = results.next() => result,
        _ = tokio::signal::ctrl_c() => {
            progress.end();
            return Err(Failure::new(UNKNOWN, "interrupted; a run that was started goes on: the same command goes on with it"));
        }
    };
    progress.end();
    let Some(result) = result else {
        return Err(Failure::new(
            UNKNOWN,
            "the journal cannot be written any more; the same command goes on",
        ));
    };
    // The journal has its id before the wait begins, whatever that ends with.
    let started = result.result.as_ref().err().and_then(|error| error.run());
    if let (None, Some(run)) = (asked.deadline, started) {
        return Ok(Once::Started(run.handle().clone()));
    }
    match result.result {
        Ok(done) if asked.deadline.is_none() => Ok(Once::Started(done.handle)),
        Ok(done) => match done.execution {
            Some(execution) => Ok(Once::Ended(Box::new(execution))),
            // It ended before, by the journal, which does not keep what the service says of it.
            None => Ok(Once::Ended(Box::new(
                neo.resume(done.handle)
                    .fetch()
                    .await
                    .map_err(Failure::from)
                    .map_err(Failure::after_something)?,
            ))),
        },
        Err(error) if error.kind() == ErrorKind::InDoubt => {
            let text = with_causes(&error);
            let message =
                format!("{text}; once you know that there is no run, --release starts one");
            Err(Failure::new(UNKNOWN, message))
        }
        Err(error) => {
            let code = code_of(error.outcome());
            let again = if code > NO { "; the same command goes on" } else { "" };
            Err(Failure::new(code, format!("{}{again}", with_causes(&error))))
        }
    }
}

/// The journal of a key, below the state folder of the user. Each key has its own, so that runs of several go on at once.
fn own_file(key: &str) -> Result<PathBuf, Failure> {
    let folder = state_folder().ok_or_else(|| {
        Failure::usage("there is no folder to keep a journal in: neither XDG_STATE_HOME nor HOME is set; name a file with --journal")
    })?;
    let folder = folder.join("neo").join("once");
    fs::create_dir_all(&folder)
        .map_err(|error| Failure::usage(format!("{} cannot be made: {error}", folder.display())))?;
    Ok(folder.join(file_name(key)))
}

fn state_folder() -> Option<PathBuf> {
    let folder =
        |name: &str| env::var_os(name).map(PathBuf::from).filter(|path| path.is_absolute());
    folder("XDG_STATE_HOME")
        .or_else(|| folder("LOCALAPPDATA"))
        .or_else(|| Some(folder("HOME")?.join(Path::new(".local/state"))))
}

/// A name that no other key has, on file systems too that do not tell capitals.
fn file_name(key: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    let name = key.bytes().map(|byte| match plain(byte) {
        true => char::from(byte).to_string(),
        false => format!("%{byte:02x}"),
    });
    format!("{}.journal", name.collect::<String>())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_key_has_a_file_of_its_own() {
        for (key, name) in [
            ("ticket-1001", "ticket-1001.journal"),
            ("Ticket 1001", "%54icket%201001.journal"),
            ("../etc", "%2e%2e%2fetc.journal"),
            ("a%2f", "a%252f.journal"),
        ] {
            assert_eq!(file_name(key), name);
        }
        assert!(key(&"x".repeat(61)).is_err() && key(" ").is_err());
        assert_eq!(key(" a ").as_deref(), Ok("a"));
    }
}
