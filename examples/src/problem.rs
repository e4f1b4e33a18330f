//! Why an example cannot go on, as the one line that its user reads.

use std::fmt::{self, Display};
use std::io;

/// Why an example cannot go on.
#[derive(Debug)]
pub enum Problem {
    /// Something to tell, in one line.
    Told(String),
    /// Nobody reads the output any more (`… | head`): a reason to end, and nothing to complain about.
    OutputClosed,
}

impl Problem {
    /// A problem to tell.
    pub fn new(words: impl Display) -> Self {
        Self::Told(words.to_string())
    }

    /// A failure to print.
    #[must_use]
    pub fn of_output(error: &io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::BrokenPipe => Self::OutputClosed,
            _ => Self::new(format_args!("cannot print: {error}")),
        }
    }
}

impl Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Told(words) => f.write_str(words),
            Self::OutputClosed => f.write_str("nobody reads the output"),
        }
    }
}

impl std::error::Error for Problem {}
