//! From the document to the model: each construct of OpenAPI 3.1 and JSON Schema 2020-12 becomes a form that Rust and
//! progenitor can take, by a named rule where the two differ.

mod all_of;
mod body;
mod choice;
mod circles;
mod components;
mod constraints;
mod contract;
mod derives;
mod entries;
mod enums;
mod events;
mod exact;
mod failure;
mod formats;
mod headers;
mod hint;
mod inheritance;
mod keywords;
mod lists;
mod media_type;
mod merge_patch;
mod multipart;
mod object;
mod one_of;
mod operation;
mod operation_names;
mod parameter;
mod patterns;
mod place;
mod recursion;
mod reference;
mod replaced;
mod resolve;
mod response;
mod rule;
mod scalar;
mod schema;
mod service;
mod split;
mod tags;
mod variant_names;
mod webhooks;
mod work;
mod xml;

use std::collections::{BTreeMap, BTreeSet};

use oas_source::pointer::escape;
use serde_json::Value;

pub(crate) use contract::{Alias, Target};
pub use entries::structure;
pub use operation_names::is_operation_name;
pub(crate) use resolve::target_of;
pub(crate) use rule::Rule;
pub use rule::{DECIMAL, RuleInfo, XML, rules};

use self::entries::Entries;
use self::hint::Hint;
use self::work::Work;
use crate::direction::Directions;
use crate::emit;
use crate::error::Error;
use crate::model::{Field, HeaderField, Item, Model, Shape, Type};
use crate::names::Scope;
use crate::pointer::Pointer;
use crate::report::{
    DocumentReport, Lossy, Misfit, OperationReport, Report, Status, Untyped, WebhookReport,
};
use crate::settings::Settings;

/// What lowering a document gives.
#[derive(Debug)]
pub(crate) struct Lowered {
    pub(crate) model: Model,
    pub(crate) aliases: Vec<Alias>,
    pub(crate) report: Report,
}

/// Lowers the whole document.
pub(crate) fn lower(root: &Value, settings: &Settings) -> Result<Lowered, Error> {
    let mut lowering = Lowering::new(root, settings);
    lowering.formats()?;
    lowering.replacements()?;
    lowering.info();
    lowering.service();
    lowering.choose()?;
    lowering.components()?;
    lowering.operations()?;
    lowering.server_variables();
    lowering.webhooks()?;
    lowering.merge_patches();
    lowering.merge_circles()?;
    recursion::insert_boxes(&mut lowering.model);
    tags::fill(&mut lowering.model);
    lowering.prune();
    lowering.split();
    lowering.derives();
    lowering.one_way();
    lowering.note_lossy();
    lowering.lists()?;
    let aliases = lowering.contract()?;
    Ok(lowering.finish(aliases))
}

/// A schema that has been met: what it became, or is becoming.
#[derive(Clone, Debug)]
enum Met {
    /// Being lowered, under this name; and whether it was met again meanwhile.
    InProgress {
        name: String,
        nullable: bool,
        again: bool,
    },
    Done(Type),
}

/// The state of a lowering.
struct Lowering<'d> {
    root: &'d Value,
    settings: &'d Settings,
    model: Model,
    /// Names of types.
    names: Scope,
    /// Rust names of component schemas, by pointer.
    component_names: BTreeMap<String, String>,
    /// Schemas that were referred to, by pointer.
    met: BTreeMap<String, Met>,
    /// Levels of schema below the one that was begun with.
    depth: usize,
    /// Schemas that are begun and not done, over references too.
    begun: usize,
    work: Work,
    /// What each schema became, by its place.
    places: BTreeMap<String, Type>,
    /// The types of headers by what they have.
    header_types: BTreeMap<Vec<HeaderField>, String>,
    rules: BTreeMap<Rule, usize>,
    untyped: BTreeSet<Untyped>,
    lossy: BTreeSet<Lossy>,
    /// Which entry of `names` is of which operation.
    entries: Entries,
    /// Entries of the settings that do not fit, where they are no error.
    misfits: Vec<Misfit>,
    /// Operations that are left out.
    skipped: Vec<OperationReport>,
    /// The component schemas that build on one with a discriminator, by its pointer.
    heirs: BTreeMap<String, Vec<Pointer>>,
    /// Those of them that have been looked at.
    inherited: BTreeSet<String>,
    /// Where the operations stand that are to be made, where not all are.
    chosen: Option<BTreeSet<String>>,
    /// What stands in those.
    wanted: Vec<&'d Value>,
    /// The schemas that have a form in XML, by pointer: where in the model's list it is.
    xml_shapes: BTreeMap<String, usize>,
    /// The crates whose types are used, and what a manifest says of each.
    crates: BTreeMap<String, String>,
    /// The names of the enums of inline schemas, by their values, where several places share one.
    shared_enums: BTreeMap<String, String>,
}

