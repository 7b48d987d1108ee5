//! One edit of a document is one change, of the rule and the classes that the table says.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod support;

use oas_diff::{Settings, diff};
use support::{load, verdict};

/// The edit, and what it is; nothing for an edit that means nothing.
const EXPECTED: &[(&str, &str)] = &[
    // The wrapping says nothing; the description that comes with it is words.
    ("allof_wrap", "description-changed safe none"),
    // The table of the design says major. JSON and forms have one Rust type, as the generated clients show.
    ("body_media_changed", "request-media-type-changed breaking none"),
    ("body_removed", "request-body-removed breaking major"),
    ("enum_reordered", ""),
    ("example_added", "example-changed safe none"),
    ("key_order", ""),
    ("noop", ""),
    ("operation_id_removed", "operation-id-changed safe none"),
    ("operation_id_renamed", "operation-id-changed safe none"),
    // The table of the design says none, for methods named after operationIds; these are named after method and path.
    ("path_renamed", "path-renamed breaking major"),
    ("query_became_required", "parameter-became-required breaking major"),
    ("query_default_changed", "request-default-changed risky none"),
    ("query_max_lowered", "request-constraint-tightened risky none"),
    ("query_opt_added", "parameter-added-optional safe minor"),
    ("query_reordered", ""),
    ("query_req_added", "parameter-added-required breaking major"),
    ("query_style_changed", "parameter-style-changed breaking none"),
    ("readonly_added", "request-became-read-only risky none"),
    ("req_maxlen_lowered", "request-constraint-tightened risky none"),
    ("req_prop_became_optional", "request-property-became-optional safe major"),
    ("req_prop_req_added", "request-property-added-required breaking major"),
    ("required_reordered", ""),
    ("resp_body_removed", "response-body-removed breaking major"),
    // The object is closed, but this client accepts fields that it does not know.
    ("resp_closed_prop_added", "response-property-added safe minor"),
    ("resp_default_removed", "error-status-removed safe none"),
    ("resp_enum_added", "response-enum-value-added safe minor"),
    ("resp_enum_opened", "response-enum-opened safe major"),
    ("resp_enum_removed", "response-enum-value-removed safe major"),
    ("resp_format_added_datetime", "response-format-added safe major"),
    ("resp_header_removed", "response-header-removed risky major"),
    ("resp_int_to_number", "response-type-widened breaking major"),
    ("resp_items_type_changed", "response-type-changed breaking major"),
    ("resp_oneof_added", "response-union-variant-added safe minor"),
    // The union has a discriminator, so the order of its variants means nothing.
    ("resp_oneof_reordered", ""),
    ("resp_prop_became_nullable", "response-became-nullable breaking major"),
    ("resp_prop_became_optional", "response-property-became-optional breaking major"),
    ("resp_prop_req_added", "response-property-added safe minor"),
    ("resp_status_2xx_added", "success-status-added risky major"),
    ("resp_status_2xx_changed", "success-status-changed breaking none"),
    ("resp_status_4xx_added", "error-status-added safe none"),
    ("resp_status_4xx_removed", "error-status-removed safe none"),
    ("resp_type_string_to_int", "response-type-changed breaking major"),
    ("schema_description_changed", "description-changed safe none"),
    ("schema_renamed", "schema-renamed safe major"),
    ("security_op_optional", "security-removed safe none"),
    ("tag_renamed", "operation-tags-changed safe none"),
];

#[test]
fn each_mutation_is_one_change() {
    let Some(folder) = oas_corpus::find("diff-cases/mutations") else {
        return;
    };
    let base = load(&folder.join("base.json"));
    let mut wrong = Vec::new();
    for (name, expected) in EXPECTED {
        let report = diff(&base, &load(&folder.join(format!("{name}.json"))), &Settings::default());
        let found: Vec<String> = report.changes.iter().map(verdict).collect();
        let expected: Vec<String> =
            if expected.is_empty() { Vec::new() } else { vec![(*expected).to_owned()] };
        if found != expected {
            wrong.push(format!("{name}: expected {expected:?}, found {found:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    let files = std::fs::read_dir(&folder).unwrap().count();
    assert_eq!(files, EXPECTED.len() + 1, "every mutation has its line");
}

#[test]
fn a_crate_that_names_methods_after_operation_ids_keeps_them() {
    let Some(folder) = oas_corpus::find("diff-cases/mutations") else {
        return;
    };
    let mut settings = Settings::default();
    settings.names_from_operation_ids = true;
    for (name, expected) in [
        ("path_renamed", "path-renamed breaking none"),
        ("operation_id_renamed", "operation-id-changed safe major"),
    ] {
        let (old, new) = (folder.join("base.json"), folder.join(format!("{name}.json")));
        let report = diff(&load(&old), &load(&new), &settings);
        let found: Vec<String> = report.changes.iter().map(verdict).collect();
        assert_eq!(found, [expected], "{name}");
    }
}

#[test]
fn a_dropped_protection_is_a_security_matter() {
    let Some(folder) = oas_corpus::find("diff-cases/mutations") else {
        return;
    };
    let base = load(&folder.join("base.json"));
    let report =
        diff(&base, &load(&folder.join("security_op_optional.json")), &Settings::default());
    assert_eq!(report.summary.security, 1);
}
