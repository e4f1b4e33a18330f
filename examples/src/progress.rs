//! A bar that shows how far long work is, to whoever sits at a terminal.

use std::io::{self, IsTerminal as _};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// A bar on standard error, which goes away with its last owner. Nothing is drawn unless both outputs are terminals: what is piped stays as it is.
#[derive(Clone, Debug)]
pub struct Bar(ProgressBar);

impl Bar {
    /// A bar that is drawn when it first has something to show.
    #[must_use]
    pub fn new() -> Self {
        let seen = io::stdout().is_terminal() && io::stderr().is_terminal();
        let target = if seen { ProgressDrawTarget::stderr() } else { ProgressDrawTarget::hidden() };
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
