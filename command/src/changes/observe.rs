//! What changes do to the crate, seen by generating both clients and comparing their public items.

use std::panic::resume_unwind;
use std::thread;

use oas_apidiff::{Client, Error, observe};
use oas_codegen::{Generated, Misfits, Settings, generate_document};
use oas_diff::{Document, Report};

use crate::failure::Failure;
use crate::print;
use crate::progress::Working;
use crate::project::Project;

/// Generates both clients, and puts what they show to the changes. What of the settings does not fit one of the documents is left
/// out; where a client cannot be generated, the report keeps what the rules predict, and it is said why.
///
/// # Errors
/// The project's settings cannot be read.
pub fn clients(
    changes: &mut Report,
    old: &Document,
    new: &Document,
    project: &Project,
) -> Result<(), Failure> {
    if changes.is_empty() {
        return Ok(());
    }
    let mut settings = project.settings()?;
    settings.misfits = Misfits::Report;
    let working = Working::on("generating both clients");
    let (old_client, new_client) = both(old, new, &settings);
    drop(working);
    match (old_client, new_client) {
        (Ok(old_client), Ok(new_client)) => {
            seen(changes, (old, &old_client), (new, &new_client));
        }
        (Err(error), _) | (_, Err(error)) => unseen(&Error::Generate(error)),
    }
    Ok(())
}

/// Puts what two clients show to the changes.
pub fn seen(changes: &mut Report, old: (&Document, &Generated), new: (&Document, &Generated)) {
    match (Client::of(old.1), Client::of(new.1)) {
        (Ok(old_client), Ok(new_client)) => {
            observe(changes, (old.0, &old_client), (new.0, &new_client));
        }
        (Err(error), _) | (_, Err(error)) => unseen(&error),
    }
}

fn unseen(error: &Error) {
    print::error(&format!("what the changes do to the crate is predicted, not seen: {error}"));
}

/// The clients of two documents, generated at a time.
pub fn both(
    old: &Document,
    new: &Document,
    settings: &Settings,
) -> (Result<Generated, oas_codegen::Error>, Result<Generated, oas_codegen::Error>) {
    thread::scope(|scope| {
        // As much stack as the main thread has. Where there is no thread to be had, one after the other.
        let other = thread::Builder::new().stack_size(8 << 20);
        let Ok(old_client) = other.spawn_scoped(scope, || generate_document(old, settings)) else {
            return (generate_document(old, settings), generate_document(new, settings));
        };
        let new_client = generate_document(new, settings);
        (old_client.join().unwrap_or_else(|panic| resume_unwind(panic)), new_client)
    })
}
