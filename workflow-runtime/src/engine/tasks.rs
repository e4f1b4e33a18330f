//! Tasks: a success is recorded with the transition that it leads to, a failure that is tried again by itself.

use std::borrow::Cow;
use std::future::Future;
use std::pin::pin;

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::context::Durable;
use super::machine::check_size;
use super::record::{Effect, Entry, How, Tries, text};
use super::running::unwritable;
use crate::data::TaskError;
use crate::error::{DATA_LIMIT_EXCEEDED, QUERY_EVALUATION_ERROR, RUNTIME};
use crate::execution::attempt::{Attempted, Interruption, Limits, attempt, settled};
use crate::execution::span::Inside;
use crate::retry::Counts;
use crate::{EvaluationError, TaskFailure, TaskPolicy};

impl Durable {
    pub(super) async fn run_task<T, E, F, Fut>(
        &self,
        policy: TaskPolicy<'_, E>,
        call: F,
    ) -> Result<T, TaskFailure<E>>
    where
        T: Serialize + DeserializeOwned + Send,
        E: TaskError,
        F: Fn() -> Fut + Send + Sync,
        Fut: Future<Output = Result<Result<T, E>, EvaluationError>> + Send,
    {
        let (mut counts, mut begun) = self.tries().await;
        loop {
            if !begun {
                self.schedule(&counts, &policy);
                let tries = Tries { counts: counts.as_slice().to_vec(), not_before: None };
                self.begin(Effect::Task(tries), None).await;
            }
            begun = false;
            let limits = Limits::begin(&self.frame, counts.total(), &policy);
            let outside = self.frame.enter_span(Inside::Attempt(counts.total()));
            let outcome = attempt(pin!(call()), &limits, Some(&self.frame)).await;
            self.frame.leave_span(outside);
            let outcome = outcome.map(|result| result.map(|result| result.map_err(TaskFailure::Failed)));
            let failure = match self.attempt_ended(outcome) {
                Ok(value) => return Ok(value),
                Err(failure) => failure,
            };
            let Some(delay) = self.backoff(&mut counts, policy.retry, &failure) else { return Err(failure) };
            self.back_off(delay, &counts, Effect::Task).await;
        }
    }

    /// Notes that an attempt begins.
    pub(super) fn schedule<E>(&self, counts: &Counts, policy: &TaskPolicy<'_, E>) {
        self.note(&Entry::TaskScheduled {
            at: self.now(),
            attempt: counts.total(),
            timeout: policy.timeout.map(nanos),
            heartbeat: policy.heartbeat.map(nanos),
        });
    }

    /// The result of an attempt, which is noted.
    pub(super) fn attempt_ended<T: Serialize, E: TaskError>(
        &self,
        outcome: Result<Attempted<T, E>, Interruption>,
    ) -> Result<T, TaskFailure<E>> {
        let (failure, cause) = match settled(outcome, &self.frame) {
            Ok(value) => match self.note_result(&value) {
                Ok(()) => return Ok(value),
                Err(name) => (TaskFailure::Crashed(name.to_owned()), None),
            },
            Err(failed) => failed,
        };
        self.note_failure(&failure, cause);
        Err(failure)
    }

    /// Notes a result, or says under which name the state cannot go on with it.
    fn note_result<T: Serialize>(&self, value: &T) -> Result<(), &'static str> {
        let engine = &self.running.engine;
        if !engine.keeps_results() && !self.frame.run.payload_limit {
            return Ok(());
        }
        // Not under the book's lock: how a result is written is the user's affair.
        let mut row = self.node.book().lend_row(engine, &self.node);
        let before = row.len();
        let noted = self.write_result(&mut row, value);
        match noted {
            Ok(()) => row.push(b','),
            Err(_) => row.truncate(before),
        }
        self.node.book().give_back_row(engine, row);
        noted
    }

    fn write_result<T: Serialize>(&self, row: &mut Vec<u8>, value: &T) -> Result<(), &'static str> {
        let name = || self.node.book().name.clone();
        let length = match text::task_succeeded(row, self.now(), value) {
            Ok(length) => length,
            Err(reason) => {
                self.frame.set_fatal(unwritable("task result", &name(), &reason));
                return Err(RUNTIME);
            }
        };
        if self.frame.run.payload_limit
            && let Err(error) = check_size("task result", &name(), length)
        {
            self.frame.set_fatal(error);
            return Err(DATA_LIMIT_EXCEEDED);
        }
        Ok(())
    }

    /// Notes a failure; `cause` is what one that is not typed has to say.
    fn note_failure<E: TaskError>(&self, failure: &TaskFailure<E>, cause: Option<String>) {
        let (how, cause) = match failure {
            TaskFailure::TimedOut => (How::TimedOut, None),
            TaskFailure::Failed(typed) => (How::Failed, typed.to_json().ok()),
            TaskFailure::Crashed(name) if name == QUERY_EVALUATION_ERROR => (How::NotEvaluated, cause),
            TaskFailure::Crashed(_) => (How::Failed, cause),
        };
        let (error, cause) = (failure.name().into(), cause.map(Cow::Owned));
        self.note(&Entry::TaskFailed { at: self.now(), error, cause, how });
    }
}

/// A duration as an entry has it.
pub(super) fn nanos(duration: std::time::Duration) -> u64 {
    u64::try_from(duration.as_nanos()).unwrap_or(u64::MAX)
}
