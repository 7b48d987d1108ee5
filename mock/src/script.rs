//! Which fault strikes which call.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use crate::fault::Fault;
use crate::record::Received;

/// A fault that was asked for: how often it struck.
#[derive(Debug, Clone)]
pub struct FaultHandle {
    strikes: Arc<AtomicU64>,
}

impl FaultHandle {
    /// How many calls it struck.
    pub fn strikes(&self) -> u64 {
        self.strikes.load(Ordering::Relaxed)
    }
}

/// Decides for each request whether a fault strikes it.
type Chooser = dyn Fn(&Received) -> Option<Fault> + Send + Sync;

#[derive(Default)]
pub(crate) struct Script {
    entries: Vec<Entry>,
    chooser: Option<Arc<Chooser>>,
}

#[derive(Debug)]
struct Entry {
    fault: Fault,
    seen: u64,
    strikes: Arc<AtomicU64>,
}

impl Script {
    pub(crate) fn add(&mut self, fault: Fault) -> FaultHandle {
        let strikes = Arc::new(AtomicU64::new(0));
        self.entries.push(Entry { fault, seen: 0, strikes: Arc::clone(&strikes) });
        FaultHandle { strikes }
    }

    pub(crate) fn choose_by(&mut self, chooser: Arc<Chooser>) {
        self.chooser = Some(chooser);
    }

    pub(crate) fn clear(&mut self) {
        *self = Self::default();
    }

    pub(crate) fn chooser(&self) -> Option<Arc<Chooser>> {
        self.chooser.clone()
    }

    /// The first fault that is due for this call. Every fault that matches counts the call; only the one that strikes is used up.
    pub(crate) fn due(&mut self, received: &Received) -> Option<Fault> {
        let mut struck = None;
        for entry in &mut self.entries {
            if !entry.fault.matcher.matches(received) {
                continue;
            }
            entry.seen += 1;
            if struck.is_some() || entry.seen <= entry.fault.skip || entry.fault.left == Some(0) {
                continue;
            }
            entry.fault.left = entry.fault.left.map(|left| left - 1);
            entry.strikes.fetch_add(1, Ordering::Relaxed);
            struck = Some(entry.fault.clone());
        }
        self.entries.retain(|entry| entry.fault.left != Some(0));
        struck
    }
}

impl fmt::Debug for Script {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Script").field("entries", &self.entries).finish_non_exhaustive()
    }
}