impl<'d> Lowering<'d> {
    fn new(root: &'d Value, settings: &'d Settings) -> Self {
        Self {
            root,
            settings,
            model: Model::default(),
            names: Scope::default(),
            component_names: BTreeMap::new(),
            met: BTreeMap::new(),
            depth: 0,
            begun: 0,
            work: Work::of(root),
            places: BTreeMap::new(),
            header_types: BTreeMap::new(),
            rules: BTreeMap::new(),
            untyped: BTreeSet::new(),
            lossy: BTreeSet::new(),
            entries: Entries::default(),
            misfits: Vec::new(),
            skipped: Vec::new(),
            heirs: inheritance::heirs(root),
            inherited: BTreeSet::new(),
            chosen: None,
            wanted: Vec::new(),
            xml_shapes: BTreeMap::new(),
            crates: BTreeMap::new(),
            shared_enums: BTreeMap::new(),
        }
    }

    fn info(&mut self) {
        let text = |pointer: &str| {
            self.root.pointer(pointer).and_then(Value::as_str).unwrap_or_default().to_owned()
        };
        (self.model.title, self.model.description, self.model.version) =
            (text("/info/title"), text("/info/description"), text("/info/version"));
    }

    /// Counts the application of a rule.
    fn apply(&mut self, rule: Rule, at: &Pointer) {
        *self.rules.entry(rule).or_default() += 1;
        if rule.is_lossy() {
            self.lossy.insert(Lossy { pointer: at.to_string(), rule: rule.name().to_owned() });
        }
    }

    /// Notes members that are required one way and travel both: they are optional.
    fn one_way(&mut self) {
        let directions = Directions::of(&self.model);
        let mut places = Vec::new();
        for (name, item) in &self.model.items {
            let Shape::Struct(shape) = &item.shape else { continue };
            let both = directions.request.contains(name) && directions.response.contains(name);
            let one_way = |field: &&Field| field.required && (field.read_only || field.write_only);
            for field in shape.fields.iter().filter(one_way).filter(|_| both) {
                places.push(format!("{}/properties/{}", item.pointer, escape(&field.name)));
            }
        }
        for at in places.iter().filter_map(|at| Pointer::parse(at)) {
            self.apply(Rule::RequiredOneWay, &at);
        }
    }

    /// The type of anything, with the reason why it is not known better.
    fn untyped(&mut self, at: &Pointer, reason: &str) -> Type {
        self.untyped.insert(Untyped { pointer: at.to_string(), reason: reason.to_owned() });
        Type::Any
    }

    /// Adds an item under the hinted name.
    fn item(
        &mut self,
        hint: &Hint,
        at: &Pointer,
        schema: &serde_json::Map<String, Value>,
        shape: Shape,
    ) -> Type {
        let name = self.claim(hint, at);
        self.insert(name, at, schema, shape)
    }

    /// Reserves the hinted name for an item that is being built.
    fn claim(&mut self, hint: &Hint, at: &Pointer) -> String {
        match hint {
            Hint::Reserved(name) => name.clone(),
            Hint::Inline(name) => self.names.unique(name, &at.whatever_success()),
        }
    }

