//! Which operations are exact: those of whose request and success everything is in the types.

use std::collections::BTreeSet;

use super::{Lowering, Rule};
use crate::direction::{edges, spread};
use crate::model::Operation;

impl Lowering<'_> {
    /// Notes, on each operation, what the types that it sends or reads do not express.
    pub(super) fn note_lossy(&mut self) {
        // A member that may be left out is still there in both directions.
        let presence = Rule::RequiredOneWay.name();
        let lossy: Vec<(&str, &str)> = self
            .lossy
            .iter()
            .filter(|lossy| lossy.rule != presence)
            .map(|lossy| (lossy.pointer.as_str(), lossy.rule.as_str()))
            .collect();
        if lossy.is_empty() {
            return;
        }
        let edges = edges(&self.model);
        let reasons: Vec<BTreeSet<String>> = self
            .model
            .operations
            .iter()
            .map(|operation| {
                let mut reached = BTreeSet::new();
                types(operation, &mut |ty| spread(ty, &edges, &mut reached));
                let items = reached.iter().filter_map(|name| self.model.items.get(name));
                let mut places: Vec<&str> = items.map(|item| item.pointer.as_str()).collect();
                places.push(&operation.pointer);
                let here = |pointer: &str| places.iter().any(|place| is_inside(pointer, place));
                let found = lossy.iter().filter(|(pointer, _)| here(pointer));
                found
                    .map(|(pointer, rule)| format!("not all of it is typed: {rule} at {pointer}"))
                    .collect()
            })
            .collect();
        for (operation, reasons) in self.model.operations.iter_mut().zip(reasons) {
            operation.degraded.extend(reasons);
        }
    }
}

fn types(operation: &Operation, visit: &mut impl FnMut(&crate::model::Type)) {
    operation.parameters.iter().for_each(|parameter| visit(&parameter.ty));
    operation.body.iter().for_each(|body| visit(&body.ty));
    operation.success.ty().iter().for_each(visit);
}

/// Whether a place is another, or inside it.
fn is_inside(pointer: &str, place: &str) -> bool {
    pointer.strip_prefix(place).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}
