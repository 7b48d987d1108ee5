//! What the rules foretell of the generated client; that the clients show the same is held by the tests of oas-apidiff.
#![allow(clippy::unwrap_used, clippy::expect_used)]

#[path = "support/predictions.rs"]
mod predictions;
mod support;

use predictions::cases;
use support::compare;

#[test]
fn the_rules_foretell_what_an_edit_does_to_the_client() {
    for case in cases() {
        for (from, to, worst) in
            [(&case.old, &case.new, case.there), (&case.new, &case.old, case.back)]
        {
            assert_eq!(compare(from, to).summary.rust, worst, "{}", case.kind);
        }
    }
}
