//! What a journal's records come to: how far each run has come.

use std::collections::{HashMap, HashSet};
use std::time::SystemTime;

use super::record::{Event, Record};
use crate::run::RunRequest;
use crate::run_state::{Conclusion, Status};

/// An agent and the entity it runs on: what executions are listed by.
pub(crate) type Target = (Box<str>, Option<Box<str>>);

/// How far a run has come.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Progress {
    /// It was refused, or never sent: it can be started like a new one.
    NotStarted,
    /// It was asked for, and whether it was started is not known.
    Intended {
        /// When it was first asked for.
        at: SystemTime,
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

#[derive(Clone, Debug)]
pub(crate) struct Entry {
    pub(crate) target: Target,
    pub(crate) progress: Progress,
}

/// All runs of a journal.
#[derive(Debug, Default)]
pub(crate) struct Runs {
    entries: HashMap<Box<str>, Entry>,
}

impl Runs {
    pub(crate) fn get(&self, key: &str) -> Option<&Entry> {
        self.entries.get(key)
    }

    #[cfg(test)]
    pub(super) fn entries(&self) -> impl Iterator<Item = (&Box<str>, &Entry)> {
        self.entries.iter()
    }

    /// The executions that belong to a run: no other run can be one of them.
    pub(crate) fn claimed(&self) -> HashSet<Box<str>> {
        let ids = self.entries.values().filter_map(|entry| match &entry.progress {
            Progress::Started { execution_id } | Progress::Finished { execution_id, .. } => {
                Some(execution_id.clone())
            }
            Progress::NotStarted | Progress::Intended { .. } => None,
        });
        ids.collect()
    }

    /// Whether another run of the same agent and entity is in doubt, so that an execution that is found may be that one.
    pub(crate) fn another_in_doubt(&self, key: &str, target: &Target) -> bool {
        self.entries.iter().any(|(other, entry)| {
            **other != *key
                && entry.target == *target
                && matches!(entry.progress, Progress::Intended { .. })
        })
    }

    /// Takes a record in, if it can follow on what was before.
    pub(crate) fn apply(&mut self, record: &Record) -> Result<(), &'static str> {
        let before = self.entries.get(&record.key);
        let progress = before.map(|entry| &entry.progress);
        let next = match (&record.event, progress) {
            (Event::Intent { at, agent_id, target_entity_id }, progress) => {
                let target = (agent_id.clone(), target_entity_id.clone());
                if before.is_some_and(|entry| entry.target != target) {
                    return Err("the key stands for another agent or entity before");
                }
                let progress = match progress {
                    None | Some(Progress::NotStarted) => {
                        Progress::Intended { at: *at, accepted: false }
                    }
                    // Asked for again: it may have been started by either.
                    Some(first @ Progress::Intended { .. }) => first.clone(),
                    Some(Progress::Started { .. } | Progress::Finished { .. }) => {
                        return Err("the run was started before");
                    }
                };
                let entry = Entry { target, progress };
                self.entries.insert(record.key.clone(), entry);
                return Ok(());
            }
            (Event::Started { execution_id, .. }, Some(Progress::Intended { .. })) => {
                Progress::Started { execution_id: execution_id.clone() }
            }
            (Event::NotStarted { .. }, Some(Progress::Intended { .. })) => Progress::NotStarted,
            (
                Event::InDoubt { accepted, .. },
                Some(Progress::Intended { at, accepted: before }),
            ) => Progress::Intended { at: *at, accepted: *accepted || *before },
            (Event::Finished { conclusion, status }, Some(Progress::Started { execution_id })) => {
                Progress::Finished {
                    execution_id: execution_id.clone(),
                    conclusion: *conclusion,
                    status: status.clone(),
                }
            }
            (Event::Finished { .. }, _) => return Err("it ends a run that was not started"),
            (_, _) => return Err("it tells of a start that was not asked for"),
        };
        if let Some(entry) = self.entries.get_mut(&record.key) {
            entry.progress = next;
        }
        Ok(())
    }
}

/// What a request runs, and on what.
pub(crate) fn target(request: &RunRequest) -> Target {
    (request.agent_id.clone(), request.target_entity_id.clone())
}
