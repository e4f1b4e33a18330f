//! How a task's error travels between a Lambda function and a definition: the one place that knows the format.
//!
//! Lambda gives a failed invocation the header `X-Amz-Function-Error` and the JSON of a [`FunctionError`]; Step
//! Functions takes `errorType` for the error's name, which `Retry` and `Catch` compare, and the whole JSON for its cause.
//! A definition that reads the error's fields parses `errorMessage` as JSON (`definition/failures.rs`), so that is where
//! the typed error goes. Nothing here knows HTTP, Lambda's runtime, or which function is called.

use serde::{Deserialize, Serialize};

use crate::data::TaskError;
use crate::{Failure, TaskFailure};

/// The name and the value of the header that marks the answer of a function that failed.
pub const FUNCTION_ERROR_HEADER: (&str, &str) = ("X-Amz-Function-Error", "Unhandled");

/// What a Lambda function answers when it fails: the body of the answer, and the cause of the task's failure.
///
/// ```
/// # use workflow_runtime::{prelude::*, wire::FunctionError};
/// /// The ledger said no.
/// #[derive(Debug, PartialEq, Serialize, Deserialize, TaskError)]
/// enum OpenError {
///     /// The holder has an account.
///     Duplicate { holder: String },
/// }
///
/// let error = FunctionError::of(&OpenError::Duplicate { holder: "Ann".to_owned() });
/// assert_eq!(error.error_type, "OpenError.Duplicate");
/// assert_eq!(error.error_message, r#"{"Duplicate":{"holder":"Ann"}}"#);
///
/// let cause = error.to_string();
/// let read = FunctionError::read(&cause).expect("a function's error");
/// assert_eq!(read.failure().error(), "OpenError.Duplicate");
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct FunctionError {
    /// The error name, which `ErrorEquals` compares.
    pub error_type: String,
    /// Of a task's own error its JSON; of a crash, words.
    pub error_message: String,
    /// Where it happened, for who reads the log; empty here. Lambda's own runtimes call it differently, so it may be
    /// missing.
    #[serde(default)]
    pub trace: Vec<String>,
}

impl FunctionError {
    /// The answer of a function whose task returned its own error.
    ///
    /// An error that cannot be written as JSON is told in words; a definition that reads its fields then ends with
    /// `States.QueryEvaluationError`.
    #[must_use]
    pub fn of<E: TaskError>(error: &E) -> Self {
        let message =
            error.to_json().unwrap_or_else(|reason| format!("the error cannot be written as JSON: {reason}"));
        Self::crashed(error.error_name(), message)
    }

    /// The answer of a function that ended in a way its signature does not name: `name` is what
    /// [`Crashed`](TaskFailure::Crashed) holds in the workflow, `words` are for people.
    #[must_use]
    pub fn crashed(name: impl Into<String>, words: impl Into<String>) -> Self {
        Self { error_type: name.into(), error_message: words.into(), trace: Vec::new() }
    }

    /// Reads the answer of a function, or the cause of a task that failed; nothing when it is neither.
    #[must_use]
    pub fn read(cause: &str) -> Option<Self> {
        serde_json::from_str(cause).ok()
    }

    /// The same failure as it is in a workflow that runs here: the cause is the JSON of the typed error.
    #[must_use]
    pub fn failure(&self) -> Failure {
        Failure::new(self.error_type.as_str(), Some(self.error_message.clone()))
    }

    /// The failure as the state sees it that called a task with the error `E`.
    #[must_use]
    pub fn task_failure<E: TaskError>(&self) -> TaskFailure<E> {
        TaskFailure::from_failure(&self.failure())
    }
}

/// The JSON.
impl std::fmt::Display for FunctionError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&serde_json::to_string(self).map_err(|_| std::fmt::Error)?)
    }
}
