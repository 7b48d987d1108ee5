//! The part of the generated code that does not depend on the document: text as it is, since to parse and format what never
//! changes would be a good part of what generating a small document takes.

macro_rules! sources {
    ($($name:literal),* $(,)?) => {
        &[$(($name, include_str!(concat!("../../support/", $name, ".rs")))),*]
    };
}

const MODULES: &[(&str, &str)] = sources!["exchange"];

const ROOT: &str = include_str!("../../support/mod.rs");

/// `mod support { … }`, with its modules inside.
pub(crate) fn support() -> String {
    let mut text = String::from(
        "/// What the client runs on: all of the crate `oas-runtime` that generated code calls.\n// A document need not use all of it.\n#[allow(dead_code, unused_imports, unused_macros)]\npub mod support {\n",
    );
    for line in ROOT.lines() {
        let declared = line.strip_prefix("mod ").and_then(|rest| rest.strip_suffix(';'));
        match MODULES.iter().find(|(name, _)| Some(*name) == declared) {
            Some((name, source)) => {
                text.push_str(&format!("    mod {name} {{\n"));
                source.lines().for_each(|line| indented(&mut text, "        ", line));
                text.push_str("    }\n");
            }
            None => indented(&mut text, "    ", line),
        }
    }
    text.push_str("}\n");
    text
}

fn indented(text: &mut String, indent: &str, line: &str) {
    if !line.is_empty() {
        text.push_str(indent);
        text.push_str(line);
    }
    text.push('\n');
}

#[cfg(test)]
mod tests {
    use quote::ToTokens;

    use super::*;

    fn items(module: &syn::Item) -> &[syn::Item] {
        match module {
            syn::Item::Mod(module) => &module.content.as_ref().unwrap().1,
            _ => panic!("this is no module"),
        }
    }

    /// Every module is there, and indenting has changed none of them, not even in a text.
    #[test]
    fn its_modules_are_those_of_the_files() {
        let support = syn::parse_file(&support()).unwrap();
        let root = items(&support.items[0]);
        assert_eq!(root.len(), syn::parse_file(ROOT).unwrap().items.len());
        for (name, source) in MODULES {
            let module = root
                .iter()
                .find(|item| matches!(item, syn::Item::Mod(module) if module.ident == name))
                .unwrap();
            let tokens = |items: &[syn::Item]| {
                let items = items.iter().map(|item| item.to_token_stream().to_string());
                items.collect::<Vec<_>>()
            };
            let file = syn::parse_file(source).unwrap();
            assert_eq!(tokens(items(module)), tokens(&file.items), "{name}");
        }
    }
}
