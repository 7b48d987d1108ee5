//! What changes do to the crate, seen by generating both clients and comparing their public items.

use std::panic::resume_unwind;
use std::thread;

use oas_apidiff::{Client, Error, observe};
use oas_codegen::Settings;
use oas_diff::{Document, Report};

use crate::failure::Failure;
use crate::input::Input;
use crate::print;
use crate::progress::Working;
use crate::project::Project;

/// A document, and what it was read from.
#[derive(Debug)]
pub struct Side<'a> {
    /// It, read.
    pub document: &'a Document,
    /// What the client is generated from.
    pub input: &'a Input,
}

/// Puts what the two clients show to the changes. Where one of them cannot be generated, the report keeps what the rules
/// predict, and it is said why.
///
/// # Errors
/// The project's settings cannot be read.
pub fn clients(
    changes: &mut Report,
    old: &Side<'_>,
    new: &Side<'_>,
    project: &Project,
) -> Result<(), Failure> {
    if changes.is_empty() {
        return Ok(());
    }
    let settings = project.settings()?;
    let working = Working::on("generating both clients");
    let clients =
        both(old, new, &tolerant(&settings)).or_else(|_| both(old, new, &Settings::default()));
    drop(working);
    match clients {
        Ok((old_client, new_client)) => {
            observe(changes, (old.document, &old_client), (new.document, &new_client));
        }
        Err(error) => print::error(&format!(
            "what the changes do to the crate is predicted, not seen: {error}"
        )),
    }
    Ok(())
}

/// Generates both at a time.
fn both(old: &Side<'_>, new: &Side<'_>, settings: &Settings) -> Result<(Client, Client), Error> {
    let generate = |side: &Side<'_>| {
        let generated = oas_codegen::generate_source(side.input, settings);
        Client::of(&generated.map_err(Error::Generate)?)
    };
    thread::scope(|scope| {
        // As much stack as the main thread has. Where there is no thread to be had, one after the other.
        let other = thread::Builder::new().stack_size(8 << 20);
        let Ok(old_client) = other.spawn_scoped(scope, || generate(old)) else {
            return Ok((generate(old)?, generate(new)?));
        };
        let new_client = generate(new);
        let old_client = old_client.join().unwrap_or_else(|panic| resume_unwind(panic));
        Ok((old_client?, new_client?))
    })
}

/// The settings without what only one of the two documents need fit.
fn tolerant(settings: &Settings) -> Settings {
    let mut settings = settings.clone();
    settings.contract.clear();
    settings
}
