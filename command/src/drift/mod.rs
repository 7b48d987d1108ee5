//! `check` and `refresh`: whether a vendored document is still the live one, and the live one in its place.

mod candidate;
pub mod check;
mod fit;
mod named;
mod next;
pub mod refresh;

use std::process::ExitCode;

use crate::changes::report::Options;
use crate::failure::Failure;
use crate::print;
use crate::vendored::Place;

/// Of several exit codes the one that says most.
const WORST_FIRST: [u8; 5] = [2, 5, 4, 1, 3];

/// Does something with each document. What is wrong with one is said, and the others follow.
fn one_by_one(
    mut places: Vec<Place>,
    report: &Options,
    is_about_one: bool,
    mut each: impl FnMut(Place) -> Result<ExitCode, Failure>,
) -> Result<ExitCode, Failure> {
    if places.len() < 2 {
        let none = || Failure::usage("the project has no document");
        return each(places.pop().ok_or_else(none)?);
    }
    if is_about_one || report.file().is_some() || !report.format.can_follow_another() {
        return Err(Failure::usage(format!(
            "there are several documents, and this is about one; pick it with --api: {}",
            places.iter().map(Place::name).collect::<Vec<_>>().join(", ")
        )));
    }
    let mut codes = Vec::new();
    for place in places {
        codes.push(match each(place) {
            Ok(code) => code,
            Err(failure) => print::failure(&failure),
        });
    }
    let worst = WORST_FIRST.map(ExitCode::from).into_iter().find(|code| codes.contains(code));
    Ok(worst.unwrap_or(ExitCode::SUCCESS))
}
