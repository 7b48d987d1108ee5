//! Structs.

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

use super::docs;
use super::types::{Scope, tokens};
use crate::direction::Directions;
use crate::model::{Extra, Field, Model, Shape, Struct, Type};

/// How a field is held.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Holding {
    /// As it is.
    Required,
    /// In an `Option`, and written even when it is `None`.
    RequiredNullable,
    /// In an `Option`, and left out when it is `None`.
    Optional,
    /// In an `Option` of an `Option`: absent, null, value.
    ThreeStates,
}

struct Emitted<'m> {
    field: &'m Field,
    ident: Ident,
    holding: Holding,
    /// Without any `Option`, and boxed where recursion needs it.
    inner: TokenStream,
}

impl Emitted<'_> {
    fn declared(&self) -> TokenStream {
        let inner = &self.inner;
        match self.holding {
            Holding::Required => quote!(#inner),
            Holding::RequiredNullable | Holding::Optional => quote!(::std::option::Option<#inner>),
            Holding::ThreeStates => quote!(::std::option::Option<::std::option::Option<#inner>>),
        }
    }
}

pub(super) fn emit(
    name: &str,
    shape: &Struct,
    docs: &TokenStream,
    model: &Model,
    directions: &Directions,
) -> TokenStream {
    let ident = format_ident!("{name}");
    let (request, response, update) = (
        directions.request.contains(name),
        directions.response.contains(name),
        directions.update.contains(name),
    );
    let fields: Vec<Emitted<'_>> = shape
        .fields
        .iter()
        .map(|field| {
            let one_way = (field.read_only && request) || (field.write_only && response);
            let required = field.required && !one_way;
            // A value that may be anything is null by being null.
            let any = field.ty == Type::Any;
            let holding = match (required, field.nullable && !any) {
                (true, false) => Holding::Required,
                (true, true) => Holding::RequiredNullable,
                (false, true) if update => Holding::ThreeStates,
                (false, _) => Holding::Optional,
            };
            let inner = tokens(&field.ty, Scope::Types);
            let inner = if field.boxed { quote!(::std::boxed::Box<#inner>) } else { inner };
            Emitted { field, ident: format_ident!("{}", field.ident), holding, inner }
        })
        .collect();
    let constructed = request || model.construct_all;
    let mut derives = super::derives(name, model);
    let optional =
        |field: &Emitted<'_>| matches!(field.holding, Holding::Optional | Holding::ThreeStates);
    // Where only what is sent is made by callers, what is received would lose the trait with its first required member.
    let of_nothing = constructed && fields.iter().all(optional);
    if of_nothing
        || (model.defaults.contains(name) && !(constructed && asks_nothing(&fields, model)))
    {
        derives.extend(quote!(, Default));
    }
    let definition = definition(&ident, shape, &fields, docs, &derives);
    let json = json(&ident, shape, &fields);
    let debug =
        fields.iter().any(|field| field.field.secret).then(|| debug(&ident, shape, &fields));
    let construct = constructed.then(|| construct(&ident, shape, &fields, model));
    quote! { #definition #json #debug #construct }
}

fn extra_type(shape: &Struct) -> TokenStream {
    match &shape.extra {
        Extra::Unknown | Extra::Any => tokens(&Type::Map(Box::new(Type::Any)), Scope::Types),
        Extra::Of(ty) => tokens(&Type::Map(Box::new(ty.clone())), Scope::Types),
    }
}

fn definition(
    ident: &Ident,
    shape: &Struct,
    fields: &[Emitted<'_>],
    docs: &TokenStream,
    derives: &TokenStream,
) -> TokenStream {
    let declared = fields.iter().map(|emitted| {
        let docs = docs::field(emitted.field);
        let (ident, ty) = (&emitted.ident, emitted.declared());
        quote! { #docs pub #ident: #ty }
    });
    let extra_ident = format_ident!("{}", shape.extra_ident);
    let extra = extra_type(shape);
    let extra_docs = super::attribute(match &shape.extra {
        Extra::Unknown => "Members that the document does not know.",
        Extra::Any => "Members of any other name, which the document allows.",
        Extra::Of(_) => "Members of any other name, of the type that the document gives.",
    });
    let derive_debug = (!fields.iter().any(|field| field.field.secret)).then(|| quote!(Debug,));
    quote! {
        #docs
        #[derive(Clone, #derive_debug PartialEq #derives)]
        #[non_exhaustive]
        pub struct #ident {
            #(#declared,)*
            #extra_docs
            pub #extra_ident: #extra,
        }
    }
}

/// How the struct is read and written.
fn json(ident: &Ident, shape: &Struct, fields: &[Emitted<'_>]) -> TokenStream {
    let members = fields.iter().map(|emitted| {
        let (ident, name) = (&emitted.ident, &emitted.field.name);
        let (slot, put) = match emitted.holding {
            Holding::Required => ("Required", "put"),
            Holding::RequiredNullable => ("Optional", "put"),
            // A value that may be anything keeps a null that was sent.
            Holding::Optional if emitted.field.ty == Type::Any => ("Patch", "put_some"),
            Holding::Optional => ("Optional", "put_some"),
            Holding::ThreeStates => ("Patch", "put_some"),
        };
        let (slot, put) = (format_ident!("{slot}"), format_ident!("{put}"));
        quote!(#ident: #slot #put = #name)
    });
    let extra = format_ident!("{}", shape.extra_ident);
    let rest = format_ident!(
        "{}",
        match &shape.extra {
            Extra::Unknown => "Unknown",
            Extra::Any => "Any",
            Extra::Of(_) => "Each",
        }
    );
    quote!(support::json_object! { #ident { #extra: #rest; #(#members),* } })
}

/// A `Debug` that shows whether a secret is there and not what it is.
fn debug(ident: &Ident, shape: &Struct, fields: &[Emitted<'_>]) -> TokenStream {
    let name = ident.to_string();
    let shown = fields.iter().map(|emitted| {
        let (ident, label) = (&emitted.ident, &emitted.field.ident);
        match (emitted.field.secret, emitted.holding) {
            (false, _) => quote!(.field(#label, &self.#ident)),
            (true, Holding::Required) => quote!(.field(#label, &support::Redacted)),
            (true, _) => quote!(.field(#label, &self.#ident.as_ref().map(|_| support::Redacted))),
        }
    });
    let extra = format_ident!("{}", shape.extra_ident);
    let extra_label = &shape.extra_ident;
    quote! {
        impl ::std::fmt::Debug for #ident {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                f.debug_struct(#name)#(#shown)*.field(#extra_label, &self.#extra).finish()
            }
        }
    }
}

/// What a required member is without being given.
fn constant_of(emitted: &Emitted<'_>, model: &Model) -> Option<TokenStream> {
    (emitted.holding == Holding::Required).then(|| constant_tokens(emitted.field, model)).flatten()
}

/// Whether `new` takes the member.
fn is_asked(emitted: &Emitted<'_>, model: &Model) -> bool {
    matches!(emitted.holding, Holding::Required | Holding::RequiredNullable)
        && constant_of(emitted, model).is_none()
}

/// Whether `new` takes nothing.
fn asks_nothing(fields: &[Emitted<'_>], model: &Model) -> bool {
    !fields.iter().any(|emitted| is_asked(emitted, model))
}

/// `new` with what is required, and a setter for each field: adding an optional property stays compatible.
fn construct(ident: &Ident, shape: &Struct, fields: &[Emitted<'_>], model: &Model) -> TokenStream {
    let constant = |emitted: &Emitted<'_>| constant_of(emitted, model);
    let asked: Vec<&Emitted<'_>> = fields.iter().filter(|it| is_asked(it, model)).collect();
    let arguments = asked.iter().map(|emitted| {
        let (ident, ty) =
            (&emitted.ident, argument(emitted, emitted.holding == Holding::RequiredNullable));
        quote!(#ident: #ty)
    });
    let values = fields.iter().map(|emitted| {
        let ident = &emitted.ident;
        match (emitted.holding, constant(emitted)) {
            (_, Some(constant)) => quote!(#ident: #constant),
            (Holding::Required | Holding::RequiredNullable, None) => {
                let value = converted(emitted, emitted.holding == Holding::RequiredNullable);
                quote!(#ident: #value)
            }
            _ => quote!(#ident: ::std::option::Option::None),
        }
    });
    let extra = format_ident!("{}", shape.extra_ident);
    let setters = fields.iter().map(|emitted| setter(emitted));
    let default = asked.is_empty().then(|| {
        let derived = fields
            .iter()
            .all(|field| matches!(field.holding, Holding::Optional | Holding::ThreeStates));
        (!derived).then(|| {
            quote! {
                impl ::std::default::Default for #ident {
                    fn default() -> Self {
                        Self::new()
                    }
                }
            }
        })
    });
    let default = default.flatten();
    let new_docs = super::attribute(if asked.is_empty() {
        "A value with nothing set."
    } else {
        "A value with what is required."
    });
    quote! {
        impl #ident {
            #new_docs
            #[must_use]
            pub fn new(#(#arguments),*) -> Self {
                Self { #(#values,)* #extra: ::std::default::Default::default() }
            }

            #(#setters)*
        }
        #default
    }
}

fn setter(emitted: &Emitted<'_>) -> TokenStream {
    let ident = &emitted.ident;
    let docs = docs::field(emitted.field);
    let nullable = emitted.holding == Holding::RequiredNullable;
    let ty = argument(emitted, nullable);
    let value = converted(emitted, nullable);
    let stored = match emitted.holding {
        Holding::Required | Holding::RequiredNullable => value,
        Holding::Optional => quote!(::std::option::Option::Some(#value)),
        Holding::ThreeStates => {
            quote!(::std::option::Option::Some(::std::option::Option::Some(#value)))
        }
    };
    let null = (emitted.holding == Holding::ThreeStates).then(|| {
        let null = format_ident!("{}_null", emitted.field.ident.trim_end_matches('_'));
        let docs = super::attribute(&format!(
            "Sets `{ident}` to null, which is not the same as leaving it out."
        ));
        quote! {
            #docs
            #[must_use]
            pub fn #null(mut self) -> Self {
                self.#ident = ::std::option::Option::Some(::std::option::Option::None);
                self
            }
        }
    });
    quote! {
        #docs
        #[must_use]
        pub fn #ident(mut self, #ident: #ty) -> Self {
            self.#ident = #stored;
            self
        }

        #null
    }
}

/// The type of an argument: anything that converts, and a list by whatever can be iterated.
fn argument(emitted: &Emitted<'_>, nullable: bool) -> TokenStream {
    let inner = tokens(&emitted.field.ty, Scope::Types);
    if nullable {
        quote!(impl ::std::convert::Into<::std::option::Option<#inner>>)
    } else {
        quote!(impl ::std::convert::Into<#inner>)
    }
}

fn converted(emitted: &Emitted<'_>, nullable: bool) -> TokenStream {
    let ident = &emitted.ident;
    match (emitted.field.boxed, nullable) {
        (false, _) => quote!(#ident.into()),
        (true, false) => quote!(::std::boxed::Box::new(#ident.into())),
        (true, true) => quote!(#ident.into().map(::std::boxed::Box::new)),
    }
}

/// The only value that a required member can have.
fn constant_tokens(field: &Field, model: &Model) -> Option<TokenStream> {
    let constant = field.constant.as_ref().or(field.tag.as_ref())?;
    match &field.ty {
        Type::Bool => {
            let value = constant.as_bool()?;
            Some(quote!(#value))
        }
        Type::String => {
            let text = constant.as_str()?;
            Some(quote!(#text.to_owned()))
        }
        Type::Named(name) => match &model.items.get(name)?.shape {
            Shape::Enum(found) => {
                let value = found.values.iter().find(|value| value.value == *constant)?;
                let (name, variant) = (format_ident!("{name}"), format_ident!("{}", value.ident));
                let path = quote!(#name::#variant);
                Some(if field.boxed { quote!(::std::boxed::Box::new(#path)) } else { path })
            }
            _ => None,
        },
        _ => None,
    }
}
