//! The source of a generated client, read as the driver needs it: the builders, what their setters take, and the parts of bodies.

use std::collections::BTreeMap;

use oas_command::failure::{Failure, Kind};
use quote::ToTokens;
use syn::visit::{Visit, visit_expr_method_call};
use syn::{
    Expr, File, FnArg, GenericArgument, ImplItem, Item, ItemImpl, ItemMod, Lit, PathArguments,
    Type, TypeParamBound, WherePredicate,
};

/// The builder of an operation.
#[derive(Debug, Default)]
pub(super) struct Builder {
    pub(super) name: String,
    pub(super) method: String,
    /// Where in the list of all operations it is.
    index: usize,
    /// The type that each setter takes, by the setter's name.
    pub(super) setters: BTreeMap<String, String>,
    /// The setter of each parameter that has a name on the wire.
    pub(super) parameters: BTreeMap<String, String>,
    /// The setters of the path's parameters, in their order.
    pub(super) segments: Vec<String>,
    pub(super) success: String,
    pub(super) accepts: Vec<String>,
    pub(super) sends: Option<String>,
    /// The constant that says how its body is written, where that is XML.
    pub(super) xml: Option<String>,
}

/// A body of several parts.
#[derive(Debug, Default)]
pub(super) struct Multipart {
    /// Arguments of `new`.
    pub(super) required: Vec<String>,
    /// The Rust name and the type of each part, by its name on the wire.
    pub(super) parts: BTreeMap<String, (String, String)>,
}

/// A client.
#[derive(Debug, Default)]
pub(super) struct Client {
    pub(super) builders: Vec<Builder>,
    pub(super) multiparts: BTreeMap<String, Multipart>,
}

impl Client {
    pub(super) fn read(name: &str, source: &str) -> Result<Self, Failure> {
        let file: File = syn::parse_file(source).map_err(|error| {
            Failure::new(Kind::Document, format!("the client of {name} does not parse: {error}"))
        })?;
        let mut client = Self::default();
        for item in &file.items {
            match item {
                Item::Mod(module) if module.ident == "builder" => client.builders(module),
                Item::Mod(module) if module.ident == "operations" => client.operations(module),
                Item::Mod(module) if module.ident == "types" => client.types(module),
                _ => {}
            }
        }
        Ok(client)
    }

    fn builders(&mut self, module: &ItemMod) {
        for block in impls(module) {
            let name = ident(&block.self_ty);
            let setters = block.items.iter().filter_map(|item| {
                let ImplItem::Fn(function) = item else { return None };
                let bound = function.sig.generics.where_clause.as_ref()?.predicates.first()?;
                let WherePredicate::Type(bound) = bound else { return None };
                Some((function.sig.ident.to_string(), converted(bound.bounds.first())?))
            });
            let setters: BTreeMap<_, _> = setters.collect();
            if block.trait_.is_none() {
                self.builders.push(Builder { name, setters, ..Builder::default() });
            }
        }
    }

    fn operations(&mut self, module: &ItemMod) {
        let mut specs = Vec::new();
        for item in module.content.iter().flat_map(|(_, items)| items) {
            if let Item::Const(constant) = item
                && constant.ident == "ALL"
            {
                let mut all = Specs(&mut specs);
                all.visit_expr(&constant.expr);
            }
        }
        for block in impls(module) {
            let implements = block.trait_.as_ref().is_some_and(|trait_| {
                trait_.0.segments.last().is_some_and(|last| last.ident == "Operation")
            });
            let name = ident(&block.self_ty);
            let Some(builder) = self.builders.iter_mut().find(|builder| builder.name == name)
            else {
                continue;
            };
            if !implements {
                continue;
            }
            for item in &block.items {
                match item {
                    ImplItem::Const(constant) => {
                        let digits = text(&constant.expr);
                        let digits: String = digits.chars().filter(char::is_ascii_digit).collect();
                        builder.index = digits.parse().unwrap_or(0);
                    }
                    ImplItem::Type(ty) if ty.ident == "Success" => builder.success = text(&ty.ty),
                    ImplItem::Fn(function) if function.sig.ident == "request" => {
                        Calls(builder).visit_block(&function.block);
                    }
                    _ => {}
                }
            }
            if let Some(spec) = specs.get_mut(builder.index) {
                (builder.method, builder.sends, builder.accepts) = std::mem::take(spec);
            }
        }
    }

