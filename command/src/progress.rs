//! That something is going on, on a terminal.

use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// A line on standard error that says what is being done and for how long; nothing where that is no terminal. It goes with
/// the value.
#[derive(Debug)]
pub struct Working(ProgressBar);

impl Working {
    /// Begins to show it.
    #[must_use]
    pub fn on(what: &'static str) -> Self {
        let bar = ProgressBar::no_length().with_message(what);
        bar.set_draw_target(ProgressDrawTarget::stderr());
        let style = ProgressStyle::with_template("{msg}, {elapsed}");
        let bar = style.map_or(bar.clone(), |style| bar.with_style(style));
        bar.enable_steady_tick(Duration::from_millis(200));
        Self(bar)
    }
}

impl Drop for Working {
    fn drop(&mut self) {
        self.0.finish_and_clear();
    }
}
