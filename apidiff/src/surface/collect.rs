//! From a parsed module to its public items.

use std::collections::{BTreeMap, BTreeSet};

use syn::visit_mut::VisitMut;
use syn::{
    Attribute, Fields, FnArg, ImplItem, ImplItemFn, Item as Code, ItemEnum, ItemImpl, ItemStruct,
    Pat, ReturnType, Type, Visibility,
};

use super::text::{Canonical, Expand, signature, tidy};
use super::{Item, Kind, Surface, demands};

/// What stands in this module is the same for every document.
const CONSTANT: &str = "support";

pub(super) fn collect(file: &syn::File) -> Surface {
    let mut modules: Vec<(String, &[Code])> = vec![(String::new(), &file.items)];
    for item in &file.items {
        if let Code::Mod(module) = item
            && let Some((_, items)) = &module.content
            && is_public(&module.vis)
            && module.ident != CONSTANT
        {
            modules.push((module.ident.to_string(), items));
        }
    }
    let (none, mut aliases) = (BTreeMap::new(), BTreeMap::new());
    for (module, items) in &modules {
        let scope = Scope::new(module, items, &none);
        for item in *items {
            if let Code::Type(alias) = item {
                let target = scope.canonical(&alias.ty);
                aliases.insert(scope.path(&alias.ident.to_string()), target);
            }
        }
    }
    let mut surface = Surface::default();
    for (module, items) in &modules {
        let scope = Scope::new(module, items, &aliases);
        for item in *items {
            scope.item(item, &mut surface);
        }
    }
    super::headers::expand(&mut surface.items);
    surface
}

/// A module, and what is needed to read it.
struct Scope<'a> {
    module: &'a str,
    known: BTreeSet<String>,
    aliases: &'a BTreeMap<String, Type>,
}

impl<'a> Scope<'a> {
    fn new(module: &'a str, items: &[Code], aliases: &'a BTreeMap<String, Type>) -> Self {
        let named = items.iter().filter_map(|item| match item {
            Code::Struct(item) => Some(item.ident.to_string()),
            Code::Enum(item) => Some(item.ident.to_string()),
            Code::Type(item) => Some(item.ident.to_string()),
            _ => None,
        });
        Self { module, known: named.collect(), aliases }
    }

    fn path(&self, name: &str) -> String {
        if self.module.is_empty() { name.to_owned() } else { format!("{}::{name}", self.module) }
    }

    fn canonical(&self, ty: &Type) -> Type {
        let mut ty = ty.clone();
        self.canonicalizer().visit_type_mut(&mut ty);
        ty
    }

