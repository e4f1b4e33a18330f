//! Tasks and callbacks of the in-memory context: attempts, their limits and their retries.

use std::future::Future;
use std::sync::Arc;

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::attempt::{Interruption, Limits, attempt};
use super::ephemeral::Ephemeral;
use super::span::Inside;
use crate::callback::Pending;
use crate::data::TaskError;
use crate::error::DATA_LIMIT_EXCEEDED;
use crate::retry::Counts;
use crate::{Context, EvaluationError, Observer, TaskFailure, TaskPolicy, TaskToken};

/// What an attempt of a task gives: its arguments may fail to evaluate, and then the task may fail.
type Attempted<T, E> = Result<Result<T, TaskFailure<E>>, EvaluationError>;

impl<O: Observer> Ephemeral<'_, O> {
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
        let call = &call;
        self.attempts(policy, || async move { Ok(call().await?.map_err(TaskFailure::Failed)) }).await
    }

    pub(super) async fn run_callback<T, E, F, Fut>(
        &self,
        policy: TaskPolicy<'_, E>,
        call: F,
    ) -> Result<T, TaskFailure<E>>
    where
        T: Serialize + DeserializeOwned + Send + 'static,
        E: TaskError,
        F: Fn(TaskToken<T>) -> Fut + Send + Sync,
        Fut: Future<Output = Result<Result<(), E>, EvaluationError>> + Send,
    {
        let call = &call;
        self.attempts(policy, || async move {
            let mut pending = Pending::issue(Arc::clone(&self.frame));
            if let Err(error) = call(pending.token()).await? {
                return Ok(Err(TaskFailure::Failed(error)));
            }
            self.task_submitted();
            let result = pending.result().await;
            Ok(result.map_err(|failure| TaskFailure::from_failure(&failure)))
        })
        .await
    }

    /// Makes attempts until one succeeds or no retrier allows another.
    async fn attempts<T, E, F, Fut>(&self, policy: TaskPolicy<'_, E>, call: F) -> Result<T, TaskFailure<E>>
    where
        T: Serialize + Send,
        E: TaskError,
        F: Fn() -> Fut + Send + Sync,
        Fut: Future<Output = Attempted<T, E>> + Send,
    {
        let mut counts = Counts::default();
        loop {
            let number = counts.total();
            let deadline = self.frame.begin_attempt(number, policy.timeout);
            if policy.heartbeat.is_some() {
                self.frame.heartbeat();
            }
            self.task_scheduled(number, policy.timeout, policy.heartbeat);
            let outside = self.frame.enter_span(Inside::Attempt(number));
            let limits = Limits { deadline, heartbeat: policy.heartbeat };
            let outcome = attempt(call(), &limits, Some(&self.frame)).await;
            self.frame.leave_span(outside);
            let failure = match self.judge(outcome) {
                Ok(value) => return Ok(value),
                Err(failure) => failure,
            };
            let Some(delay) = self.backoff(&mut counts, policy.retry, &failure) else { return Err(failure) };
            self.wait(delay).await;
        }
    }

    /// The result of an attempt, of which the observer is told.
    fn judge<T: Serialize, E: TaskError>(
        &self,
        outcome: Result<Attempted<T, E>, Interruption>,
    ) -> Result<T, TaskFailure<E>> {
        let (failure, cause) = match outcome {
            Ok(Ok(Ok(value))) if self.check_result(&value) => {
                self.task_succeeded(&value);
                return Ok(value);
            }
            Ok(Ok(Ok(_))) => (TaskFailure::Crashed(DATA_LIMIT_EXCEEDED.to_owned()), None),
            Ok(Ok(Err(failure))) => (failure, None),
            Ok(Err(evaluation)) => {
                let cause = evaluation.to_string();
                (evaluation.into(), Some(cause))
            }
            Err(Interruption::TimedOut) => (TaskFailure::TimedOut, None),
            Err(ref interruption @ Interruption::Panicked(ref message)) => {
                tracing::error!(message, "a task panicked");
                (TaskFailure::Crashed(interruption.error_name().to_owned()), Some(message.clone()))
            }
        };
        self.task_failed(&failure, cause);
        Err(failure)
    }
}
