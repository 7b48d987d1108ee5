//! What the differ has to know of a client that is generated.

/// The differ's settings for clients that are generated with these.
#[must_use]
pub fn settings(client: &oas_codegen::Settings) -> oas_diff::Settings {
    let mut settings = oas_diff::Settings::default();
    settings.envelope = client.envelope.clone().map(|envelope| (envelope.data, envelope.meta));
    settings
}