    fn types(&mut self, module: &ItemMod) {
        for block in impls(module) {
            let name = ident(&block.self_ty);
            let is_body = self
                .builders
                .iter()
                .any(|builder| name.strip_suffix("Body") == Some(builder.name.as_str()));
            for item in block.items.iter().filter(|_| is_body && block.trait_.is_none()) {
                let ImplItem::Fn(function) = item else { continue };
                let multipart = self.multiparts.entry(name.clone()).or_default();
                let arguments = function.sig.inputs.iter().filter_map(|input| match input {
                    FnArg::Typed(typed) => match &*typed.ty {
                        Type::ImplTrait(bound) => {
                            Some((text(&typed.pat), converted(bound.bounds.first())?))
                        }
                        _ => None,
                    },
                    FnArg::Receiver(_) => None,
                });
                let docs: String = function.attrs.iter().map(text).collect();
                for (argument, ty) in arguments {
                    if function.sig.ident == "new" {
                        multipart.required.push(argument);
                    } else {
                        let wire = docs.split_once("` in the document").map(|(before, _)| before);
                        let wire = wire.and_then(|before| before.rsplit_once('`'));
                        let wire =
                            wire.map_or_else(|| argument.clone(), |(_, wire)| wire.to_owned());
                        multipart.parts.insert(wire, (argument, ty));
                    }
                }
            }
        }
        self.multiparts.retain(|_, multipart| !multipart.parts.is_empty());
    }
}

fn impls(module: &ItemMod) -> impl Iterator<Item = &ItemImpl> {
    module.content.iter().flat_map(|(_, items)| items).filter_map(|item| match item {
        Item::Impl(block) => Some(block),
        _ => None,
    })
}

fn ident(ty: &Type) -> String {
    let Type::Path(path) = ty else { return String::new() };
    path.path.segments.last().map(|last| last.ident.to_string()).unwrap_or_default()
}

/// What comes of a `TryInto` or an `Into`.
fn converted(bound: Option<&TypeParamBound>) -> Option<String> {
    let TypeParamBound::Trait(bound) = bound? else { return None };
    let PathArguments::AngleBracketed(arguments) = &bound.path.segments.last()?.arguments else {
        return None;
    };
    match arguments.args.first()? {
        GenericArgument::Type(ty) => Some(text(ty)),
        _ => None,
    }
}

/// Rust without the spaces between its words.
pub(super) fn text(tokens: &impl ToTokens) -> String {
    let text = tokens.to_token_stream().to_string();
    text.replace(" :: ", "::")
        .replace(":: ", "::")
        .replace(" <", "<")
        .replace("< ", "<")
        .replace(" >", ">")
}

/// The method, what is sent and what is asked for, of each operation.
struct Specs<'s>(&'s mut Vec<(String, Option<String>, Vec<String>)>);

impl<'ast> Visit<'ast> for Specs<'_> {
    fn visit_expr_struct(&mut self, spec: &'ast syn::ExprStruct) {
        let strings = |name: &str| {
            let field = spec.fields.iter().find(|field| text(&field.member) == name);
            let mut strings = Strings(Vec::new());
            field.iter().for_each(|field| strings.visit_expr(&field.expr));
            strings.0
        };
        if spec.path.is_ident("OperationSpec") {
            let first = |name: &str| strings(name).into_iter().next();
            self.0.push((
                first("name").unwrap_or_default(),
                first("request_media_type"),
                strings("response_media_types"),
            ));
        }
    }
}

struct Strings(Vec<String>);

impl<'ast> Visit<'ast> for Strings {
    fn visit_lit_str(&mut self, text: &'ast syn::LitStr) {
        self.0.push(text.value());
    }
}

/// What a builder puts into its request.
struct Calls<'b>(&'b mut Builder);

impl<'ast> Visit<'ast> for Calls<'_> {
    fn visit_expr_method_call(&mut self, call: &'ast syn::ExprMethodCall) {
        visit_expr_method_call(self, call);
        let Some(Expr::Field(field)) = call.args.last() else { return };
        let setter = text(&field.member);
        match call.args.first() {
            _ if call.method == "segment" => self.0.segments.push(setter),
            Some(root) if call.method == "xml" => self.0.xml = Some(text(root)),
            Some(Expr::Lit(literal)) => {
                if let Lit::Str(wire) = &literal.lit {
                    self.0.parameters.insert(wire.value(), setter);
                }
            }
            _ => {}
        }
    }
}
