//! The executions that starts of this process have led to.

use std::collections::{HashSet, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// How many are remembered: what a server answers twice, it does soon.
const REMEMBERED: usize = 10_000;

/// The executions of a client's latest starts; shared by its clones. No later start can be one of them.
#[derive(Clone, Debug, Default)]
pub(crate) struct RecentRuns(Arc<Mutex<Ids>>);

#[derive(Debug, Default)]
struct Ids {
    all: HashSet<Arc<str>>,
    oldest_first: VecDeque<Arc<str>>,
}

impl RecentRuns {
    pub(crate) fn contains(&self, execution_id: &str) -> bool {
        self.ids().all.contains(execution_id)
    }

    /// Adds one; false if it is there already.
    pub(crate) fn add(&self, execution_id: &str) -> bool {
        let ids = &mut *self.ids();
        let id: Arc<str> = execution_id.into();
        if !ids.all.insert(Arc::clone(&id)) {
            return false;
        }
        ids.oldest_first.push_back(id);
        if ids.oldest_first.len() > REMEMBERED
            && let Some(oldest) = ids.oldest_first.pop_front()
        {
            ids.all.remove(&oldest);
        }
        true
    }

    fn ids(&self) -> MutexGuard<'_, Ids> {
        // Nothing panics while it is held.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_added_once_and_the_oldest_is_forgotten() {
        let runs = RecentRuns::default();
        for number in 0..=REMEMBERED {
            assert!(runs.add(&number.to_string()));
        }
        assert!(!runs.clone().add("1"));
        assert!(runs.contains("1") && !runs.contains("0"));
        assert_eq!(runs.ids().all.len(), REMEMBERED);
    }
}
