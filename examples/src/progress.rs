//! A bar that shows how far long work is, to whoever sits at a terminal.

use std::io::{self, IsTerminal as _};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// A bar, which goes away with its last owner.
#[derive(Clone, Debug)]
pub struct Bar(ProgressBar);

impl Bar {
    /// A bar on standard error, drawn when it first has something to show: but not unless both outputs are terminals, so
    /// that what is piped stays as it is.
    #[must_use]
    pub fn new() -> Self {
        let seen = io::stdout().is_terminal() && io::stderr().is_terminal();
        Self::on(if seen { ProgressDrawTarget::stderr() } else { ProgressDrawTarget::hidden() })
    }

    /// A bar that is drawn somewhere else.
    #[must_use]
    pub fn on(target: ProgressDrawTarget) -> Self {
        let style =
            ProgressStyle::with_template("{bar:40} {human_pos} of {human_len}, {elapsed}, {eta} left");
        let bar = ProgressBar::with_draw_target(Some(0), target);
        Self(bar.with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar())))
    }

    /// Whether anybody sees it.
    #[must_use]
    pub fn is_shown(&self) -> bool {
        !self.0.is_hidden()
    }

    /// How much is done, as it was shown last: all of it once the bar has gone away.
    #[must_use]
    pub fn position(&self) -> u64 {
        self.0.position()
    }

    /// Draws that so much is done; when all of it is, the bar goes away.
    pub fn show(&self, done: u64, of: u64) {
        if done >= of {
            return self.clear();
        }
        if self.0.is_finished() {
            self.0.reset();
        }
        self.0.set_length(of);
        self.0.set_position(done);
    }

    /// Takes the bar away, until there is something to show again.
    pub fn clear(&self) {
        self.0.finish_and_clear();
    }

    /// Takes the bar away while something else is printed.
    pub fn beside<T>(&self, print: impl FnOnce() -> T) -> T {
        if self.0.length() == Some(0) || self.0.is_finished() { print() } else { self.0.suspend(print) }
    }
}

impl Default for Bar {
    fn default() -> Self {
        Self::new()
    }
}
