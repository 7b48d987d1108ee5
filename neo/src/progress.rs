//! Telling on standard error what goes on: drawn where that is a terminal, in plain lines where it is not.

use std::fmt::Display;
use std::io::{IsTerminal, stderr};
use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};

use crate::print;

/// What a person sees of the work going on. Standard output stays free for the result.
#[derive(Clone, Debug)]
pub(crate) struct Progress {
    bar: Option<ProgressBar>,
}

impl Progress {
    /// A sign that something is being waited for.
    pub(crate) fn spinner() -> Self {
        Self::drawn(|| ProgressBar::new_spinner().with_style(style("{spinner} {elapsed} {msg}")))
    }

    /// A bar that fills up with so many steps.
    pub(crate) fn bar(steps: usize) -> Self {
        let template = "{bar:30} {pos}/{len} {elapsed} (left {eta}) {msg}";
        Self::drawn(|| ProgressBar::new(steps as u64).with_style(style(template)))
    }

    fn drawn(bar: impl FnOnce() -> ProgressBar) -> Self {
        let bar = stderr().is_terminal().then(bar);
        if let Some(bar) = &bar {
            bar.enable_steady_tick(Duration::from_millis(120));
        }
        Self { bar }
    }

    /// Says what goes on now.
    pub(crate) fn say(&self, what: impl Display) {
        match &self.bar {
            Some(bar) => bar.set_message(print::shown(&what.to_string())),
            None => print::say(what),
        }
    }

    /// Says what was done last: one step of a bar.
    pub(crate) fn step(&self, what: impl Display) {
        self.say(what);
        if let Some(bar) = &self.bar {
            bar.inc(1);
        }
    }

    /// Writes to standard output, which may be the same screen: what is drawn there makes room.
    pub(crate) fn beside<T>(&self, write: impl FnOnce() -> T) -> T {
        match &self.bar {
            Some(bar) => bar.suspend(write),
            None => write(),
        }
    }

    /// Takes away what is drawn.
    pub(crate) fn end(&self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}

fn style(template: &str) -> ProgressStyle {
    ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar())
}
