//! How a call is made: a builder's own code ends with the request, and what is the same for all calls is in the runtime.
//! progenitor writes it out for each operation, which is most of what its builders cost the compiler.

use quote::{ToTokens, quote};
use syn::{Expr, Ident, ImplItem, ImplItemFn, ItemImpl, Member, Pat, Stmt};

use crate::emit::{Scope, success_type};
use crate::error::{Error, ErrorKind};
use crate::model::{Location, Operation};

/// Splits `send` in two: making the request, and the rest.
pub(super) fn apply(block: &mut ItemImpl, operation: &Operation) -> Result<(), Error> {
    let unexpected = || {
        Error::new(ErrorKind::Generator, "progenitor's `send` is not as expected")
            .advise("please report this, with the version of progenitor")
    };
    let send = block.items.iter_mut().find_map(|item| match item {
        ImplItem::Fn(function) if function.sig.ident == "send" => Some(function),
        _ => None,
    });
    let send = send.ok_or_else(unexpected)?;
    let request = request(send, operation).ok_or_else(unexpected)?;
    let client = client(send).ok_or_else(unexpected)?;
    let ty = success_type(&operation.success, Scope::Builder);
    send.sig = syn::parse_quote!(fn send(self) -> super::support::Sending<'a, super::support::Response<#ty>>);
    send.block = syn::parse_quote!({ super::support::send(self) });
    block.items.push(syn::parse_quote! {
        pub(super) fn _runtime(&self) -> &super::support::Client {
            &self.#client.runtime
        }
    });
    block.items.push(ImplItem::Fn(request));
    Ok(())
}

/// The statements of `send` up to the request. No setter can have a name that begins with an underscore.
fn request(send: &ImplItemFn, operation: &Operation) -> Option<ImplItemFn> {
    let mut request = send.clone();
    let statements = &mut request.block.stmts;
    let info = statements.iter().position(makes_info)?;
    statements.truncate(info);
    let made = bound(statements.last()?)?.clone();
    // progenitor sends its own version of the API with every request.
    statements.retain(|statement| !appends_version(statement));
    let mut headers = operation.parameters.iter();
    if !headers.any(|parameter| matches!(parameter.location, Location::Header | Location::Cookie)) {
        statements.retain(|statement| bound(statement).is_none_or(|ident| ident != "header_map"));
        without_headers(statements.last_mut()?)?;
    }
    statements.push(Stmt::Expr(syn::parse_quote!(Ok(#made)), None));
    request.attrs = Vec::new();
    request.vis = syn::parse_quote!(pub(super));
    request.sig = syn::parse_quote!(fn _request(self) -> Result<::reqwest::Request, Error>);
    Some(request)
}

/// The `name` of `let name = …;`.
fn bound(statement: &Stmt) -> Option<&Ident> {
    let Stmt::Local(local) = statement else {
        return None;
    };
    let Pat::Ident(pattern) = &local.pat else {
        return None;
    };
    Some(&pattern.ident)
}

/// `let info = OperationInfo { … };`
fn makes_info(statement: &Stmt) -> bool {
    let made = match statement {
        Stmt::Local(local) => local.init.as_ref().map(|init| &*init.expr),
        _ => None,
    };
    matches!(made, Some(Expr::Struct(made)) if made.path.is_ident("OperationInfo"))
}

/// The field that holds the client, which a parameter of that name pushes aside: the first that `send` takes apart.
fn client(send: &ImplItemFn) -> Option<Ident> {
    let Stmt::Local(local) = send.block.stmts.first()? else {
        return None;
    };
    let Pat::Struct(fields) = &local.pat else {
        return None;
    };
    match &fields.fields.first()?.member {
        Member::Named(ident) => Some(ident.clone()),
        Member::Unnamed(_) => None,
    }
}

/// `header_map.append(HeaderName::from_static("api-version"), …);`
fn appends_version(statement: &Stmt) -> bool {
    let Stmt::Expr(Expr::MethodCall(call), _) = statement else {
        return false;
    };
    let on_headers =
        matches!(&*call.receiver, Expr::Path(path) if path.path.is_ident("header_map"));
    let version = quote!(::reqwest::header::HeaderName::from_static("api-version")).to_string();
    let first = call.args.first();
    on_headers && first.is_some_and(|first| first.to_token_stream().to_string() == version)
}

/// Takes `.headers(header_map)` out of the chain that makes the request.
fn without_headers(statement: &mut Stmt) -> Option<()> {
    let Stmt::Local(local) = statement else {
        return None;
    };
    let mut expr = &mut *local.init.as_mut()?.expr;
    loop {
        match expr {
            Expr::Try(tried) => expr = &mut tried.expr,
            Expr::MethodCall(call) => {
                let inner = match &mut *call.receiver {
                    Expr::MethodCall(inner) if inner.method == "headers" => {
                        (*inner.receiver).clone()
                    }
                    _ => {
                        expr = &mut call.receiver;
                        continue;
                    }
                };
                *call.receiver = inner;
                return Some(());
            }
            _ => return None,
        }
    }
}
