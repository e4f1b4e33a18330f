//! What a caller of an execution or an engine gets: one error type, asked by methods.
//!
//! What a workflow's states see of a failed task or branch is in `failure.rs`.

use std::fmt;

use crate::EvaluationError;
use crate::Failure;
use crate::data::TaskError;
use crate::store::ExecutionStatus;

/// `States.Timeout`: a deadline or a heartbeat passed (ASL specification, "Predefined Error Codes").
pub(crate) const TIMEOUT: &str = "States.Timeout";
/// `States.TaskFailed`: what AWS says of a nested execution that failed, whatever it failed with.
pub(crate) const TASK_FAILED: &str = "States.TaskFailed";
/// `States.QueryEvaluationError`: an expression of the workflow could not be evaluated.
pub(crate) const QUERY_EVALUATION_ERROR: &str = "States.QueryEvaluationError";
/// `States.Runtime`: the execution could not go on; no catcher of `States.ALL` takes it.
pub(crate) const RUNTIME: &str = "States.Runtime";
/// `States.DataLimitExceeded`: a payload is over AWS's quota; no catcher of `States.ALL` takes it.
pub(crate) const DATA_LIMIT_EXCEEDED: &str = "States.DataLimitExceeded";

/// Why an execution ended without an output, or why a call of this crate was refused.
///
/// Of an execution it is what AWS reports: an error name ([`error`](Self::error)) and a cause
/// ([`cause`](Self::cause)). If the execution failed with a [`TaskError`], [`downcast`](Self::downcast) gives it back
/// typed.
///
/// ```
/// # use workflow_runtime::{Error, Failure};
/// let error = Error::from(Failure::new("OutOfStock", Some(r#"{"item":"tea"}"#.to_owned())));
/// assert_eq!(error.error(), "OutOfStock");
/// assert_eq!(error.cause(), Some(r#"{"item":"tea"}"#));
/// assert!(!error.is_timeout());
/// ```
#[derive(Clone, Debug)]
pub struct Error(Box<Inner>);

#[derive(Clone, Debug)]
struct Inner {
    failure: Failure,
    kind: Kind,
}

/// Where an error comes from; the predicates of [`Error`] are the public face.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// The workflow failed.
    Failed,
    /// An expression in a state could not be evaluated.
    Evaluation,
    /// The execution as a whole passed its deadline.
    ExecutionTimedOut,
    /// A task token that this process cannot have issued.
    UnknownToken,
    /// A task token whose task is over.
    ClosedToken,
    /// A value that is not what the task with that token awaits.
    WrongOutput,
    /// The execution was stopped.
    Aborted,
    /// The execution is over.
    Over,
    /// An execution with that name and another input exists.
    Exists,
    /// There is no such execution.
    NotFound,
    /// There is no such workflow in this engine.
    NotRegistered,
    /// An execution cannot have that name.
    InvalidName,
    /// The execution cannot be redriven.
    NotRedrivable,
    /// The engine was shut down.
    Closed,
    /// What is stored cannot be read by this program.
    Unreadable,
    /// The store failed.
    Store,
}

impl Error {
    /// The same error with a cause.
    pub(crate) fn with_cause(mut self, cause: String) -> Self {
        self.0.failure = Failure::new(self.0.failure.error(), Some(cause));
        self
    }

    pub(crate) fn of_kind(kind: Kind, error: &str, cause: impl Into<String>) -> Self {
        Self(Box::new(Inner { failure: Failure::new(error, Some(cause.into())), kind }))
    }

    /// The same error as that of an execution that was stopped.
    pub(crate) fn into_aborted(mut self) -> Self {
        self.0.kind = Kind::Aborted;
        self
    }

    /// How an execution stands that ended with it.
    pub(crate) fn status(&self) -> ExecutionStatus {
        match self.0.kind {
            Kind::ExecutionTimedOut => ExecutionStatus::TimedOut,
            Kind::Aborted => ExecutionStatus::Aborted,
            _ => ExecutionStatus::Failed,
        }
    }

    /// The failure of a state whose nested execution ended with it.
    pub(crate) fn of_execution(self) -> Failure {
        let status = self.status();
        self.into_failure().of_execution(status)
    }

    /// An error as it was stored.
    pub(crate) fn stored(kind: Kind, failure: Failure) -> Self {
        Self(Box::new(Inner { failure, kind }))
    }

    pub(crate) fn kind(&self) -> Kind {
        self.0.kind
    }

    /// The error name: ASL's `Error` of an execution, such as `OpenError.Busy` or `States.Timeout`; of a refused call
    /// the name of AWS's exception, such as `TaskTimedOut`.
    #[must_use]
    pub fn error(&self) -> &str {
        self.0.failure.error()
    }

