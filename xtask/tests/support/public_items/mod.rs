//! The public items of a crate, read from its source, which any compiler does: a line each, in order.
//!
//! Names are followed through `use` within the crate. What a macro makes is listed by the macro: what is public in its body, and what it is
//! given. Names of arguments and bodies of functions are not kept.

mod lines;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use syn::{Item, ItemImpl, Type, UseTree, Visibility};

use lines::{implemented, is_test, made, own, publics, tidy};

/// How often a name may lead to another one.
const STEPS: usize = 16;

/// Where an item is defined: the path of its module, and its name.
type Place = (Vec<String>, String);

struct Module {
    path: Vec<String>,
    items: Vec<Item>,
}

struct Crate {
    modules: Vec<Module>,
    /// What each is of: the type, and the trait.
    implementations: Vec<(Option<Place>, Option<Place>, ItemImpl)>,
}

/// The lines of the crate whose root is this file.
pub(crate) fn of(root: &Path) -> String {
    let mut found = Crate { modules: Vec::new(), implementations: Vec::new() };
    found.load(root, root.parent().unwrap(), Vec::new());
    found.implementations = found.implementations();
    let mut lines = BTreeSet::new();
    found.module(&[], "", &mut lines, 0);
    found.macros(&mut lines);
    lines.into_iter().map(|line| line + "\n").collect()
}

impl Crate {
    fn load(&mut self, file: &Path, folder: &Path, path: Vec<String>) {
        let text = fs::read_to_string(file).unwrap_or_else(|_| panic!("{}", file.display()));
        self.add(syn::parse_file(&text).unwrap().items, folder, path);
    }

    fn add(&mut self, items: Vec<Item>, folder: &Path, path: Vec<String>) {
        for item in &items {
            let Item::Mod(module) = item else { continue };
            if is_test(&module.attrs) {
                continue;
            }
            let name = module.ident.to_string();
            let inside = [path.clone(), vec![name.clone()]].concat();
            if let Some((_, items)) = &module.content {
                self.add(items.clone(), &folder.join(&name), inside);
                continue;
            }
            let candidates: [PathBuf; 2] =
                [folder.join(format!("{name}.rs")), folder.join(&name).join("mod.rs")];
            let file = candidates.iter().find(|file| file.is_file()).unwrap();
            self.load(file, &folder.join(&name), inside);
        }
        self.modules.push(Module { path, items });
    }

    fn get(&self, path: &[String]) -> Option<&Module> {
        self.modules.iter().find(|module| module.path == path)
    }

    /// Lists what is public in a module, which its users call `shown`.
    fn module(&self, path: &[String], shown: &str, lines: &mut BTreeSet<String>, steps: usize) {
        let Some(module) = self.get(path).filter(|_| steps < STEPS) else { return };
        for item in &module.items {
            match item {
                Item::Use(item) if is_public(&item.vis) => {
                    for (of, name) in uses(&item.tree) {
                        let source = of.join("::");
                        match self.resolve(path, &of, 0) {
                            Some((inside, last)) if name == "*" => {
                                let inside = [inside, vec![last]].concat();
                                self.module(&inside, shown, lines, steps + 1);
                            }
                            Some(place) => self.place(&place, &joined(shown, &name), lines, steps),
                            None => {
                                lines.insert(format!("{} = {source}", joined(shown, &name)));
                            }
                        }
                    }
                }
                _ => {
                    if let Some(name) = public_name(item) {
                        self.place(
                            &(path.to_vec(), name.clone()),
                            &joined(shown, &name),
                            lines,
                            steps,
                        );
                    }
                }
            }
        }
    }

    /// Where a path leads that is written in a module; nothing where it leads out of the crate or to what a macro makes.
    fn resolve(&self, module: &[String], path: &[String], steps: usize) -> Option<Place> {
        let (first, rest) = path.split_first()?;
        if steps > STEPS {
            return None;
        }
        match first.as_str() {
            "crate" => return self.resolve(&[], rest, steps + 1),
            "self" => return self.resolve(module, rest, steps + 1),
            "super" => {
                return self.resolve(&module[..module.len().checked_sub(1)?], rest, steps + 1);
            }
            _ => {}
        }
        let here = self.get(module)?;
        if here.items.iter().any(|item| name_of(item).as_ref() == Some(first)) {
            let inside = [module, &path[..1]].concat();
            return match rest {
                [] => Some((module.to_vec(), first.clone())),
                _ => self.resolve(&inside, rest, steps + 1),
            };
        }
        here.items.iter().find_map(|item| {
            let Item::Use(item) = item else { return None };
            uses(&item.tree).into_iter().find_map(|(of, name)| match name.as_str() {
                "*" if of != path => self.resolve(module, &[&of, path].concat(), steps + 1),
                _ if name == *first && of != path => {
                    self.resolve(module, &[&of, rest].concat(), steps + 1)
                }
                _ => None,
            })
        })
    }

