//! What a state may await: the effects of a workflow.
//!
//! Generated code awaits nothing else. An engine implements [`Context`]; the one here is `ephemeral.rs`.

use std::future::Future;
use std::time::Duration;

use jiff::Timestamp;
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::branch::{Branch, Branches};
use crate::data::TaskError;
use crate::{BranchFailure, EvaluationError, Retrier, TaskFailure, TaskPolicy, TaskToken, Workflow};

/// The effects that a state can have, and what it can ask about its execution.
///
/// A state has one effect at most. An engine may drop the future of an effect that has to wait, and run the state again
/// from its checkpoint when the result is there: then the effect returns at once.
pub trait Context: Send + Sync {
    /// Runs a task under a policy. `call` makes one attempt.
    ///
    /// Arguments that cannot be evaluated are [`TaskFailure::Crashed`] with `States.QueryEvaluationError`, a panic is
    /// `Crashed` with `Panic`, and both are retried like any failure.
    fn task<T, E, F, Fut>(
        &self,
        policy: TaskPolicy<'_, E>,
        call: F,
    ) -> impl Future<Output = Result<T, TaskFailure<E>>> + Send
    where
        T: Serialize + DeserializeOwned + Send,
        E: TaskError,
        F: Fn() -> Fut + Send + Sync,
        Fut: Future<Output = Result<Result<T, E>, EvaluationError>> + Send;

    /// Runs a task that hands a token over, and waits until the token is completed with a `T` or failed.
    ///
    /// The policy's limits span both; an attempt that is made again has a new token, and the old one is closed.
    fn callback<T, E, F, Fut>(
        &self,
        policy: TaskPolicy<'_, E>,
        call: F,
    ) -> impl Future<Output = Result<T, TaskFailure<E>>> + Send
    where
        T: Serialize + DeserializeOwned + Send + 'static,
        E: TaskError,
        F: Fn(TaskToken<T>) -> Fut + Send + Sync,
        Fut: Future<Output = Result<Result<(), E>, EvaluationError>> + Send;

    /// Waits for a duration.
    fn wait(&self, duration: Duration) -> impl Future<Output = ()> + Send;

    /// Waits until a time; one that has passed does not wait.
    fn wait_until(&self, at: Timestamp) -> impl Future<Output = ()> + Send;

    /// Runs branches side by side. The first failure stops the others.
    fn parallel<B, F>(
        &self,
        retry: &[Retrier<BranchFailure>],
        branches: F,
    ) -> impl Future<Output = Result<B::Output, BranchFailure>> + Send
    where
        B: Branches,
        F: Fn() -> Result<B, EvaluationError> + Send + Sync;

    /// Runs one branch an item, at most `max_concurrency` at a time (`None` and 0: all), and gives the outputs in the
    /// order of the items. The first failure stops the others; a retry runs the whole map again.
    fn map<T, B, F>(
        &self,
        max_concurrency: Option<usize>,
        retry: &[Retrier<BranchFailure>],
        items: Vec<T>,
        branch: F,
    ) -> impl Future<Output = Result<Vec<B::Output>, BranchFailure>> + Send
    where
        T: Serialize + Clone + Send + Sync,
        B: Branch,
        F: Fn(usize, T) -> Result<B, EvaluationError> + Send + Sync;

    /// Runs another workflow as an execution of its own. `input` is evaluated for each attempt.
    fn nested<W, F>(
        &self,
        timeout: Option<Duration>,
        retry: &[Retrier<BranchFailure>],
        workflow: &W,
        input: F,
    ) -> impl Future<Output = Result<W::Output, BranchFailure>> + Send
    where
        W: Workflow,
        F: Fn() -> Result<W::Input, EvaluationError> + Send + Sync;

    /// The id of the execution: ASL's `$states.context.Execution.Id`.
    fn execution_id(&self) -> String;

    /// The name of the execution: `$states.context.Execution.Name`.
    fn execution_name(&self) -> String;

    /// When the execution began: `$states.context.Execution.StartTime`.
    fn execution_started_at(&self) -> Timestamp;

    /// When the state was entered: `$states.context.State.EnteredTime`.
    fn state_entered_at(&self) -> Timestamp;

    /// How often the state's effect was retried so far: `$states.context.State.RetryCount`.
    fn retry_count(&self) -> u32;
}
