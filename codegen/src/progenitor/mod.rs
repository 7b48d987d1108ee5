//! All that knows progenitor, 0.15.1.
//!
//! It is given the operations as OpenAPI 3.0 ([`describe`]), a few at a time. What is taken of what it writes are the methods of the client, and
//! the builders with their setters ([`builders`]). How a request is made of a builder is in `emit::operations`; its client, its hooks, its errors
//! and its types are not taken.

mod builders;
mod describe;

use syn::{ImplItem, Item, ItemImpl, ItemMod};

use crate::error::Error;
use crate::model::{Model, Operation};
use crate::text::{self, Text};

/// How many operations progenitor is given at once. All that it writes for them is in memory as tokens and as a tree.
const AT_ONCE: usize = 4;

/// Writes the client's methods and the module `builder`.
pub(crate) fn write(text: &mut Text, model: &Model) -> Result<(), Error> {
    let operations: Vec<&Operation> = model.operations.iter().collect();
    // Without operations there is a client all the same.
    let none = operations.is_empty().then_some(&[][..]);
    let mut client = Client::default();
    for some in operations.chunks(AT_ONCE).chain(none) {
        let mut file = text::parse(describe::generate(some)?)?;
        builders::apply(&mut file, some)?;
        client.add(file.items);
    }
    text.push_block(client.methods_head, &client.methods);
    text.push_block(client.builders_head, &client.builders);
    Ok(())
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
