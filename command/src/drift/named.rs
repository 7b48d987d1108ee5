//! What is said of the files of a document.

use crate::vendored::Place;

/// The files that a refresh replaces, in a sentence about several.
pub(super) fn replaced(place: &Place) -> String {
    let names: Vec<String> =
        [place.name(), place.lock_name()].into_iter().chain(place.generated()).collect();
    match names.split_last() {
        Some((last, others)) => format!("{} and {last}", others.join(", ")),
        None => String::new(),
    }
}

/// That a command did not come to its end.
pub(super) fn interrupted(place: &Place) -> String {
    format!(
        "note: a refresh was interrupted: {} is whole and {} fits it, and the rest may be of another document; `{}` mends it",
        place.name(),
        place.lock_name(),
        place.mend
    )
}
