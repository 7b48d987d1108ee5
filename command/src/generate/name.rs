//! A name for the crate.

/// Names that a package cannot have, or that mean something else inside it: words of the language, crates of the
/// standard library, the crate's own dependencies, and file names that Windows keeps to itself.
const TAKEN: &[&str] = &[
    "abstract",
    "alloc",
    "api",
    "as",
    "async",
    "aux",
    "await",
    "become",
    "box",
    "break",
    "build",
    "chrono",
    "con",
    "const",
    "continue",
    "core",
    "crate",
    "deps",
    "do",
    "dyn",
    "else",
    "enum",
    "examples",
    "extern",
    "false",
    "final",
    "fn",
    "for",
    "gen",
    "if",
    "impl",
    "in",
    "incremental",
    "let",
    "loop",
    "macro",
    "match",
    "mod",
    "move",
    "mut",
    "nul",
    "override",
    "priv",
    "prn",
    "proc-macro",
    "progenitor-client",
    "pub",
    "ref",
    "reqwest",
    "return",
    "self",
    "serde",
    "serde-json",
    "static",
    "std",
    "struct",
    "super",
    "test",
    "trait",
    "true",
    "try",
    "type",
    "typeof",
    "unsafe",
    "unsized",
    "use",
    "virtual",
    "where",
    "while",
    "yield",
];

/// The longest name that crates.io takes.
const LONGEST: usize = 64;

/// A valid name from any title.
pub(crate) fn from_title(title: &str) -> String {
    let mut name = String::new();
    for word in title.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty()) {
        let separator = usize::from(!name.is_empty());
        if name.len() + separator + word.len() > LONGEST - SUFFIX.len() {
            break;
        }
        if separator == 1 {
            name.push('-');
        }
        name.push_str(&word.to_ascii_lowercase());
    }
    if !name.starts_with(|c: char| c.is_ascii_lowercase()) {
        name = if name.is_empty() { "api".to_owned() } else { format!("api-{name}") };
    }
    if is_taken(&name) {
        name.push_str(SUFFIX);
    }
    name
}

const SUFFIX: &str = "-client";

/// The name as given, when a package can have it.
pub(super) fn checked(name: &str) -> Result<String, String> {
    let known = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
    let reason = if !name.starts_with(|c: char| c.is_ascii_alphabetic()) {
        "it has to begin with a letter"
    } else if !name.chars().all(known) {
        "it can have letters and digits of ASCII, `-` and `_` only"
    } else if name.len() > LONGEST {
        "it is longer than 64 characters"
    } else if is_taken(name) {
        "it is a word of the language, or the name of a crate that this one uses"
    } else {
        return Ok(name.to_owned());
    };
    Err(format!("{name:?} is no name for a crate: {reason}"))
}

fn is_taken(name: &str) -> bool {
    let name = name.to_ascii_lowercase().replace('_', "-");
    let numbered = |prefix: &str| {
        name.strip_prefix(prefix)
            .is_some_and(|rest| rest.len() == 1 && rest.chars().all(|c| c.is_ascii_digit()))
    };
    TAKEN.contains(&name.as_str()) || numbered("com") || numbered("lpt")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_become_names() {
        for (title, name) in [
            ("Neo Public API", "neo-public-api"),
            ("eShop - Catalog HTTP API", "eshop-catalog-http-api"),
            ("", "api-client"),
            ("日本", "api-client"),
            ("3D prints", "api-3d-prints"),
            ("serde_json", "serde-json-client"),
            ("COM1", "com1-client"),
            ("a\"]\n[dependencies]\nevil = \"*", "a-dependencies-evil"),
        ] {
            assert_eq!(from_title(title), name, "{title:?}");
        }
    }

    #[test]
    fn every_name_made_is_one_that_could_be_given() {
        let long = "word ".repeat(100);
        let one = "x".repeat(500);
        for title in
            TAKEN.iter().copied().chain([long.as_str(), one.as_str(), "0", "-", "_", "\0", "lpt9"])
        {
            let name = from_title(title);
            assert_eq!(checked(&name), Ok(name.clone()), "{title:?}");
        }
    }

    #[test]
    fn names_that_do_not_work_are_refused() {
        for name in ["", "1a", "-a", "_", "a b", "é", "fn", "Serde", "serde_json", "../up"] {
            assert!(checked(name).is_err(), "{name:?}");
        }
    }
}
