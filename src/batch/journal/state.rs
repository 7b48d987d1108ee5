//! What a journal's records come to: how far each run has come.

use std::collections::HashMap;
use std::collections::hash_map::Entry as Slot;
use std::sync::Arc;

use super::record::{Event, Record};
use crate::run::RunRequest;
use crate::run::search::Begun;
use crate::run_state::{Conclusion, Status};

/// An agent and the entity it runs on: what executions are listed by.
pub(crate) type Target = (Box<str>, Option<Box<str>>);

/// How far a run has come.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Progress {
    /// It was refused, never sent, or released: it can be started like a new one.
    NotStarted {
        /// When it was first asked for.
        at: Begun,
    },
    /// It was asked for, and whether it was started is not known.
    Intended {
        /// When it was first asked for.
        at: Begun,
        /// Whether the server said that it was started.
        accepted: bool,
    },
    Started {
        execution_id: Box<str>,
    },
    Finished {
        execution_id: Box<str>,
        conclusion: Conclusion,
        status: Option<Status>,
    },
}

impl Progress {
    fn is_in_doubt(&self) -> bool {
        matches!(self, Self::Intended { .. })
    }

    fn execution_id(&self) -> Option<&str> {
        match self {
            Self::Started { execution_id } | Self::Finished { execution_id, .. } => {
                Some(execution_id)
            }
            Self::NotStarted { .. } | Self::Intended { .. } => None,
        }
    }
}

#[derive(Clone, Debug)]
pub(crate) struct Entry {
    pub(crate) target: Target,
    pub(crate) progress: Progress,
}

/// All runs of a journal.
#[derive(Debug, Default)]
pub(crate) struct Runs {
    entries: HashMap<Arc<str>, Entry>,
    /// Which run has an execution: no other run can be it.
    claims: HashMap<Box<str>, Arc<str>>,
    /// How many runs of a target are in doubt. Counted, so that a start costs the same however long the journal is.
    in_doubt: HashMap<Target, usize>,
}

impl Runs {
    pub(crate) fn get(&self, key: &str) -> Option<&Entry> {
        self.entries.get(key)
    }

    #[cfg(test)]
    pub(super) fn entries(&self) -> impl Iterator<Item = (&Arc<str>, &Entry)> {
        self.entries.iter()
    }

    /// Whether an execution is another run's than this one's.
    pub(crate) fn is_taken(&self, execution_id: &str, key: &str) -> bool {
        self.claims.get(execution_id).is_some_and(|owner| **owner != *key)
    }

    /// Keeps an execution for a run; false if it is another one's. Before its record is written, so that of two runs that
    /// are given the same id at once, one has it.
    pub(crate) fn claim(&mut self, execution_id: &str, key: &str) -> bool {
        if !self.claims.contains_key(execution_id) {
            self.claims.insert(execution_id.into(), key.into());
        }
        !self.is_taken(execution_id, key)
    }

    /// Whether another run of the same agent and entity is in doubt, so that an execution that is found may be that one.
    pub(crate) fn another_in_doubt(&self, key: &str, target: &Target) -> bool {
        let all = self.in_doubt.get(target).copied().unwrap_or_default();
        let own = self
            .get(key)
            .is_some_and(|entry| entry.target == *target && entry.progress.is_in_doubt());
        all > usize::from(own)
    }

    /// Takes a record in, if it can follow on what was before. One that says nothing new can: two processes may have
    /// written it, on a file system that has no locks.
    pub(crate) fn apply(&mut self, record: &Record) -> Result<(), &'static str> {
        let key = &*record.key;
        let before = self.entries.get(key);
        if let Event::Intent { at, server_at, agent_id, target_entity_id } = &record.event {
            let target = (agent_id.clone(), target_entity_id.clone());
            if before.is_some_and(|entry| entry.target != target) {
                return Err("the key stands for another agent or entity before");
            }
            if before.is_none_or(|entry| matches!(entry.progress, Progress::NotStarted { .. })) {
                let at = Begun::at(*at, *server_at);
                self.set(
                    key,
                    Entry { target, progress: Progress::Intended { at, accepted: false } },
                );
            }
            return Ok(());
        }
        let Some(Entry { target, progress }) = before else {
            return Err("it tells of a start that was not asked for");
        };
        if let Some(next) = next(progress, &record.event)? {
            let target = target.clone();
            self.set(key, Entry { target, progress: next });
        }
        Ok(())
    }

    fn set(&mut self, key: &str, entry: Entry) {
        let key =
            self.entries.get_key_value(key).map_or_else(|| key.into(), |(key, _)| key.clone());
        if let Some(id) = entry.progress.execution_id() {
            self.claims.insert(id.into(), Arc::clone(&key));
        }
        if entry.progress.is_in_doubt() {
            *self.in_doubt.entry(entry.target.clone()).or_default() += 1;
        }
        let before = self.entries.insert(key, entry).filter(|entry| entry.progress.is_in_doubt());
        if let Some(before) = before
            && let Slot::Occupied(mut slot) = self.in_doubt.entry(before.target)
        {
            *slot.get_mut() -= 1;
            if *slot.get() == 0 {
                slot.remove();
            }
        }
    }
}

/// What a run comes to by something that happened to it; nothing where that says nothing new.
fn next(progress: &Progress, event: &Event) -> Result<Option<Progress>, &'static str> {
    use Progress::{Finished, Intended, NotStarted, Started};
    Ok(match (event, progress) {
        (Event::Started { execution_id, .. }, NotStarted { .. } | Intended { .. }) => {
            Some(Started { execution_id: execution_id.clone() })
        }
        (Event::Started { execution_id, .. }, before) => {
            if before.execution_id() != Some(execution_id) {
                return Err("the run was started before, as another execution");
            }
            None
        }
        (Event::NotStarted { .. } | Event::Released, Intended { at, .. }) => {
            Some(NotStarted { at: *at })
        }
        (Event::InDoubt { accepted, .. }, Intended { at, accepted: before }) => {
            Some(Intended { at: *at, accepted: *accepted || *before })
        }
        // What one process was refused, another may have been given.
        (Event::InDoubt { accepted, .. }, NotStarted { at }) => {
            Some(Intended { at: *at, accepted: *accepted })
        }
        (Event::Finished { conclusion, status }, Started { execution_id }) => Some(Finished {
            execution_id: execution_id.clone(),
            conclusion: *conclusion,
            status: status.clone(),
        }),
        (Event::Finished { .. }, NotStarted { .. } | Intended { .. }) => {
            return Err("it ends a run that was not started");
        }
        (
            Event::NotStarted { .. }
            | Event::Released
            | Event::InDoubt { .. }
            | Event::Finished { .. }
            | Event::Intent { .. },
            NotStarted { .. } | Started { .. } | Finished { .. } | Intended { .. },
        ) => None,
    })
}

/// What a request runs, and on what.
pub(crate) fn target(request: &RunRequest) -> Target {
    (request.agent_id.clone(), request.target_entity_id.clone())
}
