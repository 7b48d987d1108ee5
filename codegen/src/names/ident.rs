//! From any text to a legal identifier.

use heck::{ToPascalCase, ToSnakeCase};

/// Names longer than this are cut where a word ends. Those that are then one are told apart as any others are.
const LONGEST: usize = 100;

/// A name that is cut keeps this much: one whose words are longer is cut in a word, and has a hash of the whole.
const SHORTEST: usize = LONGEST / 2;

/// The name of a type or variant. A text that is one already stays as it is.
pub(crate) fn pascal(text: &str) -> String {
    let already = text.starts_with(|first: char| first.is_ascii_uppercase())
        && text.chars().all(|c| c.is_ascii_alphanumeric())
        && text.chars().any(|c| c.is_ascii_lowercase());
    let name = if already {
        text.to_owned()
    } else {
        pieces(text).map(|piece| piece.to_pascal_case()).collect::<String>()
    };
    let name = if name.starts_with(|first: char| first.is_ascii_digit()) {
        format!("N{name}")
    } else {
        name
    };
    let name = if name.is_empty() { spell_out(text) } else { name };
    legal(cut(name, text, "X"))
}

/// The name of a method, field or parameter.
pub(crate) fn snake(text: &str) -> String {
    let name = pieces(&oauth_is_a_word(text)).collect::<Vec<_>>().join("_").to_snake_case();
    let name = if name.starts_with(|first: char| first.is_ascii_digit()) {
        format!("n{name}")
    } else {
        name
    };
    let name = if name.is_empty() { spell_out(text).to_snake_case() } else { name };
    legal(cut(name, text, "_x"))
}

/// `OAuth` is one word, though its second letter is large too; in `NOAuth` it is none.
fn oauth_is_a_word(text: &str) -> String {
    let text = text.strip_prefix("oAuth").map_or(text.to_owned(), |rest| format!("oauth{rest}"));
    let mut parts = text.split("OAuth");
    let mut whole = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let begins = !whole.ends_with(|last: char| last.is_uppercase());
        whole.push_str(if begins { "Oauth" } else { "OAuth" });
        whole.push_str(part);
    }
    whole
}

/// The builder that progenitor makes of an operation's name.
pub(crate) fn builder(ident: &str) -> String {
    ident.to_pascal_case()
}

/// Runs of ASCII letters and digits. A sign before a number counts, and other letters are spelled by their code point,
/// so that no name depends on what Unicode thinks of two texts.
fn pieces(text: &str) -> impl Iterator<Item = String> {
    let mut spelled = String::new();
    let mut chars = text.chars().peekable();
    let mut start = true;
    while let Some(c) = chars.next() {
        let number_follows = chars.peek().is_some_and(char::is_ascii_digit);
        match c {
            '-' if start && number_follows => spelled.push_str("minus "),
            '+' if start && number_follows => spelled.push_str("plus "),
            '\'' => {}
            _ if c.is_ascii_alphanumeric() => spelled.push(c),
            _ if c.is_alphanumeric() => spelled.push_str(&format!(" u{:x} ", u32::from(c))),
            _ => spelled.push(' '),
        }
        start = false;
    }
    spelled.split_whitespace().map(str::to_owned).collect::<Vec<_>>().into_iter()
}

/// A name for a text without a letter or digit: its characters, by name.
fn spell_out(text: &str) -> String {
    if text.is_empty() {
        return "Empty".to_owned();
    }
    let spell = |c: char| match c {
        '<' => "Less".to_owned(),
        '>' => "Greater".to_owned(),
        '=' => "Equal".to_owned(),
        '!' => "Not".to_owned(),
        '+' => "Plus".to_owned(),
        '-' => "Minus".to_owned(),
        '*' => "Star".to_owned(),
        '/' => "Slash".to_owned(),
        '%' => "Percent".to_owned(),
        '&' => "And".to_owned(),
        '|' => "Or".to_owned(),
        '~' => "Tilde".to_owned(),
        '^' => "Caret".to_owned(),
        '$' => "Dollar".to_owned(),
        '#' => "Hash".to_owned(),
        '@' => "At".to_owned(),
        '?' => "Question".to_owned(),
        '.' => "Dot".to_owned(),
        ',' => "Comma".to_owned(),
        ':' => "Colon".to_owned(),
        '_' => "Underscore".to_owned(),
        ' ' => "Space".to_owned(),
        other => format!("U{:x}", u32::from(other)),
    };
    text.chars().take(LONGEST).map(spell).collect()
}

/// `mark` stands between the name and its fingerprint.
fn cut(name: String, text: &str, mark: &str) -> String {
    if name.len() <= LONGEST {
        return name;
    }
    // All ASCII by now, so any index is a character's.
    let is_end = |end: &usize| match (name.as_bytes()[*end - 1], name.as_bytes()[*end]) {
        _ if mark.starts_with('_') => name[*end..].starts_with('_'),
        (before, next) => next.is_ascii_uppercase() && !before.is_ascii_uppercase(),
    };
    if let Some(end) = (SHORTEST..=LONGEST).rev().find(is_end) {
        return name[..end].to_owned();
    }
    format!("{}{mark}{:08x}", name[..LONGEST - 10].trim_end_matches('_'), fingerprint(text))
}

/// FNV-1a: stable across versions, which std's hasher does not promise.
pub(crate) fn fingerprint(text: &str) -> u32 {
    text.bytes().fold(0x811c_9dc5, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193))
}

/// Appends an underscore to what Rust keeps for itself.
fn legal(name: String) -> String {
    let keyword = syn::parse_str::<syn::Ident>(&name).is_err() || name == "gen";
    if keyword { format!("{name}_") } else { name }
}
