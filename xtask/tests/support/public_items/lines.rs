//! The lines of an item.

use std::collections::BTreeSet;

use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};
use quote::ToTokens;
use syn::{Attribute, Fields, FnArg, ImplItem, Item, Signature, TraitItem};

use super::is_public;

/// The lines of an item itself.
pub(super) fn own(item: &Item, shown: &str) -> Vec<String> {
    let mut lines = Vec::new();
    let (attributes, text) = match item {
        Item::Struct(item) => {
            fields(&item.fields, shown, &mut lines);
            derives(&item.attrs, shown, &mut lines);
            let hidden = item.fields.iter().any(|field| !is_public(&field.vis));
            let rest = if hidden { " (with private fields)" } else { "" };
            (&item.attrs, format!("struct{}{rest}", tidy(&item.generics)))
        }
        Item::Enum(item) => {
            derives(&item.attrs, shown, &mut lines);
            for variant in &item.variants {
                let held = tidy(&without_words(variant.fields.to_token_stream()));
                lines.push(format!(
                    "{shown}::{}: variant{}{held}",
                    variant.ident,
                    marks(&variant.attrs)
                ));
            }
            (&item.attrs, format!("enum{}", tidy(&item.generics)))
        }
        Item::Trait(item) => {
            for member in &item.items {
                let (name, text) = match member {
                    TraitItem::Fn(function) => {
                        let default = if function.default.is_some() { " (provided)" } else { "" };
                        (function.sig.ident.to_string(), signature(&function.sig) + default)
                    }
                    TraitItem::Type(ty) => {
                        (ty.ident.to_string(), format!("type: {}", tidy(&ty.bounds)))
                    }
                    TraitItem::Const(it) => {
                        (it.ident.to_string(), format!("const: {}", tidy(&it.ty)))
                    }
                    _ => continue,
                };
                lines.push(format!("{shown}::{name}: {text}"));
            }
            let bounds = tidy(&item.supertraits);
            (&item.attrs, format!("trait{}: {bounds}", tidy(&item.generics)))
        }
        Item::Fn(item) => (&item.attrs, signature(&item.sig)),
        Item::Type(item) => {
            (&item.attrs, format!("type{} = {}", tidy(&item.generics), tidy(&item.ty)))
        }
        Item::Const(item) => (&item.attrs, format!("const: {}", tidy(&item.ty))),
        Item::Static(item) => (&item.attrs, format!("static: {}", tidy(&item.ty))),
        _ => return lines,
    };
    lines.push(format!("{shown}: {}{text}", marks(attributes).trim_start()));
    lines
}

fn fields(fields: &Fields, shown: &str, lines: &mut Vec<String>) {
    for (at, field) in fields.iter().enumerate().filter(|(_, field)| is_public(&field.vis)) {
        let name = field.ident.as_ref().map_or_else(|| at.to_string(), ToString::to_string);
        lines.push(format!("{shown}::{name}: field {}", tidy(&field.ty)));
    }
}

fn derives(attributes: &[Attribute], shown: &str, lines: &mut Vec<String>) {
    for attribute in attributes.iter().filter(|attribute| attribute.path().is_ident("derive")) {
        attribute
            .parse_nested_meta(|meta| {
                lines.push(format!("{shown}: impl {}", tidy(&meta.path)));
                Ok(())
            })
            .unwrap();
    }
}

pub(super) fn implemented(item: &syn::ItemImpl, shown: &str) -> Vec<String> {
    let generics = tidy(&item.generics);
    let clause =
        item.generics.where_clause.as_ref().map_or(String::new(), |it| format!(" {}", tidy(it)));
    let of = tidy(&item.self_ty);
    let mark = marks(&item.attrs);
    if let Some((path, ..)) = &item.trait_ {
        let types = item.items.iter().filter_map(|member| match member {
            ImplItem::Type(ty) => Some(format!(" {} = {};", ty.ident, tidy(&ty.ty))),
            _ => None,
        });
        let types: String = types.collect();
        return vec![format!(
            "{shown}: impl{mark}{generics} {} for {of}{clause}{types}",
            tidy(path)
        )];
    }
    // Most are of the type as it is declared.
    let of = if of.contains('<') { format!(" (of {of}{clause})") } else { String::new() };
    let member = |member: &ImplItem| match member {
        ImplItem::Fn(it) if is_public(&it.vis) => {
            let text = signature(&it.sig);
            Some(format!(
                "{shown}::{}: {}{text}{of}",
                it.sig.ident,
                (mark.clone() + &marks(&it.attrs)).trim_start()
            ))
        }
        ImplItem::Const(it) if is_public(&it.vis) => {
            Some(format!("{shown}::{}: const: {}{of}", it.ident, tidy(&it.ty)))
        }
        _ => None,
    };
    item.items.iter().filter_map(member).collect()
}

