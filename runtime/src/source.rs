//! This crate as text: a generator places it beside a generated crate, which then builds wherever it stands.

macro_rules! files {
    ($($name:literal),* $(,)?) => {
        &[$((concat!("src/", $name), include_str!($name))),*]
    };
}

const FILES: &[(&str, &str)] = files![
    "attempt/body.rs",
    "attempt/mod.rs",
    "attempt/once.rs",
    "attempt/outgoing.rs",
    "attempt/redirect.rs",
    "byte_stream.rs",
    "call/list.rs",
    "call/mod.rs",
    "call/operation.rs",
    "call/options.rs",
    "call/presigned.rs",
    "call/raw.rs",
    "call/with_options.rs",
    "client/base_url.rs",
    "client/bases.rs",
    "client/builder.rs",
    "client/http.rs",
    "client/mod.rs",
    "client/newtype.rs",
    "client/seams.rs",
    "clock.rs",
    "credential/auth.rs",
    "credential/cache.rs",
    "credential/given.rs",
    "credential/mod.rs",
    "credential/tests.rs",
    "credential/token.rs",
    "error/body.rs",
    "error/kind.rs",
    "error/mapping.rs",
    "error/mod.rs",
    "error/operation.rs",
    "error/retry_after.rs",
    "error/tests.rs",
    "error/text.rs",
    "events.rs",
    "generated.rs",
    "json/decode.rs",
    "json/embedded.rs",
    "json/input.rs",
    "json/integer.rs",
    "json/mod.rs",
    "json/node.rs",
    "json/object.rs",
    "json/open_enum.rs",
    "json/parsed.rs",
    "json/replaced.rs",
    "json/same.rs",
    "json/scalar.rs",
    "json/text.rs",
    "json/union.rs",
    "layer.rs",
    "lib.rs",
    "limit/mod.rs",
    "limit/rate_limit.rs",
    "limit/tests.rs",
    "lines.rs",
    "paging/address.rs",
    "paging/by.rs",
    "paging/course.rs",
    "paging/link.rs",
    "paging/list.rs",
    "paging/mod.rs",
    "paging/pager.rs",
    "paging/stream.rs",
    "paging/walk.rs",
    "received.rs",
    "reconnect.rs",
    "recording/exchange.rs",
    "recording/mod.rs",
    "redacted.rs",
    "response.rs",
    "retry/budget.rs",
    "retry/mod.rs",
    "retry/policy.rs",
    "retry/tests.rs",
    "schema.rs",
    "secret/encodings.rs",
    "secret/mod.rs",
    "service.rs",
    "source.rs",
    "spec/mod.rs",
    "spec/security.rs",
    "spec/server.rs",
    "stats.rs",
    "trace.rs",
    "transport/mod.rs",
    "transport/network.rs",
    "web/clock.rs",
    "web/http.rs",
    "web/layered.rs",
    "web/mod.rs",
    "web/once.rs",
    "web/response.rs",
    "web/upload.rs",
    "wire/header.rs",
    "wire/mod.rs",
    "wire/multipart.rs",
    "wire/path.rs",
    "wire/pieces.rs",
    "wire/request.rs",
    "wire/response.rs",
    "wire/style.rs",
    "wire/upload.rs",
    "xml/mod.rs",
    "xml/read.rs",
    "xml/tests.rs",
    "xml/tree.rs",
    "xml/write.rs",
];

/// The version of the crate.
pub const VERSION: &str = env!("CARGO_PKG_VERSION");

/// Every file of the crate: its path in the crate's folder, and its text. The manifest needs no workspace around it.
pub fn files() -> Vec<(&'static str, String)> {
    let mut files = vec![
        ("Cargo.toml", manifest(include_str!("../Cargo.toml"))),
        ("LICENSE-APACHE", include_str!("../LICENSE-APACHE").to_owned()),
        ("LICENSE-MIT", include_str!("../LICENSE-MIT").to_owned()),
        ("README.md", include_str!("../README.md").to_owned()),
    ];
    files.extend(FILES.iter().map(|(path, text)| (*path, (*text).to_owned())));
    files
}

/// The manifest with what it takes from its workspace written out. That of a published package is so already.
fn manifest(text: &str) -> String {
    let lines = text.replace("[lints]\nworkspace = true\n\n", "");
    let lines = lines.lines().map(|line| match line.strip_suffix(".workspace = true") {
        Some("version") => format!("version = \"{VERSION}\""),
        Some("edition") => "edition = \"2024\"".to_owned(),
        Some("rust-version") => format!("rust-version = \"{}\"", env!("CARGO_PKG_RUST_VERSION")),
        Some("license") => format!("license = \"{}\"", env!("CARGO_PKG_LICENSE")),
        Some("repository") => format!("repository = \"{}\"", env!("CARGO_PKG_REPOSITORY")),
        _ => line.to_owned(),
    });
    lines.map(|line| line + "\n").collect()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::path::Path;

    use super::*;

    fn collect(folder: &Path, prefix: &str, found: &mut BTreeSet<String>) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let name = format!("{prefix}/{}", path.file_name().unwrap().to_string_lossy());
            if path.is_dir() {
                collect(&path, &name, found);
            } else {
                found.insert(name);
            }
        }
    }

    #[test]
    fn every_file_is_there() {
        let mut expected = BTreeSet::new();
        collect(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), "src", &mut expected);
        let listed: BTreeSet<String> = FILES.iter().map(|(path, _)| (*path).to_owned()).collect();
        assert_eq!(listed, expected);
    }

    #[test]
    fn the_manifest_stands_alone() {
        let manifest = manifest(include_str!("../Cargo.toml"));
        assert!(!manifest.contains("workspace"), "{manifest}");
        assert!(
            manifest.contains(concat!(
                "version = \"",
                env!("CARGO_PKG_VERSION"),
                "\"\nedition = \"2024\""
            )),
            "{manifest}"
        );
    }
}
