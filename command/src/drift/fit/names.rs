//! What becomes of the names of operations.

use std::collections::{BTreeMap, BTreeSet};

use oas_codegen::{
    Misfit, OperationReport, Report, Setting, Settings, Status, is_operation_name, structure,
};

use crate::vendored::Plan;

/// What becomes of the names, as the plan for the file and as what to say of it.
#[derive(Debug, Default)]
pub(in crate::drift) struct Names {
    pub(in crate::drift) plan: Plan,
    /// From where to where an operation went that is known by its operationId.
    pub(in crate::drift) moved: BTreeMap<String, String>,
    /// The names of operations that are new.
    pub(in crate::drift) new: Vec<(String, String)>,
    /// What messages call the place of the names, if they are changed by hand there.
    by_hand: Option<String>,
}

impl Names {
    pub(super) fn of(settings: &Settings, old: &Report, new: &Report) -> Self {
        let mut names = Self::default();
        let there: BTreeSet<String> = old.operations.iter().map(|it| known(it, settings)).collect();
        let unnamed: Vec<&OperationReport> = new
            .operations
            .iter()
            .filter(|it| it.named.is_none() && it.status != Status::Skipped)
            .collect();
        let mut taken = BTreeSet::new();
        for entry in stale(new) {
            let Some(name) = settings.names.get(entry) else { continue };
            names.plan.removed.insert(entry.to_owned(), name.clone());
            if let Some(home) = moved(entry, old, &unnamed) {
                let key = spelled(home, entry);
                taken.insert((&home.method, &home.path));
                names.moved.insert(entry.to_owned(), key.clone());
                names.plan.added.insert(key, name.clone());
            }
        }
        for operation in unnamed {
            let key = format!("{} {}", operation.method, operation.path);
            let is_new = !there.contains(&known(operation, settings))
                && !taken.contains(&(&operation.method, &operation.path));
            if !is_new {
                continue;
            }
            if is_operation_name(&operation.rust) {
                names.plan.added.insert(key.clone(), operation.rust.clone());
            }
            names.new.push((key, operation.rust.clone()));
        }
        names
    }

    /// They stand where no command changes them.
    pub(super) fn leave(&mut self, place: &str) {
        self.plan = Plan::default();
        self.by_hand = Some(place.to_owned());
    }

    /// What does not fit, and what becomes of it.
    pub(super) fn sentence(&self, misfit: &Misfit) -> String {
        let message = &misfit.message;
        let home = self.moved.get(&misfit.operation);
        if let (Setting::Names, Some(place)) = (misfit.setting, &self.by_hand) {
            return match home {
                Some(home) => format!(
                    "{message}; by its operationId it is \"{home}\" now: change the entry in {place}"
                ),
                None => format!("{message}; remove the entry in {place}"),
            };
        }
        match (misfit.setting, home) {
            (Setting::Names, Some(home)) => {
                format!("{message}; by its operationId it is \"{home}\" now, and keeps its name")
            }
            (Setting::Names, None) => format!("{message}; the refresh removes the entry"),
            (_, Some(home)) => format!("{message}; by its operationId it may be \"{home}\" now"),
            _ => message.clone(),
        }
    }
}

fn known(operation: &OperationReport, settings: &Settings) -> String {
    structure(&format!("{} {}", operation.method, operation.path), &settings.path_prefix)
}

fn stale(report: &Report) -> impl Iterator<Item = &str> {
    let names = report.misfits.iter().filter(|misfit| misfit.setting == Setting::Names);
    names.map(|misfit| misfit.operation.as_str())
}

/// The operation without a name that has the operationId of the one that the entry was of.
fn moved<'r>(
    entry: &str,
    old: &Report,
    unnamed: &[&'r OperationReport],
) -> Option<&'r OperationReport> {
    let was = old.operations.iter().find(|it| it.named.as_deref() == Some(entry))?;
    let id = was.operation_id.as_ref()?;
    let mut same = unnamed.iter().filter(|it| it.operation_id.as_ref() == Some(id));
    let found = same.next()?;
    same.next().is_none().then_some(*found)
}

/// Method and path of an operation, with the names that an entry has for the parameters: the builder keeps its methods.
fn spelled(operation: &OperationReport, entry: &str) -> String {
    let path = &operation.path;
    let old: Vec<&str> = entry.split(['{', '}']).collect();
    let new: Vec<&str> = path.split(['{', '}']).collect();
    let mut path = path.clone();
    if old.len() == new.len() {
        let parts = new.iter().zip(&old).enumerate();
        path = parts
            .map(
                |(at, (new, old))| {
                    if at % 2 == 1 { format!("{{{old}}}") } else { (*new).to_owned() }
                },
            )
            .collect();
    }
    format!("{} {path}", operation.method)
}
