//! The client and its builders: progenitor's, changed by the passes, a few operations at a time.

use proc_macro2::TokenStream;
use quote::quote;
use syn::{ImplItem, Item, ItemImpl, ItemMod};

use crate::error::Error;
use crate::model::{Model, Operation};
use crate::text::{self, Text};
use crate::{emit, passes, skeleton};

/// How many operations progenitor is given at once. All that it writes for them is in memory as tokens and as a tree.
const AT_ONCE: usize = 4;

/// Writes the client and the module `builder`.
pub(crate) fn write(text: &mut Text, model: &Model) -> Result<(), Error> {
    text.push_tokens(client(model))?;
    let operations: Vec<&Operation> = model.operations.iter().collect();
    // Without operations there is a client all the same.
    let none = operations.is_empty().then_some(&[][..]);
    let mut client = Client::default();
    for some in operations.chunks(AT_ONCE).chain(none) {
        let mut file = text::parse(skeleton::generate(some)?)?;
        passes::apply(&mut file, some)?;
        client.add(file.items);
    }
    text.push_block(client.methods_head, &client.methods);
    text.push_block(client.builders_head, &client.builders);
    Ok(())
}

/// The client without its operations.
fn client(model: &Model) -> TokenStream {
    let mut docs = "The client: one method an operation.".to_owned();
    for part in [&model.title, &model.description] {
        let part = emit::plain(part);
        if !part.is_empty() {
            docs.push_str(&format!("\n\n{part}"));
        }
    }
    let docs = emit::attribute(&docs);
    quote! {
        /// What the client runs on: the part of the crate `oas-runtime` that generated code calls.
        pub use ::oas_runtime::generated as support;
        #[allow(unused_imports)]
        pub use ::oas_runtime::{ByteStream, Error, Response};

        const _: () = support::check(1);

        #docs
        #[derive(Clone, Debug)]
        // A document may have no operations.
        #[allow(dead_code)]
        pub struct Client {
            baseurl: ::std::string::String,
            client: ::reqwest::Client,
            runtime: support::Client,
        }

        impl Client {
            /// A client of the service at this base URL, with the runtime's default settings.
            ///
            /// # Errors
            ///
            /// The base URL cannot be used, or the HTTP client cannot be set up.
            pub fn new(base_url: &str) -> support::Result<Self> {
                support::Client::builder(base_url).build().map(Self::with_runtime)
            }

            /// A client with a runtime that was set up before: credential, retries, timeouts, transport.
            pub fn with_runtime(runtime: support::Client) -> Self {
                let baseurl = ::std::string::String::from(runtime.base_url());
                Self { baseurl, client: runtime.http().clone(), runtime }
            }

            /// What the calls of this client go through.
            pub fn runtime(&self) -> &support::Client {
                &self.runtime
            }
        }
    }
}

/// What progenitor wrote, put together again.
#[derive(Default)]
struct Client {
    methods_head: Vec<Item>,
    methods: Text,
    builders_head: Vec<Item>,
    builders: Text,
}

impl Client {
    fn add(&mut self, items: Vec<Item>) {
        let first = self.builders_head.is_empty();
        for item in items {
            match item {
                Item::Impl(mut block) if has_methods(&block) => {
                    self.methods.push_in_impl(std::mem::take(&mut block.items));
                    self.methods_head = vec![Item::Impl(block)];
                }
                Item::Mod(mut module) if module.ident == "builder" => {
                    let mut items = content(&mut module);
                    items.retain(|item| first || !matches!(item, Item::Use(_)));
                    self.builders.push_in_module(items);
                    self.builders_head = vec![Item::Mod(module)];
                }
                // The client itself is not progenitor's.
                _ => {}
            }
        }
    }
}

fn content(module: &mut ItemMod) -> Vec<Item> {
    let content = module.content.as_mut();
    content.map_or_else(Vec::new, |(_, items)| std::mem::take(items))
}

/// Whether this is the block with a method for each operation, and not the one with the constructors.
fn has_methods(block: &ItemImpl) -> bool {
    block.trait_.is_none()
        && !block.items.iter().any(
            |item| matches!(item, ImplItem::Fn(function) if function.sig.ident == "new_with_client"),
        )
}