    /// The cause: of a [`TaskError`] its JSON, of a nested execution that failed the JSON that AWS gives of one, otherwise
    /// a sentence if there is one to say.
    #[must_use]
    pub fn cause(&self) -> Option<&str> {
        self.0.failure.cause()
    }

    /// Whether the execution, or a task whose failure nobody caught, ran out of time.
    #[must_use]
    pub fn is_timeout(&self) -> bool {
        self.error() == TIMEOUT
    }

    /// Whether an expression of the workflow could not be evaluated (an overflow, a missing index or key, …).
    #[must_use]
    pub fn is_evaluation(&self) -> bool {
        self.error() == QUERY_EVALUATION_ERROR
    }

    /// Whether a payload was over the limit; see
    /// [`enforce_payload_limit`](crate::Execution::enforce_payload_limit).
    #[must_use]
    pub fn is_data_limit_exceeded(&self) -> bool {
        self.error() == DATA_LIMIT_EXCEEDED
    }

    /// Whether nobody who was asked knows a task token: of [`TaskToken`](crate::TaskToken)'s own methods the runs in memory
    /// of this process, to which a durable execution's token is unknown; of an engine its store, too.
    #[must_use]
    pub fn is_unknown_token(&self) -> bool {
        self.0.kind == Kind::UnknownToken
    }

    /// Whether a task token's task is over: completed before, failed, timed out, or dropped with its execution.
    #[must_use]
    pub fn is_closed_token(&self) -> bool {
        self.0.kind == Kind::ClosedToken
    }

    /// Whether a task token was completed with a value that its task cannot take.
    #[must_use]
    pub fn is_wrong_output(&self) -> bool {
        self.0.kind == Kind::WrongOutput
    }

    /// Whether the execution was stopped.
    #[must_use]
    pub fn is_aborted(&self) -> bool {
        self.0.kind == Kind::Aborted
    }

    /// Whether the execution is over, and what was asked needs one that runs.
    #[must_use]
    pub fn is_over(&self) -> bool {
        self.0.kind == Kind::Over
    }

    /// Whether an execution with that name and another input exists already, or another workflow with that name.
    #[must_use]
    pub fn is_already_exists(&self) -> bool {
        self.0.kind == Kind::Exists
    }

    /// Whether there is no such execution.
    #[must_use]
    pub fn is_not_found(&self) -> bool {
        self.0.kind == Kind::NotFound
    }

    /// Whether the workflow is not registered with the engine.
    #[must_use]
    pub fn is_not_registered(&self) -> bool {
        self.0.kind == Kind::NotRegistered
    }

    /// Whether an execution cannot have that name.
    #[must_use]
    pub fn is_invalid_name(&self) -> bool {
        self.0.kind == Kind::InvalidName
    }

    /// Whether the execution is not one that can be redriven.
    #[must_use]
    pub fn is_not_redrivable(&self) -> bool {
        self.0.kind == Kind::NotRedrivable
    }

    /// Whether the engine was shut down.
    #[must_use]
    pub fn is_engine_closed(&self) -> bool {
        self.0.kind == Kind::Closed
    }

    /// Whether what is stored cannot be read by this program: a state or a field is gone, or has another type.
    #[must_use]
    pub fn is_unreadable(&self) -> bool {
        self.0.kind == Kind::Unreadable
    }

    /// Whether the store failed; the cause says what it said.
    #[must_use]
    pub fn is_store_failure(&self) -> bool {
        self.0.kind == Kind::Store
    }

    /// The typed error that the execution failed with, if its name and its JSON are those of an `E`.
    ///
    /// It is decoded from the cause, so that it is the same for an execution that was recovered from a store; what
    /// serde skips is not in it.
    #[must_use]
    pub fn typed<E: TaskError>(&self) -> Option<E> {
        self.0.failure.decode()
    }

    /// [`typed`](Self::typed) by value.
    ///
    /// # Errors
    ///
    /// This error itself, if it is not an `E`.
    pub fn downcast<E: TaskError>(self) -> Result<E, Self> {
        self.typed().ok_or(self)
    }

    /// Error name and cause as data.
    #[must_use]
    pub fn into_failure(self) -> Failure {
        self.0.failure
    }
}

impl From<Failure> for Error {
    fn from(failure: Failure) -> Self {
        Self(Box::new(Inner { failure, kind: Kind::Failed }))
    }
}

impl From<EvaluationError> for Error {
    fn from(error: EvaluationError) -> Self {
        Self::of_kind(Kind::Evaluation, QUERY_EVALUATION_ERROR, error.message())
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.failure.fmt(f)
    }
}

impl std::error::Error for Error {}