    fn canonicalizer(&self) -> Canonical<'_> {
        Canonical { module: self.module, known: &self.known }
    }

    /// A type as it is written, and without aliases.
    fn both(&self, ty: &Type) -> (String, String) {
        let mut ty = self.canonical(ty);
        let written = tidy(&ty);
        Expand::new(self.aliases).visit_type_mut(&mut ty);
        (written, tidy(&ty))
    }

    fn item(&self, item: &Code, surface: &mut Surface) {
        match item {
            Code::Struct(item) if is_public(&item.vis) => self.structure(item, surface),
            Code::Enum(item) if is_public(&item.vis) => self.enumeration(item, surface),
            Code::Type(item) if is_public(&item.vis) => {
                let path = self.path(&item.ident.to_string());
                let texts = self.both(&item.ty);
                let alias = Draft::new(Kind::Alias, &path).texts(texts);
                alias.attributes(&item.attrs).insert(path, surface);
            }
            Code::Fn(item) if is_public(&item.vis) => {
                let path = format!("{}()", self.path(&item.sig.ident.to_string()));
                let text = self.signature(&item.sig, true);
                Draft::new(Kind::Function, &path)
                    .texts(text)
                    .attributes(&item.attrs)
                    .insert(path, surface);
            }
            Code::Const(item) if is_public(&item.vis) => {
                let path = self.path(&item.ident.to_string());
                Draft::new(Kind::Constant, &path)
                    .texts(self.both(&item.ty))
                    .attributes(&item.attrs)
                    .insert(path, surface);
            }
            Code::Trait(item) if is_public(&item.vis) => {
                let path = self.path(&item.ident.to_string());
                Draft::new(Kind::Trait, &path).attributes(&item.attrs).insert(path, surface);
            }
            Code::Impl(item) => self.implementation(item, surface),
            _ => {}
        }
    }

    fn structure(&self, item: &ItemStruct, surface: &mut Surface) {
        let path = self.path(&item.ident.to_string());
        let hidden = item.fields.iter().any(|field| !is_public(&field.vis));
        let mut draft = Draft::new(Kind::Struct, &path).attributes(&item.attrs);
        draft.0.open |= hidden;
        draft.insert(path.clone(), surface);
        for (at, field) in item.fields.iter().enumerate() {
            if !is_public(&field.vis) {
                continue;
            }
            let name = field.ident.as_ref().map_or_else(|| at.to_string(), ToString::to_string);
            Draft::new(Kind::Field, &path)
                .texts(self.both(&field.ty))
                .attributes(&field.attrs)
                .within(&path, &name)
                .insert(format!("{path}::{name}"), surface);
        }
        derives(&item.attrs, &path, surface);
    }

    fn enumeration(&self, item: &ItemEnum, surface: &mut Surface) {
        let path = self.path(&item.ident.to_string());
        Draft::new(Kind::Enum, &path).attributes(&item.attrs).insert(path.clone(), surface);
        for variant in &item.variants {
            let name = variant.ident.to_string();
            let held = |expand: bool| {
                let types = variant.fields.iter().map(|field| {
                    let (written, expanded) = self.both(&field.ty);
                    if expand { expanded } else { written }
                });
                match &variant.fields {
                    Fields::Unit => String::new(),
                    _ => format!("({})", types.collect::<Vec<_>>().join(", ")),
                }
            };
            Draft::new(Kind::Variant, &path)
                .texts((held(false), held(true)))
                .attributes(&variant.attrs)
                .within(&path, &name)
                .insert(format!("{path}::{name}"), surface);
        }
        derives(&item.attrs, &path, surface);
    }

    fn implementation(&self, item: &ItemImpl, surface: &mut Surface) {
        let mut of = self.canonical(&item.self_ty);
        // `builder::ListPets<'_>` is about `builder::ListPets`.
        if let Type::Path(of) = &mut of
            && let Some(last) = of.path.segments.last_mut()
        {
            last.arguments = syn::PathArguments::None;
        }
        let about = tidy(&of);
        let Some((path, _)) = &item.trait_ else {
            for member in &item.items {
                if let ImplItem::Fn(function) = member
                    && is_public(&function.vis)
                {
                    self.method(function, &about, surface);
                }
            }
            return;
        };
        let mut path = path.clone();
        self.canonicalizer().visit_path_mut(&mut path);
        let mut texts = (String::new(), String::new());
        for member in &item.items {
            if let ImplItem::Type(associated) = member {
                let (written, expanded) = self.both(&associated.ty);
                texts.0 += &format!("{} = {written}; ", associated.ident);
                texts.1 += &format!("{} = {expanded}; ", associated.ident);
            }
        }
        Draft::new(Kind::Implementation, &about)
            .texts(texts)
            .within(&about, "")
            .insert(format!("impl {} for {about}", tidy(&path)), surface);
    }

    fn method(&self, function: &ImplItemFn, of: &str, surface: &mut Surface) {
        let name = function.sig.ident.to_string();
        let path = format!("{of}::{name}()");
        let is_new = name == "new";
        // What constructs a type comes and goes with `new`.
        let is_setter = !is_new && self.module == "types";
        let new = format!("{of}::new()");
        let parent = if is_setter { &new } else { of };
        let member = if is_new { "" } else { &name };
        let mut draft = Draft::new(Kind::Function, of)
            .texts(self.signature(&function.sig, !is_new))
            .attributes(&function.attrs)
            .within(parent, member);
        // A method of the client is about the builder that it gives.
        if of == "Client"
            && let ReturnType::Type(_, ty) = &function.sig.output
        {
            let builder = self.both(ty).0;
            draft.0.about = builder.split('<').next().unwrap_or(&builder).to_owned();
        }
        draft.insert(path.clone(), surface);
        if !is_new {
            return;
        }
        for argument in &function.sig.inputs {
            let FnArg::Typed(argument) = argument else {
                continue;
            };
            let Pat::Ident(pattern) = &*argument.pat else {
                continue;
            };
            let name = pattern.ident.to_string();
            Draft::new(Kind::Argument, of)
                .texts(self.both(&argument.ty))
                .within(&new, &name)
                .insert(format!("{of}::new({name})"), surface);
        }
        for name in demands::of(function) {
            Draft::new(Kind::Demand, of)
                .within(of, &name)
                .insert(format!("{of}::{name}() before send()"), surface);
        }
    }

    fn signature(&self, written: &syn::Signature, with_arguments: bool) -> (String, String) {
        let mut written = written.clone();
        self.canonicalizer().visit_signature_mut(&mut written);
        let text = signature(&written, with_arguments);
        Expand::new(self.aliases).visit_signature_mut(&mut written);
        (text, signature(&written, with_arguments))
    }
}

/// An item that is being put together.
struct Draft(Item);

impl Draft {
    fn new(kind: Kind, about: &str) -> Self {
        Self(Item {
            kind,
            parent: None,
            about: about.to_owned(),
            member: None,
            text: String::new(),
            expanded: String::new(),
            deprecated: false,
            open: false,
        })
    }

    fn texts(mut self, (written, expanded): (String, String)) -> Self {
        self.0.text = written.trim_end().to_owned();
        self.0.expanded = expanded.trim_end().to_owned();
        self
    }

    fn attributes(mut self, attributes: &[Attribute]) -> Self {
        let has = |name: &str| attributes.iter().any(|attribute| attribute.path().is_ident(name));
        self.0.deprecated = has("deprecated");
        self.0.open = has("non_exhaustive");
        self
    }

    fn within(mut self, parent: &str, member: &str) -> Self {
        self.0.parent = Some(parent.to_owned());
        self.0.member = Some(member.to_owned()).filter(|member| !member.is_empty());
        self
    }

    fn insert(self, path: String, surface: &mut Surface) {
        surface.items.insert(path, self.0);
    }
}

/// A derived trait is implemented like any other.
fn derives(attributes: &[Attribute], of: &str, surface: &mut Surface) {
    for attribute in attributes {
        if !attribute.path().is_ident("derive") {
            continue;
        }
        // What cannot be read as a list of traits derives nothing that is known here.
        let _ = attribute.parse_nested_meta(|meta| {
            if let Some(name) = meta.path.segments.last() {
                Draft::new(Kind::Implementation, of)
                    .within(of, "")
                    .insert(format!("impl {} for {of}", name.ident), surface);
            }
            Ok(())
        });
    }
}

fn is_public(visibility: &Visibility) -> bool {
    matches!(visibility, Visibility::Public(_))
}
