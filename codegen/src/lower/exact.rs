//! Which operations are exact: those of whose request, success, errors and servers everything is in the types.

use std::collections::{BTreeMap, BTreeSet};

use oas_source::pointer::escape;
use serde_json::Value;

use super::schema::mapped;
use super::{Lowering, Rule};

/// What refers to each place: pointers of the objects that do.
type Referrers = BTreeMap<String, Vec<String>>;

impl Lowering<'_> {
    /// Notes, on each operation, what the types that it sends or reads do not express: each rule once, with the first of
    /// its places. From each place the walk goes up and back over references, by each rule once over the whole document.
    pub(super) fn note_lossy(&mut self) {
        // A member that may be left out is still there in both directions.
        let presence = Rule::RequiredOneWay.name();
        let lossy: Vec<_> = self.lossy.iter().filter(|lossy| lossy.rule != presence).collect();
        if lossy.is_empty() {
            return;
        }
        let (referrers, operations) = (self.referrers(), self.operations_by_place());
        let mut visited: BTreeSet<(&str, &str)> = BTreeSet::new();
        let mut reasons: Vec<BTreeMap<&str, &str>> = Vec::new();
        reasons.resize(self.model.operations.len(), BTreeMap::new());
        for lossy in lossy {
            let mut waiting = vec![lossy.pointer.as_str()];
            while let Some(start) = waiting.pop() {
                for place in upwards(start) {
                    // What is sent to a callback is no part of the call.
                    let callback = place.strip_suffix("/callbacks");
                    if callback.is_some_and(|operation| operations.contains_key(operation))
                        || !visited.insert((&lossy.rule, place))
                    {
                        break;
                    }
                    for operation in operations.get(place).into_iter().flatten() {
                        reasons[*operation].entry(&lossy.rule).or_insert(&lossy.pointer);
                    }
                    waiting.extend(referrers.get(place).into_iter().flatten().map(String::as_str));
                }
            }
        }
        for (operation, reasons) in self.model.operations.iter_mut().zip(reasons) {
            let reasons = reasons.into_iter();
            operation.degraded.extend(
                reasons.map(|(rule, at)| format!("not all of it is typed: {rule} at {at}")),
            );
        }
    }

    /// Operations by the places that describe them: their own, what they share with others of the path, and the servers of
    /// the document.
    fn operations_by_place(&self) -> BTreeMap<String, Vec<usize>> {
        let mut places: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        for (index, operation) in self.model.operations.iter().enumerate() {
            let at = operation.pointer.as_str();
            let item = at.rsplit_once('/').map_or("", |(item, _)| item);
            let item = item.strip_suffix("/additionalOperations").unwrap_or(item);
            let mut describe = |place: String| places.entry(place).or_default().push(index);
            describe(at.to_owned());
            describe(format!("{item}/parameters"));
            describe(format!("{item}/servers"));
            if operation.servers.is_empty() {
                describe("/servers".to_owned());
            }
        }
        places
    }

    /// By references, by the mappings of discriminators, and by inheritance.
    fn referrers(&self) -> Referrers {
        let mut found = Referrers::new();
        self.collect_referrers(self.root, &mut String::new(), &mut found);
        for (base, heirs) in &self.heirs {
            for heir in heirs {
                found.entry(heir.to_string()).or_default().push(base.clone());
            }
        }
        found
    }

    fn collect_referrers(&self, value: &Value, at: &mut String, found: &mut Referrers) {
        let length = at.len();
        match value {
            Value::Object(members) => {
                let mapping = value.pointer("/discriminator/mapping").and_then(Value::as_object);
                let named = mapping.into_iter().flatten().filter_map(|(_, to)| to.as_str());
                let reference = members.get("$ref").and_then(Value::as_str).map(str::to_owned);
                for target in reference.into_iter().chain(named.map(mapped)) {
                    if let Some(target) = self.target_of(&target) {
                        found.entry(target.to_string()).or_default().push(at.clone());
                    }
                }
                for (key, member) in members {
                    at.push('/');
                    at.push_str(&escape(key));
                    self.collect_referrers(member, at, found);
                    at.truncate(length);
                }
            }
            Value::Array(elements) => {
                for (index, element) in elements.iter().enumerate() {
                    at.push_str(&format!("/{index}"));
                    self.collect_referrers(element, at, found);
                    at.truncate(length);
                }
            }
            _ => {}
        }
    }
}

/// A place, and each that it stands in but the document itself.
fn upwards(at: &str) -> impl Iterator<Item = &str> {
    std::iter::successors(Some(at), |at| Some(at.rsplit_once('/')?.0)).filter(|at| !at.is_empty())
}
