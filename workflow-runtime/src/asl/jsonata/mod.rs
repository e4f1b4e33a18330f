//! The syntax of JSONata 2.0: is an expression well formed, and what does it refer to? Nothing is evaluated here.
//!
//! `token` cuts the text, `parse` is a Pratt parser over the operators and binding powers of JSONata 2.0 (the version
//! Step Functions runs: `??` and `?:` of later versions are refused), and `scope` lists the variables and names an
//! expression reads from around it.

mod parse;
mod scope;
mod token;

use std::fmt;

pub(super) use parse::parse;
pub(super) use scope::{Reference, references};

/// Why a text is no JSONata expression.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SyntaxError {
    /// Where, in characters from the start of the expression, counted from 0.
    pub position: usize,
    /// What is wrong.
    pub words: String,
}

impl SyntaxError {
    fn new(position: usize, words: impl Into<String>) -> Self {
        Self { position, words: words.into() }
    }
}

impl fmt::Display for SyntaxError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} at character {}", self.words, self.position + 1)
    }
}

impl std::error::Error for SyntaxError {}

/// Checks that `source` (without `{% %}`) is a well-formed JSONata 2.0 expression.
///
/// Two things are left to whoever evaluates it: the inside of a regular expression, and whether `%` has a parent.
///
/// # Errors
///
/// The first place where it is not.
///
/// ```
/// use workflow_runtime::asl::jsonata;
///
/// assert!(jsonata::check("$states.input.items[price > 10].name").is_ok());
/// assert!(jsonata::check("$states.input.").is_err());
/// ```
pub fn check(source: &str) -> Result<(), SyntaxError> {
    parse(source).map(drop)
}

#[cfg(test)]
mod tests;
