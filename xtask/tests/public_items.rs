//! The public items of each crate that is published, beside the list that was accepted: a change that callers notice shows in its diff.
//!
//! Of what is generated from the document nothing is listed here, so that a refresh changes no list; what a new document does to that is in
//! the report of the refresh.

#![allow(clippy::unwrap_used, reason = "a panic is how a test fails")]

mod support;

use std::collections::BTreeSet;
use std::fs;

use support::{folder, public_items, root};

/// With this environment variable the lists are written.
const UPDATE: &str = "UPDATE_PUBLIC_ITEMS";

/// The crates that have a library, and where.
const CRATES: [(&str, &str); 10] = [
    ("neoagent", "."),
    ("oas-apidiff", "apidiff"),
    ("oas-codegen", "codegen"),
    ("cargo-oas", "command"),
    ("oas-source", "document"),
    ("oas-macros", "macros"),
    ("oas-mock", "mock"),
    ("oas-runtime", "runtime"),
    ("neoagent-sandbox", "sandbox"),
    ("oas-diff", "specdiff"),
];

#[test]
fn the_public_items_are_those_that_were_accepted() {
    let update = std::env::var_os(UPDATE).is_some();
    let mut differences = String::new();
    for (name, place) in CRATES {
        let items = public_items::of(&root().join(place).join("src/lib.rs"));
        let list = root().join(format!("xtask/tests/public_items/{name}.txt"));
        if update {
            fs::write(&list, &items).unwrap();
        }
        let accepted = fs::read_to_string(&list).unwrap_or_default();
        let lines =
            |text: &'_ str| -> BTreeSet<String> { text.lines().map(str::to_owned).collect() };
        let (old, new) = (lines(&accepted), lines(&items));
        for (sign, line) in
            old.difference(&new).map(|it| ('-', it)).chain(new.difference(&old).map(|it| ('+', it)))
        {
            differences.push_str(&format!("{sign} {name}: {line}\n"));
        }
    }
    assert!(
        differences.is_empty(),
        "the public items changed:\n{differences}\nWhere that is wanted: {UPDATE}=1 cargo test -p xtask --test public_items, and a line in CHANGELOG.md"
    );
}

/// Every crate that is published and has a library.
#[test]
fn no_crate_is_left_out() {
    let manifest = fs::read_to_string(root().join("Cargo.toml")).unwrap();
    let (_, members) = manifest.split_once("members = [").unwrap();
    let members = members.split(']').next().unwrap().split(", ").map(|it| it.trim_matches('"'));
    let published = members.chain(["."]).filter(|place| {
        let manifest = fs::read_to_string(root().join(place).join("Cargo.toml")).unwrap();
        !manifest.contains("publish = false") && root().join(place).join("src/lib.rs").is_file()
    });
    let listed: BTreeSet<&str> = CRATES.into_iter().map(|(_, place)| place).collect();
    assert_eq!(published.collect::<BTreeSet<_>>(), listed);
}

#[test]
fn what_callers_can_name_is_listed_and_nothing_else() {
    let files = folder(&[
        (
            "lib.rs",
            "mod a; pub mod b; pub use a::{A as Renamed, E}; pub use ext::Thing; pub use b::deep::*;\nmacro_rules! made { ($n:ident) => { pub struct $n; impl $n { pub fn get(&self) -> u8 { 1 } pub(crate) fn not(&self) {} } } }\nmade!(Id);\n#[cfg(test)] mod tests;\n",
        ),
        (
            "a.rs",
            "#[derive(Clone)] pub struct A { pub x: u8, y: u8 }\nimpl A { pub fn f<'a>(&self, name: &'a str) -> Option<u8> { None } fn g(&self) {} }\nimpl From<u8> for A { fn from(x: u8) -> Self { A { x, y: 0 } } }\n#[non_exhaustive] pub enum E { One, Two(u8) }\npub struct Hidden;\n",
        ),
        (
            "b/mod.rs",
            "pub mod deep;\nuse crate::a::A;\npub trait T: Sized { type O; fn t(self) -> A { todo!() } }\nimpl<X> T for X where X: Clone {}\n#[cfg(feature = \"f\")] impl A { pub async fn h(mut self) {} }\n",
        ),
        ("b/deep.rs", "pub const C: u8 = 1;\npub type Alias<T> = Vec<T>;\n"),
    ]);
    let expected = "\
Alias: type<T> = Vec<T>
C: const: u8
E: #[non_exhaustive] enum
E::One: variant
E::Two: variant(u8)
Renamed: impl Clone
Renamed: impl From<u8> for A
Renamed: struct (with private fields)
Renamed::f: fn<'a>(&self, &'a str) -> Option<u8>
Renamed::h: #[cfg(feature = \"f\")] async fn(self)
Renamed::x: field u8
Thing = ext::Thing
b: mod
b::T: impl<X> T for X where X: Clone
b::T: trait: Sized
b::T::O: type: 
b::T::t: fn(self) -> A (provided)
b::deep: mod
b::deep::Alias: type<T> = Vec<T>
b::deep::C: const: u8
made!: Id
made!: fn get(&self) -> u8
made!: struct $ n
";
    let found = public_items::of(&files.path().join("lib.rs"));
    assert_eq!(found, expected, "{found}");
}
