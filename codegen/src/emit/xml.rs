//! The forms of schemas in XML, as constants.

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

use super::option;
use crate::model::{Model, Xml, XmlMember, XmlName};
use crate::text::Module;

/// The name of an element that a body is.
pub(super) fn root(index: usize) -> Ident {
    format_ident!("ROOT_{index}")
}

/// The module `xml`, where there is any.
pub(crate) fn xml(model: &Model) -> Option<Module<'_>> {
    let shapes = model.xml_shapes.iter().enumerate().map(|(index, shape)| {
        let (ident, shape) = (format_ident!("SHAPE_{index}"), value(shape));
        quote!(static #ident: support::XmlShape = #shape;)
    });
    let roots = model.xml_roots.iter().enumerate().map(|(index, (name, shape))| {
        let (ident, name, shape) = (root(index), self::name(name), reference(shape));
        quote!(pub static #ident: support::XmlRoot = support::XmlRoot { name: #name, shape: #shape };)
    });
    let import = quote! {
        use super::support;

        support::needs_xml! {}
    };
    (!model.xml_roots.is_empty()).then(|| Module {
        head: quote! {
            /// How bodies of XML are written.
            // It is what the document says, and for the module `operations` alone; of two media types with one form, one is read.
            #[allow(dead_code, missing_docs)]
            pub(crate) mod xml {}
        },
        items: Box::new(std::iter::once(import).chain(shapes).chain(roots)),
    })
}

/// A shape behind a reference: another constant, or one that is made in place.
fn reference(shape: &Xml) -> TokenStream {
    let value = value(shape);
    match shape {
        Xml::Shared(_) => value,
        _ => quote!(&#value),
    }
}

fn value(shape: &Xml) -> TokenStream {
    match shape {
        Xml::Text => quote!(support::XmlShape::Text),
        Xml::Bool => quote!(support::XmlShape::Bool),
        Xml::Number => quote!(support::XmlShape::Number),
        Xml::Any => quote!(support::XmlShape::Any),
        Xml::List(item, shape) => {
            let (item, shape) = (name(item), reference(shape));
            quote!(support::XmlShape::List(#item, #shape))
        }
        Xml::Object(members, rest) => {
            let members = members.iter().map(member);
            let rest = match rest {
                Some(rest) => {
                    let rest = reference(rest);
                    quote!(::std::option::Option::Some(#rest))
                }
                None => quote!(::std::option::Option::None),
            };
            quote!(support::XmlShape::Object(&[#(#members),*], #rest))
        }
        Xml::Shared(index) => {
            let ident = format_ident!("SHAPE_{index}");
            quote!(&#ident)
        }
    }
}

fn member(member: &XmlMember) -> TokenStream {
    let XmlMember { json, required, .. } = member;
    let (name, place, shape) =
        (name(&member.name), format_ident!("{}", member.place), reference(&member.shape));
    quote! {
        support::XmlMember {
            json: #json,
            name: #name,
            place: support::XmlPlace::#place,
            shape: #shape,
            required: #required,
        }
    }
}

fn name(name: &XmlName) -> TokenStream {
    let local = &name.local;
    let (prefix, namespace) = (option(name.prefix.as_deref()), option(name.namespace.as_deref()));
    quote!(support::XmlName { local: #local, prefix: #prefix, namespace: #namespace })
}
