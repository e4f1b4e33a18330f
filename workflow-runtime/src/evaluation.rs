//! The error of an expression that cannot be evaluated. It knows nothing of states. Read next: `expr/native.rs`.

use std::fmt;

/// An expression of a workflow that failed: overflow, division by zero, an index out of bounds, a missing key.
///
/// It ends the state as `States.QueryEvaluationError`, here as on AWS, and never as a panic.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EvaluationError(
    // One word: what passes in a register leaves the arithmetic around it in registers.
    Box<Reason>,
);

#[derive(Clone, Debug, PartialEq, Eq)]
struct Reason {
    message: String,
}

impl EvaluationError {
    /// An error that says `message`.
    #[must_use]
    #[cold]
    pub fn new(message: impl Into<String>) -> Self {
        Self(Box::new(Reason { message: message.into() }))
    }

    /// What went wrong, in one line.
    #[must_use]
    pub fn message(&self) -> &str {
        &self.0.message
    }
}

impl fmt::Display for EvaluationError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0.message)
    }
}

impl std::error::Error for EvaluationError {}
