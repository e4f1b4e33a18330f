//! The error of an expression that cannot be evaluated. It knows nothing of states. Read next: `expr/native.rs`.

use std::borrow::Cow;
use std::fmt;

/// An expression of a workflow that failed: overflow, division by zero, an index out of bounds, a missing key.
///
/// It ends the state as `States.QueryEvaluationError`, here as on AWS, and never as a panic.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EvaluationError {
    // Borrowed where it can be: arithmetic that makes its error without a call is compiled to no more than its checks.
    message: Cow<'static, str>,
}

impl EvaluationError {
    /// An error that says `message`.
    #[must_use]
    pub fn new(message: impl Into<Cow<'static, str>>) -> Self {
        Self { message: message.into() }
    }

    /// What went wrong, in one line.
    #[must_use]
    pub fn message(&self) -> &str {
        &self.message
    }
}

impl fmt::Display for EvaluationError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.message)
    }
}

impl std::error::Error for EvaluationError {}
