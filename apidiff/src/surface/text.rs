//! Types and signatures as text that is the same wherever they are written.

use std::collections::{BTreeMap, BTreeSet};

use quote::ToTokens;
use syn::visit_mut::{self, VisitMut};
use syn::{FnArg, Path, ReceiverKind, ReturnType, Signature, Type, TypePath};

/// How many aliases may stand for each other.
const ALIASES: usize = 32;

/// Writes paths from the root of the generated module, and those of the standard library by their last name.
pub(super) struct Canonical<'a> {
    pub(super) module: &'a str,
    pub(super) known: &'a BTreeSet<String>,
}

impl VisitMut for Canonical<'_> {
    fn visit_path_mut(&mut self, path: &mut Path) {
        visit_mut::visit_path_mut(self, path);
        let first = |path: &Path| path.segments.first().map(|first| first.ident.to_string());
        path.leading_colon = None;
        match first(path).as_deref() {
            Some("std" | "core" | "alloc") => {
                while path.segments.len() > 1 {
                    drop_first(path);
                }
            }
            Some("super") => drop_first(path),
            Some(name)
                if path.segments.len() == 1
                    && !self.module.is_empty()
                    && self.known.contains(name) =>
            {
                let module = syn::Ident::new(self.module, path.segments[0].ident.span());
                path.segments.insert(0, module.into());
            }
            _ => {}
        }
    }
}

fn drop_first(path: &mut Path) {
    path.segments = std::mem::take(&mut path.segments).into_iter().skip(1).collect();
}

/// Puts what an alias stands for in its place.
pub(super) struct Expand<'a> {
    pub(super) aliases: &'a BTreeMap<String, Type>,
    left: usize,
}

impl<'a> Expand<'a> {
    pub(super) fn new(aliases: &'a BTreeMap<String, Type>) -> Self {
        Self { aliases, left: ALIASES }
    }
}

impl VisitMut for Expand<'_> {
    fn visit_type_mut(&mut self, ty: &mut Type) {
        if let Type::Path(TypePath { qself: None, path, .. }) = &*ty
            && let Some(target) = self.aliases.get(&tidy(path))
            && self.left > 0
        {
            *ty = target.clone();
            self.left -= 1;
            self.visit_type_mut(ty);
            self.left += 1;
            return;
        }
        visit_mut::visit_type_mut(self, ty);
    }
}

/// A signature without the names of its arguments, on which no caller relies.
pub(super) fn signature(signature: &Signature, with_arguments: bool) -> String {
    let mut text = String::new();
    if signature.asyncness.is_some() {
        text.push_str("async ");
    }
    text.push_str("fn");
    text.push_str(&tidy(&signature.generics));
    let arguments: Vec<String> = signature
        .inputs
        .iter()
        .filter_map(|argument| match argument {
            FnArg::Receiver(receiver) => Some(match receiver.kind {
                ReceiverKind::Reference(..) => "&self".to_owned(),
                _ => "self".to_owned(),
            }),
            FnArg::Typed(argument) => with_arguments.then(|| tidy(&argument.ty)),
        })
        .collect();
    text.push_str(&format!("({})", arguments.join(", ")));
    if let ReturnType::Type(_, ty) = &signature.output {
        text.push_str(&format!(" -> {}", tidy(ty)));
    }
    if let Some(clause) = &signature.generics.where_clause {
        text.push_str(&format!(" {}", tidy(clause).trim_end_matches(',')));
    }
    text
}

/// Tokens without the spaces that a printer of tokens puts between them.
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
    ] {
        text = text.replace(from, to);
    }
    text.trim().to_owned()
}