    fn place(&self, place: &Place, shown: &str, lines: &mut BTreeSet<String>, steps: usize) {
        let (path, name) = place;
        let items = self.get(path).into_iter().flat_map(|module| &module.items);
        for item in items.filter(|item| name_of(item).as_ref() == Some(name)) {
            match item {
                Item::Mod(_) => {
                    lines.insert(format!("{shown}: mod"));
                    self.module(
                        &[&path[..], std::slice::from_ref(name)].concat(),
                        shown,
                        lines,
                        steps + 1,
                    );
                }
                _ => lines.extend(own(item, shown)),
            }
        }
        for (of_type, of_trait, item) in &self.implementations {
            // That of a trait of the crate for others is the trait's.
            if of_type.as_ref().or(of_trait.as_ref()) == Some(place) {
                lines.extend(implemented(item, shown));
            }
        }
    }

    fn implementations(&self) -> Vec<(Option<Place>, Option<Place>, ItemImpl)> {
        let mut found = Vec::new();
        for module in &self.modules {
            for item in &module.items {
                let Item::Impl(item) = item else { continue };
                if is_test(&item.attrs) {
                    continue;
                }
                let resolve = |path| self.resolve(&module.path, &segments(path), 0);
                let of_type = match &*item.self_ty {
                    Type::Path(ty) => resolve(&ty.path),
                    _ => None,
                };
                let of_trait = item.trait_.as_ref().and_then(|(path, ..)| resolve(path));
                found.push((of_type, of_trait, item.clone()));
            }
        }
        found
    }

    /// What is public in the body of a macro, and what it is given where it makes items.
    fn macros(&self, lines: &mut BTreeSet<String>) {
        for item in self.modules.iter().flat_map(|module| &module.items) {
            let Item::Macro(item) = item else { continue };
            if let Some(name) = &item.ident {
                publics(item.mac.tokens.clone(), &format!("{name}!"), lines);
                if item.attrs.iter().any(|attribute| attribute.path().is_ident("macro_export")) {
                    lines.insert(format!("{name}!: macro"));
                }
            } else {
                lines.insert(format!("{}!: {}", tidy(&item.mac.path), made(&item.mac)));
            }
        }
    }
}

/// The leaves of a `use`: what is brought, and as what.
fn uses(tree: &UseTree) -> Vec<(Vec<String>, String)> {
    match tree {
        UseTree::Name(it) => vec![(vec![it.ident.to_string()], it.ident.to_string())],
        UseTree::Rename(it) => vec![(vec![it.ident.to_string()], it.rename.to_string())],
        UseTree::Glob(_) => vec![(Vec::new(), "*".to_owned())],
        UseTree::Group(group) => group.items.iter().flat_map(uses).collect(),
        UseTree::Path(path) => {
            let first = path.ident.to_string();
            let within = |(of, name): (Vec<String>, String)| {
                // `use a::{self}`
                let (of, name) = if of == ["self"] {
                    (Vec::new(), if name == "self" { first.clone() } else { name })
                } else {
                    (of, name)
                };
                ([vec![first.clone()], of].concat(), name)
            };
            uses(&path.tree).into_iter().map(within).collect()
        }
    }
}

fn name_of(item: &Item) -> Option<String> {
    Some(match item {
        Item::Struct(item) => item.ident.to_string(),
        Item::Enum(item) => item.ident.to_string(),
        Item::Union(item) => item.ident.to_string(),
        Item::Trait(item) => item.ident.to_string(),
        Item::Fn(item) => item.sig.ident.to_string(),
        Item::Type(item) => item.ident.to_string(),
        Item::Const(item) => item.ident.to_string(),
        Item::Static(item) => item.ident.to_string(),
        Item::Mod(item) => item.ident.to_string(),
        _ => return None,
    })
}

fn public_name(item: &Item) -> Option<String> {
    let visibility = match item {
        Item::Struct(item) => &item.vis,
        Item::Enum(item) => &item.vis,
        Item::Union(item) => &item.vis,
        Item::Trait(item) => &item.vis,
        Item::Fn(item) => &item.vis,
        Item::Type(item) => &item.vis,
        Item::Const(item) => &item.vis,
        Item::Static(item) => &item.vis,
        Item::Mod(item) => &item.vis,
        _ => return None,
    };
    name_of(item).filter(|_| is_public(visibility))
}

fn segments(path: &syn::Path) -> Vec<String> {
    path.segments.iter().map(|segment| segment.ident.to_string()).collect()
}

fn joined(shown: &str, name: &str) -> String {
    if shown.is_empty() { name.to_owned() } else { format!("{shown}::{name}") }
}

fn is_public(visibility: &Visibility) -> bool {
    matches!(visibility, Visibility::Public(_))
}
