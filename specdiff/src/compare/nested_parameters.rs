//! Parameters `f[a]`, `f[b]` and one parameter `f` of style `deepObject`: two spellings of the same query.

use oas_source::Node;

use super::Compare;
use super::parameters::{Listed, flag, required};
use super::schema::Slot;
use crate::class::{Direction, Rust, Wire};
use crate::rules::parameters as rules;

impl<'d> Compare<'d, '_> {
    /// Takes out what one side writes as an object and the other with brackets, and compares it member by member.
    pub(super) fn nested_parameters(
        &mut self,
        gone: &mut Vec<Listed<'d>>,
        come: &mut Vec<Listed<'d>>,
        direction: Direction,
    ) {
        self.nest(gone, come, true, direction);
        self.nest(come, gone, false, direction);
    }

    /// `flat` has the parameters with brackets; they are the older ones where `flat_is_old`.
    fn nest(
        &mut self,
        flat: &mut Vec<Listed<'d>>,
        objects: &mut Vec<Listed<'d>>,
        flat_is_old: bool,
        direction: Direction,
    ) {
        objects.retain(|object| {
            if object.text("in") != "query" || object.text("style") != "deepObject" {
                return true;
            }
            let side = if flat_is_old { self.new } else { self.old };
            let schema = object.node.get("schema").and_then(|schema| side.follow(schema));
            let properties = schema.and_then(|schema| schema.get("properties"));
            let member = |listed: &Listed<'d>| {
                let name = listed.text("name").strip_prefix(object.text("name"))?;
                let name = name.strip_prefix('[')?.strip_suffix(']')?;
                let found = properties.and_then(|properties| properties.get(name))?;
                (listed.text("in") == "query").then_some((name, found))
            };
            let members: Vec<(Listed<'d>, &'d str, Node<'d>)> = flat
                .iter()
                .filter_map(|listed| member(listed).map(|(name, found)| (*listed, name, found)))
                .collect();
            let Some((first, ..)) = members.first() else {
                return true;
            };
            self.nested(*first, *object, flat_is_old, direction);
            for (listed, name, property) in &members {
                self.member(
                    listed.node,
                    (*object, schema, name, *property),
                    flat_is_old,
                    direction,
                );
            }
            let told: Vec<&str> = members.iter().map(|(_, name, _)| *name).collect();
            self.other_members((*object, properties), &told, flat_is_old, direction);
            flat.retain(|listed| member(listed).is_none());
            false
        });
    }

    fn nested(
        &mut self,
        first: Listed<'d>,
        object: Listed<'d>,
        flat_is_old: bool,
        direction: Direction,
    ) {
        let name = object.text("name");
        let (places, message) = if flat_is_old {
            let message = format!("parameters `{name}[…]` became one object `{name}`");
            ((first.site, object.site), message)
        } else {
            let message = format!("object `{name}` became parameters `{name}[…]`");
            ((object.site, first.site), message)
        };
        self.emit_either(
            (&rules::PARAMETERS_NESTED, Some(Rust::Major)),
            Wire::Safe,
            direction,
            (Some(places.0), Some(places.1)),
            message,
        );
    }

    /// One member, which is a parameter on one side and a property on the other.
    fn member(
        &mut self,
        flat: Node<'d>,
        (object, schema, name, property): (Listed<'d>, Option<Node<'d>>, &str, Node<'d>),
        flat_is_old: bool,
        direction: Direction,
    ) {
        let written = flat.get("schema");
        let (a, b) =
            if flat_is_old { (written, Some(property)) } else { (Some(property), written) };
        let list = |node: Option<Node<'d>>| node.into_iter().collect::<Vec<_>>();
        let around = if flat_is_old { (flat, property) } else { (property, flat) };
        self.schema_at(&list(a), &list(b), direction, Slot::Parameter, around);
        let names = schema.and_then(|schema| schema.get("required"));
        let inner = names.into_iter().flat_map(Node::items).any(|item| item.as_str() == Some(name));
        let nested = required(object.node) && inner;
        let (was, is) = if flat_is_old {
            (flag(flat, "required"), nested)
        } else {
            (nested, flag(flat, "required"))
        };
        let (rule, received, word) = match (was, is) {
            (false, true) => (&rules::PARAMETER_BECAME_REQUIRED, Wire::Safe, "required"),
            (true, false) => (&rules::PARAMETER_BECAME_OPTIONAL, Wire::Breaking, "optional"),
            _ => return,
        };
        let message = format!("parameter `{}[{name}]` became {word}", object.text("name"));
        let places = (Some(around.0), Some(around.1));
        self.emit_either((rule, None), received, direction, places, message);
    }

    /// Members of the object that the other side has no parameter for.
    fn other_members(
        &mut self,
        (object, properties): (Listed<'d>, Option<Node<'d>>),
        told: &[&str],
        flat_is_old: bool,
        direction: Direction,
    ) {
        let members = properties.into_iter().flat_map(Node::entries);
        for (name, property) in members.filter(|(name, _)| !told.contains(name)) {
            let full = format!("{}[{name}]", object.text("name"));
            let (rule, received, places, word) = if flat_is_old {
                let places = (None, Some(property));
                (&rules::PARAMETER_ADDED_OPTIONAL, Wire::Safe, places, "added")
            } else {
                (&rules::PARAMETER_REMOVED, Wire::Risky, (Some(property), None), "removed")
            };
            let message = format!("query parameter `{full}` {word}");
            self.emit_either((rule, None), received, direction, places, message);
        }
    }
}
