//! Component schemas: their names, and their types.

use std::collections::BTreeMap;

use oas_source::text::quoted;
use serde_json::{Map, Value};

use super::{Lowering, Rule};
use crate::error::{Error, ErrorKind};
use crate::names::pascal;
use crate::pointer::Pointer;

impl<'d> Lowering<'d> {
    /// Component schemas first: their names are theirs before anything inline asks for one.
    pub(super) fn components(&mut self) -> Result<(), Error> {
        let at = Pointer::default().join("components").join("schemas");
        let schemas = match self.root.pointer(at.as_str()) {
            None => None,
            Some(schemas) => Some(schemas.as_object().ok_or_else(|| {
                Error::new(ErrorKind::Invalid, "`components.schemas` is not an object")
                    .at(at.as_str())
            })?),
        };
        let chosen = self.chosen_names(schemas, &at)?;
        let names = schemas.into_iter().flat_map(Map::keys);
        let mut names: Vec<&String> = names.collect();
        // A name that is chosen goes first, and then one that is Rust already: it is itself, whatever else there is.
        names.sort_by_key(|name| (!chosen.contains_key(name), pascal(name) != **name, *name));
        for name in &names {
            let name = *name;
            let own = pascal(name);
            let rust = match chosen.get(name) {
                Some(rust) => (*rust).clone(),
                None if own == *name && self.names.take_exactly(&own) => own,
                None => self.names.unique(&own, name),
            };
            if rust != **name {
                self.apply(Rule::RenamedSchema, &at.join(name));
            }
            self.component_names.insert(at.join(name).to_string(), rust);
        }
        names.sort_unstable();
        // All have their names, whatever is chosen, so that these are the same.
        let wanted = match self.chosen {
            Some(_) => self.wanted_schemas(),
            None => names.into_iter().map(|name| at.join(name)).collect(),
        };
        for at in self.in_order(wanted) {
            self.work.begin();
            self.schema_at(&at)?;
        }
        Ok(())
    }

    /// What `names` in the settings says of schemas, by the schema's name. Each is taken from here on.
    fn chosen_names(
        &mut self,
        schemas: Option<&'d Map<String, Value>>,
        at: &Pointer,
    ) -> Result<BTreeMap<&'d String, &'d String>, Error> {
        let settings = self.settings;
        let mut chosen = BTreeMap::new();
        for (key, rust) in settings.names.iter().filter(|(key, _)| key.starts_with('#')) {
            let error = |what: &str, advice: &str| {
                Err(Error::new(ErrorKind::Settings, format!("`names` has {}, {what}", quoted(key)))
                    .advise(advice.to_owned()))
            };
            let mut known = schemas.into_iter().flat_map(Map::keys);
            let Some(name) = known.find(|name| *key == format!("#{}", at.join(name))) else {
                return error(
                    "which no component schema is",
                    "remove the entry, or correct it: `#/components/schemas/NAME`",
                );
            };
            if pascal(rust) != *rust {
                return error(
                    &format!("but {} is no name for a type", quoted(rust)),
                    "write it as Rust writes types",
                );
            }
            if !self.names.take_exactly(rust) {
                return error(
                    &format!("but another entry has the name {} already", quoted(rust)),
                    "choose another",
                );
            }
            chosen.insert(name, rust);
        }
        Ok(chosen)
    }
}
