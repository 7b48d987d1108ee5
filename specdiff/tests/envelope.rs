//! Members of answers that may be null: a client has them as options already, but for one that takes answers out of an envelope.

mod support;

use oas_diff::{Settings, diff};
use support::{parse, verdict, with_schemas};

fn verdicts(old: &str, new: &str, settings: &Settings) -> Vec<String> {
    let document = |schema: &str, name| {
        parse(&with_schemas(&format!(r#"{{"In": true, "Out": {schema}}}"#)), name)
    };
    diff(&document(old, "old"), &document(new, "new"), settings)
        .changes
        .iter()
        .map(verdict)
        .collect()
}

fn answer(data: &str, required: &str) -> String {
    format!(
        r#"{{"type":"object","properties":{{"data":{data},"meta":{{"type":"object"}},"more":{{"type":["string","null"]}}}},"required":{required}}}"#
    )
}

const TEXT: &str = r#"{"type":"string"}"#;
const TEXT_OR_NULL: &str = r#"{"type":["string","null"]}"#;

#[test]
fn an_envelope_that_is_none_any_more_breaks_who_looks_into_it() {
    let plain = Settings::default();
    let mut enveloped = Settings::default();
    enveloped.envelope = Some(("data".to_owned(), "meta".to_owned()));
    let optional = |old: &str, new: &str, settings: &Settings| {
        verdicts(&answer(TEXT_OR_NULL, old), &answer(TEXT_OR_NULL, new), settings)
    };
    let (none, major) = (
        ["response-property-became-optional breaking none"],
        ["response-property-became-optional breaking major"],
    );
    let whole = r#"["data","meta","more"]"#;
    assert_eq!(optional(whole, r#"["meta","more"]"#, &plain), none);
    assert_eq!(optional(whole, r#"["meta","more"]"#, &enveloped), major);
    assert_eq!(optional(whole, r#"["data","meta"]"#, &enveloped), none);
    // It was none before.
    assert_eq!(optional(r#"["data"]"#, "[]", &enveloped), none);
    // It becomes one.
    let becomes = optional(r#"["meta"]"#, r#"["data","meta"]"#, &enveloped);
    assert_eq!(becomes, ["response-property-became-required safe major"]);
}

#[test]
fn what_is_not_received_any_more_was_an_option_where_it_may_be_null() {
    let write_only = |schema: &str| schema.replacen('{', r#"{"writeOnly":true,"#, 1);
    // Any value at all is none, though null be named beside it.
    let any_or_null = r#"{"anyOf":[{},{"type":"null"}]}"#;
    let several = r#"{"anyOf":[{"type":"string"},{"type":"object"},{"type":"null"}]}"#;
    let settings = Settings::default();
    for (schema, crates) in
        [(TEXT, "major"), (TEXT_OR_NULL, "none"), (several, "none"), (any_or_null, "major")]
    {
        let required = answer(schema, r#"["data"]"#);
        let found = verdicts(&required, &answer(&write_only(schema), r#"["data"]"#), &settings);
        assert_eq!(found, [format!("response-became-write-only breaking {crates}")]);
        let found = verdicts(&required, &answer(schema, "[]"), &settings);
        assert_eq!(found, [format!("response-property-became-optional breaking {crates}")]);
    }
}
