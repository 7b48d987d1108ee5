//! What a caller of the macro writes.

use proc_macro2::TokenStream;
use syn::parse::{Parse, ParseStream, Result};
use syn::{Error, Ident, LitStr, Token, braced, token};

/// The document, and what can follow it.
pub(crate) struct Arguments {
    pub(crate) document: LitStr,
    pub(crate) settings: Option<Settings>,
    pub(crate) root: Option<LitStr>,
}

/// Settings, by the file that has them or in place.
pub(crate) enum Settings {
    File(LitStr),
    InPlace(Ident, TokenStream),
}

impl Parse for Arguments {
    fn parse(input: ParseStream<'_>) -> Result<Self> {
        let mut arguments = Self { document: input.parse()?, settings: None, root: None };
        while !input.is_empty() {
            input.parse::<Token![,]>()?;
            if input.is_empty() {
                break;
            }
            let name: Ident = input.parse()?;
            input.parse::<Token![=]>()?;
            let twice = if name == "settings" {
                arguments.settings.replace(Settings::parse(&name, input)?).is_some()
            } else if name == "root" {
                arguments.root.replace(input.parse()?).is_some()
            } else {
                return Err(Error::new(name.span(), "this is neither `settings` nor `root`"));
            };
            if twice {
                return Err(Error::new(name.span(), "this is there twice; remove one"));
            }
        }
        Ok(arguments)
    }
}

impl Settings {
    fn parse(name: &Ident, input: ParseStream<'_>) -> Result<Self> {
        if !input.peek(token::Brace) {
            return input.parse().map(Self::File);
        }
        let members;
        braced!(members in input);
        Ok(Self::InPlace(name.clone(), members.parse()?))
    }
}
