//! The events of a state's one call: a task, a callback or a nested workflow. Read next: `record.rs`, of which this is a
//! part.

use std::time::Duration;

use serde::Serialize;

use super::super::ephemeral::Ephemeral;
use crate::data::TaskError;
use crate::error::QUERY_EVALUATION_ERROR;
use crate::observer::EventDetails;
use crate::{BranchFailure, EvaluationError, Observer, TaskFailure};

impl<O: Observer> Ephemeral<'_, O> {
    pub(in crate::execution) fn task_scheduled(
        &self,
        attempt: u32,
        timeout: Option<Duration>,
        heartbeat: Option<Duration>,
    ) {
        if O::ENABLED {
            self.tell_next(EventDetails::TaskScheduled { attempt, timeout, heartbeat });
            self.tell_next(EventDetails::TaskStarted);
        }
    }

    pub(in crate::execution) fn task_submitted(&self) {
        if O::ENABLED {
            self.tell_next(EventDetails::TaskSubmitted);
        }
    }

    pub(in crate::execution) fn task_succeeded<T: Serialize>(&self, output: &T) {
        if O::ENABLED {
            let output = self.payload(output);
            self.tell_next(EventDetails::TaskSucceeded { output });
        }
    }

    /// An attempt failed; `cause` is what a failure that is not typed has to say.
    pub(in crate::execution) fn task_failed<E: TaskError>(
        &self,
        failure: &TaskFailure<E>,
        cause: Option<String>,
    ) {
        if !O::ENABLED {
            return;
        }
        let error = failure.name();
        self.tell_next(match failure {
            TaskFailure::TimedOut => EventDetails::TaskTimedOut { error },
            TaskFailure::Failed(typed) => EventDetails::TaskFailed { error, cause: typed.to_json().ok() },
            TaskFailure::Crashed(name) if name == QUERY_EVALUATION_ERROR => {
                EventDetails::EvaluationFailed { error, cause, state: self.state_name().into() }
            }
            TaskFailure::Crashed(_) => EventDetails::TaskFailed { error, cause },
        });
    }

    pub(in crate::execution) fn nested_started(&self, attempt: u32, timeout: Option<Duration>) {
        self.task_scheduled(attempt, timeout, None);
        self.task_submitted();
    }

    pub(in crate::execution) fn nested_ended<T: Serialize>(&self, result: &Result<T, BranchFailure>) {
        match result {
            Ok(output) => self.task_succeeded(output),
            Err(failure) if O::ENABLED => {
                let failure = crate::Failure::from(failure.clone());
                let (error, cause) = (failure.error().to_owned(), failure.cause().map(str::to_owned));
                self.tell_next(if error == crate::error::TIMEOUT {
                    EventDetails::TaskTimedOut { error }
                } else {
                    EventDetails::TaskFailed { error, cause }
                });
            }
            Err(_) => {}
        }
    }

    /// The arguments of a state's effect could not be evaluated.
    pub(in crate::execution) fn not_evaluated(&self, error: EvaluationError) -> BranchFailure {
        if O::ENABLED {
            self.tell_next(EventDetails::EvaluationFailed {
                error: QUERY_EVALUATION_ERROR.to_owned(),
                cause: Some(error.to_string()),
                state: self.state_name().into(),
            });
        }
        error.into()
    }
}