/// A signature without the names of its arguments, on which no caller relies.
fn signature(written: &Signature) -> String {
    let mut text = String::new();
    for (word, is_there) in
        [("const ", written.constness.is_some()), ("async ", written.asyncness.is_some())]
    {
        text.push_str(if is_there { word } else { "" });
    }
    let arguments = written.inputs.iter().map(|argument| match argument {
        FnArg::Receiver(receiver) => tidy(receiver).replace("mut self", "self"),
        FnArg::Typed(argument) => tidy(&argument.ty),
    });
    let arguments: Vec<String> = arguments.collect();
    text.push_str(&format!("fn{}({})", tidy(&written.generics), arguments.join(", ")));
    if let syn::ReturnType::Type(_, ty) = &written.output {
        text.push_str(&format!(" -> {}", tidy(ty)));
    }
    if let Some(clause) = &written.generics.where_clause {
        text.push_str(&format!(" {}", tidy(clause)));
    }
    text
}

/// What of the attributes callers notice.
fn marks(attributes: &[Attribute]) -> String {
    let noticed = attributes.iter().filter(|it| {
        ["cfg", "deprecated", "non_exhaustive"].iter().any(|name| it.path().is_ident(name))
            || tidy(*it).contains("doc(hidden)")
    });
    noticed.map(|it| format!(" {} ", tidy(it))).collect()
}

pub(super) fn is_test(attributes: &[Attribute]) -> bool {
    let test = |it: &Attribute| {
        it.path().is_ident("cfg")
            && ["test", "doctest"].iter().any(|name| tidy(it) == format!("#[cfg({name})]"))
    };
    attributes.iter().any(test)
}

/// What follows each `pub` in the tokens of a macro, up to its body or end.
pub(super) fn publics(tokens: TokenStream, shown: &str, lines: &mut BTreeSet<String>) {
    let mut tokens = tokens.into_iter().peekable();
    while let Some(token) = tokens.next() {
        match token {
            TokenTree::Group(group) => publics(group.stream(), shown, lines),
            TokenTree::Ident(word) if word == "pub" => {
                // `pub(crate)`, which is not public.
                if matches!(tokens.peek(), Some(TokenTree::Group(it)) if it.delimiter() == Delimiter::Parenthesis)
                {
                    continue;
                }
                let mut text = TokenStream::new();
                while let Some(token) = tokens.peek() {
                    let is_end = match token {
                        TokenTree::Group(group) => group.delimiter() == Delimiter::Brace,
                        TokenTree::Punct(mark) => [';', ','].contains(&mark.as_char()),
                        _ => false,
                    };
                    if is_end {
                        break;
                    }
                    text.extend(tokens.next());
                }
                lines.insert(format!("{shown}: {}", tidy(&text)));
            }
            _ => {}
        }
    }
}

/// What a macro is given, without bodies.
pub(super) fn made(called: &syn::Macro) -> String {
    let is_body = |token: &TokenTree| matches!(token, TokenTree::Group(it) if it.delimiter() == Delimiter::Brace);
    let given = without_words(called.tokens.clone());
    tidy(&given.into_iter().filter(|token| !is_body(token)).collect::<TokenStream>())
}

/// Without attributes and texts, which are for people.
fn without_words(tokens: TokenStream) -> TokenStream {
    let mut left = TokenStream::new();
    let mut tokens = tokens.into_iter().peekable();
    while let Some(token) = tokens.next() {
        match token {
            TokenTree::Punct(mark)
                if mark.as_char() == '#' && matches!(tokens.peek(), Some(TokenTree::Group(_))) =>
            {
                tokens.next();
            }
            TokenTree::Literal(it) if it.to_string().starts_with('"') => {}
            TokenTree::Group(group) => {
                let inside = without_words(group.stream());
                left.extend([TokenTree::Group(Group::new(group.delimiter(), inside))]);
            }
            token => left.extend([token]),
        }
    }
    left
}

/// Tokens without most of the spaces that a printer of tokens puts between them.
pub(super) fn tidy(tokens: &impl ToTokens) -> String {
    let mut text = tokens.to_token_stream().to_string();
    for (from, to) in [
        (" :: ", "::"),
        (":: ", "::"),
        (" < ", "<"),
        ("< ", "<"),
        (" >", ">"),
        (" ,", ","),
        (" : ", ": "),
        ("& ", "&"),
        ("( ", "("),
        (" )", ")"),
        (" (", "("),
        ("# [", "#["),
        ("[ ", "["),
        (" ]", "]"),
    ] {
        text = text.replace(from, to);
    }
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
