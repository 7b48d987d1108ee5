//! The source as it grows. It is formatted item by item: a syntax tree takes many times the memory of its text, so that
//! there is never more than one item, or what progenitor writes for a few operations, as a tree.

use proc_macro2::TokenStream;
use syn::{File, ImplItem, Item, ItemImpl, ItemMod};

use crate::error::{Error, ErrorKind};

/// A module whose items are made one after the other.
pub(crate) struct Module<'m> {
    /// The module with its comments and attributes, and nothing in it.
    pub(crate) head: TokenStream,
    pub(crate) items: Box<dyn Iterator<Item = TokenStream> + 'm>,
}

/// Formatted source.
#[derive(Default)]
pub(crate) struct Text(String);

impl Text {
    pub(crate) fn new(header: &str) -> Self {
        Self(header.to_owned())
    }

    pub(crate) fn into_string(self) -> String {
        self.0
    }

    /// Appends items.
    pub(crate) fn push(&mut self, items: Vec<Item>) {
        self.0.push_str(&formatted(items));
    }

    /// Appends items.
    pub(crate) fn push_tokens(&mut self, tokens: TokenStream) -> Result<(), Error> {
        self.push(parse(tokens)?.items);
        Ok(())
    }

    /// Appends source that is formatted already.
    pub(crate) fn push_verbatim(&mut self, source: &str) {
        self.0.push_str(source);
    }

    /// Appends a module.
    pub(crate) fn push_module(&mut self, module: Module<'_>) -> Result<(), Error> {
        self.open(parse(module.head)?.items);
        for tokens in module.items {
            self.push_in_module(parse(tokens)?.items);
        }
        self.close();
        Ok(())
    }

    /// Appends an item that ends with empty braces, with what is inside them.
    pub(crate) fn push_block(&mut self, head: Vec<Item>, inside: &Text) {
        self.open(head);
        self.0.push_str(&inside.0);
        self.close();
    }

    /// Appends an item that ends with empty braces, up to what comes between them.
    fn open(&mut self, head: Vec<Item>) {
        let head = formatted(head);
        self.0.push_str(head.strip_suffix("}\n").unwrap_or(&head));
        self.0.push('\n');
    }

    fn close(&mut self) {
        if self.0.ends_with("{\n") {
            self.0.pop();
        }
        self.0.push_str("}\n");
    }

    /// Appends items as they look inside a module.
    pub(crate) fn push_in_module(&mut self, items: Vec<Item>) {
        let mut module: ItemMod = syn::parse_quote!(
            mod module {}
        );
        if let Some((_, content)) = &mut module.content {
            *content = items;
        }
        self.0.push_str(between_braces(&formatted(vec![Item::Mod(module)])));
    }

    /// Appends items as they look inside an `impl`.
    pub(crate) fn push_in_impl(&mut self, items: Vec<ImplItem>) {
        let mut block: ItemImpl = syn::parse_quote!(impl Client {});
        block.items = items;
        self.0.push_str(between_braces(&formatted(vec![Item::Impl(block)])));
    }
}

/// The lines between the first and the last.
fn between_braces(text: &str) -> &str {
    let inside = text.split_once('\n').map_or("", |(_, inside)| inside);
    inside.strip_suffix("}\n").unwrap_or(inside)
}

fn formatted(items: Vec<Item>) -> String {
    prettyplease::unparse(&File { shebang: None, frontmatter: None, attrs: Vec::new(), items })
}

/// The items that tokens are.
pub(crate) fn parse(tokens: TokenStream) -> Result<File, Error> {
    syn::parse2(tokens).map_err(|error| {
        Error::new(ErrorKind::Generator, format!("the generated code does not parse: {error}"))
            .advise("please report this, it is a bug of oas-codegen")
    })
}
