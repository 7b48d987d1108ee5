//! The rules foretell what the clients show, both ways, for kinds of edits that real histories have.
#![allow(clippy::unwrap_used, clippy::expect_used)]

#[path = "../../specdiff/tests/support/predictions.rs"]
mod predictions;
mod support;

use oas_codegen::Settings;
use predictions::cases;
use support::{Side, disagreements, observed};

#[test]
fn the_clients_show_what_the_rules_foretell() {
    let side = |text: &str| Side::new(text, "openapi.json", &Settings::default());
    for case in cases() {
        let (old, new) = (side(&case.old), side(&case.new));
        for (from, to, worst) in [(&old, &new, case.there), (&new, &old, case.back)] {
            let report = observed(from, to);
            assert_eq!(disagreements(&report), [""; 0], "{}", case.kind);
            assert_eq!(report.summary.rust, worst, "{}", case.kind);
        }
    }
}
