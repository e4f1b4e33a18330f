//! Why a definition cannot be deployed as it was asked for: everything that is wrong with it, each with its state.

use std::fmt;

/// Everything that keeps a definition from being deployed as it was asked for.
///
/// Its text has a line for each [`Finding`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Error(Vec<Finding>);

impl Error {
    /// What was found, in the order of the states.
    #[must_use]
    pub fn findings(&self) -> &[Finding] {
        &self.0
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the workflow cannot be deployed like this")?;
        self.0.iter().try_for_each(|finding| write!(f, "\n  {finding}"))
    }
}

impl std::error::Error for Error {}

/// One thing that is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The state, by its ASL name; `None` for the machine or the options as a whole.
    pub state: Option<String>,
    /// What is wrong, and what to do instead.
    pub words: String,
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.state {
            Some(state) => write!(f, "state `{state}` {}", self.words),
            None => f.write_str(&self.words),
        }
    }
}

/// Collects findings, so that all of them are told at once.
#[derive(Debug, Default)]
pub(crate) struct Findings(Vec<Finding>);

impl Findings {
    /// Notes what is wrong with a state.
    pub(crate) fn state(&mut self, state: &str, words: impl Into<String>) {
        self.0.push(Finding { state: Some(state.to_owned()), words: words.into() });
    }

    /// Notes what is wrong with the whole.
    pub(crate) fn whole(&mut self, words: impl Into<String>) {
        self.0.push(Finding { state: None, words: words.into() });
    }

    /// The error, if there is anything to tell.
    pub(crate) fn into_result(self) -> Result<(), Error> {
        if self.0.is_empty() { Ok(()) } else { Err(Error(self.0)) }
    }
}
