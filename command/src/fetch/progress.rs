//! How far a slow transfer has come, on a terminal.

use std::io::{IsTerminal, stderr};
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// A quick transfer shows nothing.
const PATIENCE: Duration = Duration::from_millis(700);

pub(super) struct Progress {
    start: Instant,
    length: Option<u64>,
    bar: Option<ProgressBar>,
    on_terminal: bool,
}

impl Progress {
    pub(super) fn new(length: Option<u64>) -> Self {
        Self { start: Instant::now(), length, bar: None, on_terminal: stderr().is_terminal() }
    }

    pub(super) fn at(&mut self, bytes: u64) {
        if !self.on_terminal {
            return;
        }
        if self.bar.is_none() && self.start.elapsed() > PATIENCE {
            self.bar = Some(bar(self.length));
        }
        if let Some(bar) = &self.bar {
            bar.set_position(bytes);
        }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}

fn bar(length: Option<u64>) -> ProgressBar {
    let (bar, template) = match length {
        Some(length) => (
            ProgressBar::new(length),
            "fetching {bar:20} {bytes} of {total_bytes}, {bytes_per_sec}, {eta}",
        ),
        None => (ProgressBar::no_length(), "fetching {bytes}, {bytes_per_sec}"),
    };
    bar.set_draw_target(ProgressDrawTarget::stderr());
    ProgressStyle::with_template(template).map_or(bar.clone(), |style| bar.with_style(style))
}
