//! Tasks and callbacks of the in-memory context: attempts, their limits and their retries.

use std::future::Future;
use std::pin::pin;
use std::sync::Arc;

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::attempt::{Attempt, Interruption, Limits, attempt};
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
    pub(super) fn run_task<T, E, F, Fut>(
        &self,
        policy: TaskPolicy<'_, E>,
        call: F,
    ) -> impl Future<Output = Result<T, TaskFailure<E>>> + Send
    where
        T: Serialize + DeserializeOwned + Send,
        E: TaskError,
        F: Fn() -> Fut + Send + Sync,
        Fut: Future<Output = Result<Result<T, E>, EvaluationError>> + Send,
    {
        self.attempts(policy, call, |result| result.map(|result| result.map_err(TaskFailure::Failed)))
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
        let call = || async move {
            let mut pending = Pending::issue(Arc::clone(&self.frame));
            if let Err(error) = call(pending.token()).await? {
                return Ok(Err(TaskFailure::Failed(error)));
            }
            self.task_submitted();
            let result = pending.result().await;
            Ok(result.map_err(|failure| TaskFailure::from_failure(&failure)))
        };
        self.attempts(policy, call, |result| result).await
    }

    /// Makes attempts until one succeeds or no retrier allows another; `read` says what an attempt gave.
    ///
    /// It is no `async fn`, which moves its arguments: the policy is read where the caller has put it.
    #[allow(clippy::manual_async_fn, reason = "see above")]
    fn attempts<T, E, F, Fut>(
        &self,
        policy: TaskPolicy<'_, E>,
        call: F,
        read: fn(Fut::Output) -> Attempted<T, E>,
    ) -> impl Future<Output = Result<T, TaskFailure<E>>> + Send
    where
        T: Serialize + Send,
        E: TaskError,
        F: Fn() -> Fut + Send + Sync,
        Fut: Future + Send,
    {
        async move {
            let limits = self.limits(0, &policy);
            let outside = if self.attended { self.attempt_begun(0, &policy) } else { 0 };
            let operation = pin!(call());
            let alarm = pin!(None);
            let attempt = Attempt { operation, alarm, limits: &limits, frame: Some(&self.frame) };
            let failure = match attempt.await.map(read) {
                Ok(Ok(Ok(value))) if !self.attended => return Ok(value),
                outcome => match self.attempt_ended(outside, outcome) {
                    Ok(value) => return Ok(value),
                    Err(failure) => failure,
                },
            };
            // Most first attempts succeed: what else there is to do is kept out of their future.
            Box::pin(self.more_attempts(&policy, failure, &call, read)).await
        }
    }

    async fn more_attempts<T, E, F, Fut>(
        &self,
        policy: &TaskPolicy<'_, E>,
        mut failure: TaskFailure<E>,
        call: &F,
        read: fn(Fut::Output) -> Attempted<T, E>,
    ) -> Result<T, TaskFailure<E>>
    where
        T: Serialize + Send,
        E: TaskError,
        F: Fn() -> Fut + Send + Sync,
        Fut: Future + Send,
    {
        let mut counts = Counts::default();
        loop {
            let Some(delay) = self.backoff(&mut counts, policy.retry, &failure) else { return Err(failure) };
            self.wait(delay).await;
            let number = counts.total();
            let limits = self.limits(number, policy);
            let outside = if self.attended { self.attempt_begun(number, policy) } else { 0 };
            let outcome = attempt(call(), &limits, Some(&self.frame)).await;
            match self.attempt_ended(outside, outcome.map(read)) {
                Ok(value) => return Ok(value),
                Err(next) => failure = next,
            }
        }
    }

    #[inline]
    fn limits<E>(&self, number: u32, policy: &TaskPolicy<'_, E>) -> Limits {
        let deadline = self.frame.begin_attempt(number, policy.timeout);
        if policy.heartbeat.is_some() {
            self.frame.heartbeat();
        }
        Limits { deadline, heartbeat: policy.heartbeat }
    }

    #[cold]
    fn attempt_begun<E>(&self, number: u32, policy: &TaskPolicy<'_, E>) -> usize {
        self.task_scheduled(number, policy.timeout, policy.heartbeat);
        self.frame.enter_span(Inside::Attempt(number))
    }

    /// The result of an attempt, of which the observer is told.
    #[cold]
    fn attempt_ended<T: Serialize, E: TaskError>(
        &self,
        outside: usize,
        outcome: Result<Attempted<T, E>, Interruption>,
    ) -> Result<T, TaskFailure<E>> {
        self.frame.leave_span(outside);
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
                self.frame.run().panicked(message.clone());
                (TaskFailure::Crashed(interruption.error_name().to_owned()), Some(message.clone()))
            }
        };
        self.task_failed(&failure, cause);
        Err(failure)
    }
}
