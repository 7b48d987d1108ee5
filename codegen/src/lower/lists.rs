//! Lists that come in pages, as the settings describe them.

use oas_source::pointer::unescape;
use oas_source::text::quoted;

use super::Lowering;
use crate::error::{Error, ErrorKind};
use crate::model::{List, Location, Operation, Shape, Success, Type};
use crate::settings::{self, ListBy};

/// How many names of one type are followed.
const MOST_ALIASES: usize = 64;

impl Lowering<'_> {
    /// Binds each operation to the first entry that fits.
    pub(super) fn lists(&mut self) -> Result<(), Error> {
        let settings = self.settings;
        let mut bound = Vec::new();
        for operation in &self.model.operations {
            let key = operation.key();
            let named = |list: &&settings::List| list.operation.as_ref() == Some(&key);
            let list = match settings.lists.iter().find(named) {
                // A variant may give something else.
                Some(list) if !operation.variant => Some(
                    self.list(operation, list, true)
                        .map_err(|lacking| refused(&key, &format!("it has no {lacking}")))?,
                ),
                Some(list) => self.list(operation, list, true).ok(),
                None => settings
                    .lists
                    .iter()
                    .filter(|list| list.operation.is_none())
                    .find_map(|list| self.list(operation, list, false).ok()),
            };
            bound.push(list);
        }
        for list in &settings.lists {
            match &list.operation {
                // One that is not chosen is none of this client's.
                Some(key)
                    if self.chosen.is_none()
                        && !self.model.operations.iter().any(|one| one.key() == *key) =>
                {
                    return Err(refused(key, "no operation is that"));
                }
                None if matches!(list.by, ListBy::CursorHeader | ListBy::Link) => {
                    let message = "an entry of `lists` that goes by a header has no `operation`: a document cannot tell whom it fits";
                    return Err(Error::new(ErrorKind::Settings, message));
                }
                _ => {}
            }
        }
        for (operation, list) in self.model.operations.iter_mut().zip(bound) {
            operation.list = list;
        }
        Ok(())
    }

    /// How an operation is paged by an entry, or what it lacks. Where the entry names it, what has no type is taken to be as the entry says.
    fn list(
        &self,
        operation: &Operation,
        list: &settings::List,
        named: bool,
    ) -> Result<List, String> {
        let Success::Json(success) = &operation.success else {
            return Err("success that is JSON".to_owned());
        };
        if !matches!(operation.method.as_str(), "GET" | "QUERY") {
            return Err("method that can be repeated".to_owned());
        }
        let (items, item) = list
            .items
            .iter()
            .find_map(|at| match self.at(success, at, named)? {
                Type::List(item) => Some((at.clone(), *item)),
                Type::Any if named => Some((at.clone(), Type::Any)),
                _ => None,
            })
            .ok_or_else(|| format!("list at {}", list.items.join(" or ")))?;
        let query = |name: &&String| {
            let mut parameters = operation.parameters.iter();
            parameters.any(|one| one.location == Location::Query && one.name == **name)
        };
        let parameter = match list.by {
            ListBy::Url | ListBy::Link => None,
            _ => Some(
                list.parameter
                    .iter()
                    .find(query)
                    .ok_or_else(|| format!("query parameter {}", list.parameter.join(" or ")))?,
            ),
        };
        let there = |at: &&String| self.at(success, at, named).is_some();
        let next = match list.by {
            ListBy::Number | ListBy::Offset | ListBy::Link => None,
            ListBy::CursorHeader => {
                Some(list.next.first().ok_or("header that `next` of the settings names")?)
            }
            ListBy::Cursor | ListBy::Url => Some(
                list.next
                    .iter()
                    .find(there)
                    .ok_or_else(|| format!("member at {}", list.next.join(" or ")))?,
            ),
        };
        Ok(List {
            may_lack: self.may_lack(success, &items),
            by: list.by,
            parameter: parameter.cloned().unwrap_or_default(),
            next: next.cloned().unwrap_or_default(),
            first: list.first,
            items,
            more: list.more.iter().find(there).cloned(),
            item,
        })
    }

    /// The type at a place in a value, without null. Every place of an untyped value is one, where that is wanted.
    fn at(&self, ty: &Type, pointer: &str, untyped: bool) -> Option<Type> {
        let mut ty = self.followed(ty)?;
        if pointer.is_empty() {
            return Some(ty.clone());
        }
        for name in pointer.strip_prefix('/')?.split('/') {
            let name = unescape(name);
            ty = match ty {
                Type::Any if untyped => ty,
                Type::Named(item) => match &self.model.items.get(item)?.shape {
                    Shape::Struct(shape) => {
                        let field = shape.fields.iter().find(|field| field.name == name)?;
                        self.followed(&field.ty)?
                    }
                    _ => return None,
                },
                _ => return None,
            };
        }
        Some(ty.clone())
    }

    /// Whether a member on the way to a place in a value may be left out.
    fn may_lack(&self, ty: &Type, pointer: &str) -> bool {
        let Some((parent, name)) = pointer.rsplit_once('/') else { return false };
        let Some(Type::Named(item)) = self.at(ty, parent, false) else { return false };
        let Some(Shape::Struct(shape)) = self.model.items.get(&item).map(|item| &item.shape) else {
            return false;
        };
        let name = unescape(name);
        shape.fields.iter().any(|field| field.name == name && !field.required)
            || self.may_lack(ty, parent)
    }

    /// What a type is under its other names.
    fn followed<'t>(&'t self, mut ty: &'t Type) -> Option<&'t Type> {
        for _ in 0..MOST_ALIASES {
            ty = match ty {
                Type::Nullable(inner) => inner,
                Type::Named(name) => match &self.model.items.get(name)?.shape {
                    Shape::Alias(target) => target,
                    _ => return Some(ty),
                },
                _ => return Some(ty),
            };
        }
        None
    }
}

fn refused(key: &str, why: &str) -> Error {
    Error::new(ErrorKind::Settings, format!("`lists` has {}, and {why}", quoted(key)))
        .advise("remove the entry, or correct it")
}
