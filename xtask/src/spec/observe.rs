//! What changes do to the crate, seen by generating both clients and comparing their public items.

use oas_apidiff::{Client, Error, observe};
use oas_codegen::{Generated, Misfits};
use oas_diff::{Document, Report};

use super::fit::both;
use crate::workspace;
use oas_command::failure::Failure;
use oas_command::progress::Working;
use oas_command::{input, print};

/// Generates both clients, and puts what they show to the changes. What of the settings does not fit one of the documents is left
/// out; where a client cannot be generated, the report keeps what the rules predict, and it is said why.
pub(super) fn clients(changes: &mut Report, old: &Document, new: &Document) -> Result<(), Failure> {
    if changes.is_empty() {
        return Ok(());
    }
    let mut settings = input::settings(Some(&workspace::settings()))?;
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
pub(super) fn seen(
    changes: &mut Report,
    old: (&Document, &Generated),
    new: (&Document, &Generated),
) {
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