    fn insert(
        &mut self,
        name: String,
        at: &Pointer,
        schema: &serde_json::Map<String, Value>,
        shape: Shape,
    ) -> Type {
        let description =
            schema.get("description").and_then(Value::as_str).unwrap_or_default().to_owned();
        let deprecated = schema.get("deprecated").and_then(Value::as_bool).unwrap_or_default();
        self.model
            .items
            .insert(name.clone(), Item { pointer: at.to_string(), description, deprecated, shape });
        Type::Named(name)
    }

    fn finish(self, aliases: Vec<Alias>) -> Lowered {
        drop(self.met);
        let mut operations: Vec<OperationReport> = self
            .model
            .operations
            .iter()
            .filter(|operation| !operation.variant)
            .map(|operation| {
                operation_report(operation, self.entries.entry(&operation.key()).cloned())
            })
            .collect();
        operations.extend(self.skipped);
        operations.sort_by(|left, right| left.path.cmp(&right.path));
        let type_of =
            |pointer: &String, name: &String| (format!("#{pointer}"), format!("types::{name}"));
        let report = Report {
            document: DocumentReport {
                openapi: self
                    .root
                    .get("openapi")
                    .and_then(Value::as_str)
                    .unwrap_or_default()
                    .to_owned(),
                title: self.model.title.clone(),
                operations: operations.len(),
                schemas: self.component_names.len(),
            },
            operations,
            webhooks: self.model.webhooks.iter().map(webhook_report).collect(),
            types: self
                .component_names
                .iter()
                .map(|(pointer, name)| type_of(pointer, name))
                .collect(),
            places: self
                .places
                .into_iter()
                .map(|(pointer, ty)| (pointer, emit::tokens(&ty, emit::Scope::Sibling).to_string()))
                .collect(),
            items: origins(&self.model),
            untyped: self.untyped.into_iter().collect(),
            rules: self
                .rules
                .iter()
                .map(|(rule, count)| (rule.name().to_owned(), *count))
                .collect(),
            lossy: self.lossy.into_iter().collect(),
            words: words(&self.model, &aliases),
            misfits: self.misfits,
            crates: self.crates,
            faults: Vec::new(),
            overlays: Vec::new(),
        };
        Lowered { model: self.model, aliases, report }
    }
}

fn webhook_report(webhooks: &crate::model::Webhook) -> WebhookReport {
    WebhookReport {
        method: webhooks.method.clone(),
        to: webhooks.to.clone(),
        pointer: webhooks.pointer.clone(),
        rust: webhooks.ty.as_ref().map(|_| format!("webhooks::{}", webhooks.ident)),
    }
}

/// Where the settings have several words: those that the document has.
fn words(model: &Model, aliases: &[Alias]) -> BTreeMap<String, Vec<String>> {
    let paged = model.operations.iter().filter_map(|operation| {
        let ident = operation.paged.as_ref()?.ident()?;
        let name = &operation.parameters.iter().find(|parameter| parameter.ident == ident)?.name;
        Some((format!("{} paging", operation.key()), vec![name.clone()]))
    });
    let aliases = aliases.iter().filter_map(|alias| match &alias.target {
        Target::Type(_) => None,
        Target::Words(words) => {
            Some((format!("{} {}", alias.operation, alias.name), words.clone()))
        }
    });
    paged.chain(aliases).collect()
}

/// The pointer of every type and every builder, by its path in the generated module.
fn origins(model: &Model) -> BTreeMap<String, String> {
    let types =
        model.items.iter().map(|(name, item)| (format!("types::{name}"), item.pointer.clone()));
    let builders = model
        .operations
        .iter()
        .map(|operation| (format!("builder::{}", operation.builder()), operation.pointer.clone()));
    types.chain(builders).collect()
}

fn operation_report(operation: &crate::model::Operation, named: Option<String>) -> OperationReport {
    OperationReport {
        method: operation.method.clone(),
        path: operation.path.clone(),
        operation_id: operation.operation_id.clone(),
        rust: operation.ident.clone(),
        named,
        status: if operation.degraded.is_empty() { Status::Exact } else { Status::Degraded },
        reasons: operation.degraded.iter().cloned().collect(),
        paged: operation.list.as_ref().map(ToString::to_string),
    }
}
