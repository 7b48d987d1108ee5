//! Webhooks and callbacks: what the server sends of its own accord. A client does not call them; whoever receives them
//! needs the types of their bodies.

use oas_source::METHODS;
use oas_source::media_type::is_json;
use serde_json::{Map, Value};

use super::xml::{Way, is_xml};
use super::{Hint, Lowering, Rule};
use crate::error::{Error, ErrorKind};
use crate::model::{Type, Webhook};
use crate::names::{Scope, pascal};
use crate::pointer::Pointer;

impl<'d> Lowering<'d> {
    /// Everything under `webhooks`, and under the `callbacks` of operations and components.
    pub(super) fn webhooks(&mut self) -> Result<(), Error> {
        let mut scope = Scope::default();
        let webhooks = Pointer::default().join("webhooks");
        for (name, item) in members(self.root, &webhooks)? {
            self.webhook_item(name, name, item, &webhooks.join(name), &mut scope)?;
        }
        // Those that no chosen operation refers to are nobody's.
        let components = Pointer::default().join("components").join("callbacks");
        let mut holders = Vec::from_iter(self.chosen.is_none().then_some(components));
        let paths = Pointer::default().join("paths");
        for (path, item) in members(self.root, &paths)? {
            if path.starts_with("x-") {
                continue;
            }
            // One that leads nowhere was skipped before.
            let Ok((item, at)) = self.follow(item, &paths.join(path)) else { continue };
            let chosen = super::place::operations(item, &at).into_iter();
            let chosen = chosen.filter(|(_, _, at)| self.is_chosen(at));
            holders.extend(chosen.map(|(_, _, at)| at.join("callbacks")));
        }
        let mut seen = std::collections::BTreeSet::new();
        for at in holders {
            for (name, callback) in members(self.root, &at)? {
                // A callback of the components is there once, however many operations refer to it.
                let found = self.follow(callback, &at.join(name));
                let Some((callback, at)) = self.if_found(found, &at.join(name))? else { continue };
                if !seen.insert(at.clone()) {
                    continue;
                }
                let mut expressions: Vec<(&String, &Value)> = callback.iter().collect();
                expressions.sort_unstable_by_key(|(expression, _)| *expression);
                for (expression, item) in expressions {
                    if !expression.starts_with("x-") {
                        let at = at.join(expression);
                        self.webhook_item(name, expression, item, &at, &mut scope)?;
                    }
                }
            }
        }
        Ok(())
    }

    /// Each method of a path item that the server calls.
    fn webhook_item(
        &mut self,
        name: &str,
        to: &str,
        item: &'d Value,
        at: &Pointer,
        scope: &mut Scope,
    ) -> Result<(), Error> {
        let found = self.follow(item, at);
        let Some((item, at)) = self.if_found(found, at)? else { return Ok(()) };
        let methods: Vec<&str> =
            METHODS.into_iter().filter(|method| item.contains_key(*method)).collect();
        for method in &methods {
            self.work.begin();
            let item_at = &at;
            let at = at.join(method);
            if at.as_str().starts_with("/webhooks/") && !self.is_chosen(&at) {
                continue;
            }
            let (operation, at) = self.follow(&item[*method], &at)?;
            let name = match methods.len() {
                1 => pascal(name),
                _ => pascal(&format!("{name} {method}")),
            };
            let ident = scope.unique(&name, at.as_str());
            let text = |key: &str| operation.get(key).and_then(Value::as_str).unwrap_or_default();
            for (holder, at) in [(item, item_at), (operation, &at)] {
                let parameters = holder.get("parameters").and_then(Value::as_array);
                if parameters.is_some_and(|parameters| !parameters.is_empty()) {
                    self.apply(Rule::WebhookParameters, &at.join("parameters"));
                }
            }
            let (ty, xml) = match operation.get("requestBody") {
                None => (None, None),
                Some(body) => {
                    let hint = Hint::Inline(format!("{ident}Payload"));
                    let found = self
                        .follow(body, &at.join("requestBody"))
                        .and_then(|(body, at)| self.webhook_body(body, &at, &hint));
                    self.if_found(found, &at)?.unwrap_or_default()
                }
            };
            self.model.webhooks.push(Webhook {
                ident,
                method: method.to_ascii_uppercase(),
                to: to.to_owned(),
                pointer: at.to_string(),
                summary: text("summary").to_owned(),
                description: text("description").to_owned(),
                ty,
                xml,
            });
        }
        Ok(())
    }

    /// The type of a body's JSON, or else of its XML, and the element of XML that has the same schema.
    fn webhook_body(
        &mut self,
        body: &'d Map<String, Value>,
        at: &Pointer,
        hint: &Hint,
    ) -> Result<(Option<Type>, Option<usize>), Error> {
        let at = at.join("content");
        let content = body.get("content").and_then(Value::as_object);
        let mut media_types: Vec<&String> = content.into_iter().flat_map(Map::keys).collect();
        media_types.sort_by_key(|name| (*name != "application/json", name.as_str()));
        let json = media_types.iter().find(|name| is_json(name));
        let json = match json {
            None => None,
            Some(name) => Some(self.follow(&body["content"][*name], &at.join(name))?),
        };
        let mut root = None;
        if let Some(name) = media_types.iter().find(|name| is_xml(name)) {
            let (described, at) = self.follow(&body["content"][*name], &at.join(name))?;
            let other = json.as_ref().and_then(|(json, _)| json.get("schema"));
            if let Some(schema) =
                described.get("schema").filter(|own| other.is_none_or(|it| it == *own))
            {
                let at = at.join("schema");
                match self.xml_root(schema, &at, Way::Read) {
                    Ok(found) if json.is_none() => {
                        return Ok((Some(self.shared(schema, &at, hint)?), Some(found)));
                    }
                    Ok(found) => root = Some(found),
                    Err(why) => {
                        self.untyped(&at, &why);
                    }
                }
            }
        }
        let Some((described, at)) = json else { return Ok((None, None)) };
        let ty = match described.get("schema") {
            Some(schema) => self.shared(schema, &at.join("schema"), hint)?,
            None => self.untyped(&at, "the body has no schema"),
        };
        Ok((Some(ty), root))
    }
}

/// The members of the object at a place, in the order of their names; none where nothing is there.
fn members<'d>(root: &'d Value, at: &Pointer) -> Result<Vec<(&'d String, &'d Value)>, Error> {
    match root.pointer(at.as_str()) {
        None => Ok(Vec::new()),
        Some(Value::Object(members)) => {
            let mut members: Vec<(&String, &Value)> = members.iter().collect();
            members.sort_unstable_by_key(|(name, _)| *name);
            Ok(members)
        }
        Some(_) => {
            Err(Error::new(ErrorKind::Invalid, "an object was expected here").at(at.as_str()))
        }
    }
}
