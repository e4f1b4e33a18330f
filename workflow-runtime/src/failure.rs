//! What a state sees of a task, a branch or a nested workflow that failed.
//!
//! Every failure is an error name and, where there is one, the JSON of a typed error: that is all that survives a
//! checkpoint and all that AWS knows. Read next: `error.rs` for what a caller of an execution sees.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::data::{Data, FieldShape, Shape, StructShape, Style, TaskError};
use crate::error::{QUERY_EVALUATION_ERROR, RUNTIME, TASK_FAILED, TIMEOUT};
use crate::store::ExecutionStatus;
use crate::{Error, EvaluationError};

/// Why a task did not succeed.
///
/// `E` is the task's own error. The variants are in the prelude, so that a state writes `Err(Failed(OpenError::Busy))`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TaskFailure<E> {
    /// The task returned its own error.
    Failed(E),
    /// The deadline or the heartbeat passed: `States.Timeout`, as AWS reports both.
    TimedOut,
    /// The task ended in a way its signature does not name: it panicked (`Panic`), its arguments could not be
    /// evaluated (`States.QueryEvaluationError`), it ended itself with [`crash`](crate::crash), or it was failed from outside
    /// with an error that is not an `E`.
    /// The string is the ASL error name.
    Crashed(String),
}

impl<E: TaskError> TaskFailure<E> {
    /// The ASL error name.
    #[must_use]
    pub fn name(&self) -> String {
        match self {
            Self::Failed(error) => error.error_name().to_owned(),
            Self::TimedOut => TIMEOUT.to_owned(),
            Self::Crashed(name) => name.clone(),
        }
    }

    /// The failure that an error name and a cause stand for.
    #[doc(hidden)]
    #[must_use]
    pub fn from_failure(failure: &Failure) -> Self {
        match failure.typed() {
            Some(typed) => typed,
            None => Self::Crashed(failure.error.clone()),
        }
    }
}

impl<E> From<EvaluationError> for TaskFailure<E> {
    fn from(_: EvaluationError) -> Self {
        Self::Crashed(QUERY_EVALUATION_ERROR.to_owned())
    }
}

/// Why a parallel state, a map or a nested workflow did not succeed: the failure of the branch that failed first, or
/// `States.TaskFailed`, which is all that AWS says of an execution that failed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BranchFailure(Failure);

impl BranchFailure {
    /// The ASL error name.
    #[must_use]
    pub fn name(&self) -> String {
        self.0.error.clone()
    }

    /// The failure as that of a task whose error is an `E`, if it is one: `States.Timeout` is
    /// [`TimedOut`](TaskFailure::TimedOut), an error name of `E` with a payload that is an `E` is
    /// [`Failed`](TaskFailure::Failed).
    #[must_use]
    pub fn typed<E: TaskError>(&self) -> Option<TaskFailure<E>> {
        self.0.typed()
    }

    /// The failure as an arm sees it that names errors of `E`: all else but a timeout is
    /// [`Crashed`](TaskFailure::Crashed), as AWS's `States.TaskFailed` has it.
    #[doc(hidden)]
    #[must_use]
    pub fn caught<E: TaskError>(&self) -> TaskFailure<E> {
        TaskFailure::from_failure(&self.0)
    }
}

impl From<Failure> for BranchFailure {
    fn from(failure: Failure) -> Self {
        Self(failure)
    }
}

impl From<Error> for BranchFailure {
    fn from(error: Error) -> Self {
        Self(error.into_failure())
    }
}

impl From<EvaluationError> for BranchFailure {
    fn from(error: EvaluationError) -> Self {
        Error::from(error).into()
    }
}

/// A failure as data: something that a workflow carries from the state that caught it to the state that fails with it.
///
/// It is an error name and a cause, as in ASL's error output. The cause is not for reading: engines differ in its text.
///
/// ```
/// # use workflow_runtime::{Failure, TaskFailure, prelude::*};
/// # fn show<E: TaskError>(failure: TaskFailure<E>) -> Failure {
/// Failure::from(failure) // a TaskFailure, a BranchFailure or a TaskError
/// # }
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Failure {
    error: String,
    /// Empty for none, as AWS has it.
    #[serde(default, serialize_with = "text_or_empty", deserialize_with = "none_if_empty")]
    cause: Option<String>,
}

fn text_or_empty<S: Serializer>(cause: &Option<String>, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(cause.as_deref().unwrap_or_default())
}

