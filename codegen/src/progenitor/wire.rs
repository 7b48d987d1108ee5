//! What goes over the wire: names as in the document, values by their style, methods that progenitor has no request for.

use quote::{format_ident, quote};
use syn::parse::Parser;
use syn::punctuated::Punctuated;
use syn::visit_mut::{
    VisitMut, visit_expr_call_mut, visit_expr_method_call_mut, visit_field_value_mut,
    visit_macro_mut,
};
use syn::{Expr, ExprCall, ExprMethodCall, FieldValue, ItemImpl, LitStr, Macro, Member, Token};

use crate::emit::{Scope, tokens};
use crate::model::{self, Location, Operation, Parameter, Wire};

pub(super) fn apply(block: &mut ItemImpl, operation: &Operation) {
    OnTheWire { operation }.visit_item_impl_mut(block);
}

struct OnTheWire<'m> {
    operation: &'m Operation,
}

impl OnTheWire<'_> {
    fn parameter(&self, ident: &str) -> Option<&Parameter> {
        self.operation.parameters.iter().find(|parameter| parameter.ident == ident)
    }

    /// `.form_urlencoded(&body)`.
    fn form(&self, call: &mut ExprMethodCall) {
        let styles = self.operation.body.iter().flat_map(|body| &body.styles);
        let styles = styles.map(|(name, style, explode)| {
            let style = format_ident!("{style}");
            quote!((#name, super::support::Style::#style, #explode))
        });
        for value in &mut call.args {
            let styles = styles.clone();
            *value = syn::parse_quote!(&super::support::Form::new(#value, &[#(#styles),*]));
        }
    }

    /// The parameter whose Rust name progenitor was given in place of its own.
    fn named_in(&self, argument: Option<&Expr>) -> Option<&Parameter> {
        let Some(Expr::Lit(literal)) = argument else {
            return None;
        };
        let syn::Lit::Str(text) = &literal.lit else {
            return None;
        };
        self.parameter(&text.value())
    }
}

impl VisitMut for OnTheWire<'_> {
    /// `QueryParam::new("ident", &ident)`.
    fn visit_expr_call_mut(&mut self, call: &mut ExprCall) {
        let query = matches!(&*call.func, Expr::Path(path) if path.path.segments.iter().any(|s| s.ident == "QueryParam"));
        if query && let Some(parameter) = self.named_in(call.args.first()) {
            let (name, value) = (&parameter.name, call.args.last().cloned());
            *call = match parameter.wire {
                Wire::Styled { style, explode } => {
                    let style = format_ident!("{style}");
                    syn::parse_quote!(
                        super::support::Query::new(#name, super::support::Style::#style, #explode, #value)
                    )
                }
                _ => syn::parse_quote!(progenitor_client::QueryParam::new(#name, #value)),
            };
        }
        visit_expr_call_mut(self, call);
    }

    fn visit_expr_method_call_mut(&mut self, call: &mut ExprMethodCall) {
        let on_headers =
            matches!(&*call.receiver, Expr::Path(path) if path.path.is_ident("header_map"));
        let on_client = matches!(&*call.receiver, Expr::Field(field) if is_client(&field.member));
        if on_headers && call.method == "append" {
            if let Some(parameter) = self.named_in(call.args.first()) {
                header(call, parameter);
            }
        } else if call.method == "form_urlencoded" {
            self.form(call);
        } else if on_client && call.method == super::describe::slot(self.operation) {
            let method = match self.operation.method.as_str() {
                "OPTIONS" => Some(quote!(::reqwest::Method::OPTIONS)),
                "TRACE" => Some(quote!(::reqwest::Method::TRACE)),
                "QUERY" => Some(quote!(super::support::query_method())),
                _ => None,
            };
            if let Some(method) = method {
                call.method = format_ident!("request");
                call.args.insert(0, syn::parse_quote!(#method));
            }
        }
        visit_expr_method_call_mut(self, call);
    }

    /// `format!("…{}…", …, encode_path(&ident.to_string()))`.
    fn visit_macro_mut(&mut self, call: &mut Macro) {
        let parser = Punctuated::<Expr, Token![,]>::parse_terminated;
        if call.path.is_ident("format")
            && let Ok(mut arguments) = parser.parse2(call.tokens.clone())
        {
            for argument in &mut arguments {
                let Some(parameter) = encoded(argument).and_then(|ident| self.parameter(&ident))
                else {
                    continue;
                };
                if let Wire::Styled { style, explode } = parameter.wire {
                    let (name, style) = (&parameter.name, format_ident!("{style}"));
                    let ident = format_ident!("{}", parameter.ident);
                    *argument = syn::parse_quote!(
                        super::support::path(#name, super::support::Style::#style, #explode, &#ident)?
                    );
                }
            }
            call.tokens = quote!(#arguments);
        }
        visit_macro_mut(self, call);
    }

    /// `body: Err("body was not initialized".to_string())`, where the body may stay away.
    fn visit_field_value_mut(&mut self, field: &mut FieldValue) {
        let optional = self.operation.body.as_ref().is_some_and(|body| body.optional);
        let is_body = matches!(&field.member, Member::Named(name) if name == "body");
        if optional && is_body && matches!(&field.expr, Expr::Call(call) if is_err(&call.func)) {
            field.expr = syn::parse_quote!(Ok(::std::default::Default::default()));
        }
        visit_field_value_mut(self, field);
    }

    fn visit_lit_str_mut(&mut self, text: &mut LitStr) {
        let old = text.value();
        let ident = old
            .strip_prefix("conversion to `")
            .and_then(|rest| rest.strip_suffix(" failed")?.rsplit_once("` for "));
        if let Some((_, ident)) = ident {
            *text = LitStr::new(&conversion_message(self.parameter(ident), ident), text.span());
        }
    }
}

/// `header_map.append("ident", value.to_string().try_into()?)`.
fn header(call: &mut ExprMethodCall, parameter: &Parameter) {
    let name = &parameter.name;
    let Some(value) = call.args.last().and_then(stringified) else {
        return;
    };
    let (style, explode) = match parameter.wire {
        Wire::Styled { style, explode } => (format_ident!("{style}"), explode),
        Wire::Plain | Wire::Segment => (format_ident!("Form"), false),
    };
    *call = match (parameter.location, parameter.wire) {
        (Location::Cookie, _) => syn::parse_quote!(header_map.append(
            "cookie",
            super::support::cookie(#name, super::support::Style::#style, #explode, &#value)?.try_into()?
        )),
        (_, Wire::Styled { .. }) => syn::parse_quote!(header_map.append(
            #name,
            super::support::header(super::support::Style::#style, #explode, &#value)?.try_into()?
        )),
        _ => syn::parse_quote!(header_map.append(#name, #value.to_string().try_into()?)),
    };
}

/// `value` of `value.to_string().try_into()?`.
fn stringified(expr: &Expr) -> Option<Expr> {
    let Expr::Try(tried) = expr else { return None };
    let Expr::MethodCall(try_into) = &*tried.expr else {
        return None;
    };
    let Expr::MethodCall(to_string) = &*try_into.receiver else {
        return None;
    };
    Some((*to_string.receiver).clone())
}

/// `ident` of `encode_path(&ident.to_string())`.
fn encoded(expr: &Expr) -> Option<String> {
    let Expr::Call(call) = expr else { return None };
    let Some(Expr::Reference(reference)) = call.args.first() else {
        return None;
    };
    let Expr::MethodCall(to_string) = &*reference.expr else {
        return None;
    };
    let Expr::Path(path) = &*to_string.receiver else {
        return None;
    };
    path.path.get_ident().map(ToString::to_string)
}

fn is_err(func: &Expr) -> bool {
    matches!(func, Expr::Path(path) if path.path.is_ident("Err"))
}

fn is_client(member: &Member) -> bool {
    matches!(member, Member::Named(name) if name == "client")
}

/// What a value has to be, where progenitor says only that it does not convert.
fn conversion_message(parameter: Option<&Parameter>, ident: &str) -> String {
    let needed = match parameter.map(|parameter| (parameter.wire, &parameter.ty)) {
        Some((Wire::Segment, _)) => {
            "a text that is not empty, `.` or `..` and has no backslash".to_owned()
        }
        Some((_, ty)) => format!("a value that converts to {}", short(ty)),
        None => "a value that converts to the type of the body".to_owned(),
    };
    format!("{ident} takes {needed}")
}

/// A type as a person would say it.
fn short(ty: &model::Type) -> String {
    let text = tokens(ty, Scope::Builder).to_string().replace(' ', "");
    ["::std::string::", "::std::vec::", "super::"]
        .iter()
        .fold(text, |text, path| text.replace(path, ""))
}
