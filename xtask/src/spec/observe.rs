//! What changes do to the crate, seen by generating both clients and comparing their public items.

use oas_apidiff::{Client, Error, observe};
use oas_codegen::Settings;
use oas_diff::{Document, Report};

use oas_command::input::Input;
use oas_command::print;

/// A document, and what it was read from.
pub(super) struct Side<'a> {
    pub(super) document: &'a Document,
    pub(super) input: &'a Input,
}

/// Puts what the two clients show to the changes. Where one of them cannot be generated, the report keeps what the rules
/// predict, and it is said why.
pub(super) fn clients(changes: &mut Report, old: &Side<'_>, new: &Side<'_>, settings: &Settings) {
    if changes.is_empty() {
        return;
    }
    let generate = |side: &Side<'_>, settings: &Settings| {
        let generated = oas_codegen::generate_source(side.input, settings);
        Client::of(&generated.map_err(Error::Generate)?)
    };
    let both = |settings: &Settings| -> Result<(Client, Client), Error> {
        Ok((generate(old, settings)?, generate(new, settings)?))
    };
    match both(&tolerant(settings)).or_else(|_| both(&Settings::default())) {
        Ok((old_client, new_client)) => {
            observe(changes, (old.document, &old_client), (new.document, &new_client));
        }
        Err(error) => print::error(&format!(
            "what the changes do to the crate is predicted, not seen: {error}"
        )),
    }
}

/// The settings without what only one of the two documents need fit.
fn tolerant(settings: &Settings) -> Settings {
    let mut settings = settings.clone();
    settings.contract.clear();
    settings
}