fn none_if_empty<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    let cause = Option::<String>::deserialize(deserializer)?;
    Ok(cause.filter(|cause| !cause.is_empty()))
}

impl Failure {
    /// A failure with an ASL error name and a cause; of a typed error the cause is its JSON.
    pub fn new(error: impl Into<String>, cause: Option<String>) -> Self {
        Self { error: error.into(), cause }
    }

    /// The ASL error name.
    #[must_use]
    pub fn error(&self) -> &str {
        &self.error
    }

    /// The same, as [`TaskFailure::name`] and [`BranchFailure::name`] give it: portable, where the failure was carried to.
    #[must_use]
    pub fn name(&self) -> String {
        self.error.clone()
    }

    /// The cause, if there is one.
    #[must_use]
    pub fn cause(&self) -> Option<&str> {
        self.cause.as_deref()
    }

    /// The failure of a state whose nested execution ended with this one and a status that is not `SUCCEEDED`: AWS calls
    /// it `States.TaskFailed`, and has the execution for a cause, as `DescribeExecution` gives it.
    pub(crate) fn of_execution(self, status: ExecutionStatus) -> Self {
        let status = status.as_str().to_owned();
        let execution = FailedExecution { error: self.error, cause: self.cause, status };
        Self::new(TASK_FAILED, serde_json::to_string(&execution).ok())
    }

    /// The typed error, if both name and payload are an `E`'s; also that of a nested execution.
    pub(crate) fn decode<E: TaskError>(&self) -> Option<E> {
        if self.error == TASK_FAILED {
            let nested: FailedExecution = serde_json::from_str(self.cause.as_deref()?).ok()?;
            return Self::new(nested.error, nested.cause).decode();
        }
        if !E::ERROR_NAMES.iter().any(|known| known.name == self.error) {
            return None;
        }
        let error = E::from_json(self.cause.as_deref()?).ok()?;
        (error.error_name() == self.error).then_some(error)
    }

    fn typed<E: TaskError>(&self) -> Option<TaskFailure<E>> {
        if self.error == TIMEOUT {
            return Some(TaskFailure::TimedOut);
        }
        self.decode().map(TaskFailure::Failed)
    }
}

/// What AWS says of a nested execution that did not succeed, as far as it matters here.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct FailedExecution {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    cause: Option<String>,
    /// One that was stopped may have been so without a name.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    error: String,
    status: String,
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.cause {
            Some(cause) => write!(f, "{}: {cause}", self.error),
            None => f.write_str(&self.error),
        }
    }
}

impl Data for Failure {
    fn shape() -> Shape {
        let field = |rust, json, shape| FieldShape {
            rust,
            json,
            shape,
            flatten: false,
            skipped: false,
            optional: false,
            default: false,
        };
        Shape::Struct(StructShape {
            name: "Failure",
            style: Style::Named,
            transparent: false,
            fields: vec![field("error", "Error", || Shape::Text), field("cause", "Cause", || Shape::Opaque)],
        })
    }
}

impl<E: TaskError> From<E> for Failure {
    fn from(error: E) -> Self {
        match error.to_json() {
            Ok(cause) => Self::new(error.error_name(), Some(cause)),
            Err(reason) => Self::new(
                RUNTIME,
                Some(format!("the error {} cannot be written as JSON: {reason}", error.error_name())),
            ),
        }
    }
}

impl<E: TaskError> From<TaskFailure<E>> for Failure {
    fn from(failure: TaskFailure<E>) -> Self {
        match failure {
            TaskFailure::Failed(error) => error.into(),
            TaskFailure::TimedOut => Self::new(TIMEOUT, None),
            TaskFailure::Crashed(name) => Self::new(name, None),
        }
    }
}

impl From<BranchFailure> for Failure {
    fn from(failure: BranchFailure) -> Self {
        failure.0
    }
}

/// What [`fail`](crate::fail) takes: any [`TaskError`], and every failure that a state can catch.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not an error that a workflow can fail with",
    label = "this is not an error",
    note = "`fail` takes a value whose type has `#[derive(TaskError)]`, or a failure that was caught"
)]
pub trait IntoFailure {
    /// The error of the execution.
    #[doc(hidden)]
    fn into_error(self) -> Error;
}

#[diagnostic::do_not_recommend]
impl<T: Into<Failure>> IntoFailure for T {
    fn into_error(self) -> Error {
        Error::from(self.into())
    }
}
