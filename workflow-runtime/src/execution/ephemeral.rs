//! The context that keeps everything in memory: branches run in the execution's own task.
//!
//! Tasks are in `task.rs`, events in `record.rs`.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::atomic::AtomicU64;
use std::sync::{Arc, Mutex, OnceLock};
use std::time::Duration;

use jiff::Timestamp;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use tokio::time::Sleep;

use super::attempt::{Limits, attempt};
use super::branch::{Branch, BranchRunner, Branches};
use super::drive::{drive, run_main};
use super::frame::{Descent, Frame, Run};
use super::record::{Fork, Trail};
use crate::Machine;
use crate::data::TaskError;
use crate::retry::Counts;
use crate::{
    BranchFailure, Context, EvaluationError, Failure, Observer, Retrier, TaskFailure, TaskPolicy, TaskToken,
    Workflow,
};

/// The context of one machine of an execution in memory.
pub(super) struct Ephemeral<'a, O> {
    pub(super) frame: Arc<Frame>,
    pub(super) observer: &'a O,
    pub(super) trail: Trail,
    /// Whether a transition is more than a transition: it is observed, measured or traced.
    pub(super) attended: bool,
    /// The timer of a task's first attempt, once one has limits and waits. It is here and not with the attempt so that
    /// dropping one that needs none costs nothing.
    pub(super) alarm: Alarm,
}

/// A timer that is allocated once, and set and unset in its place.
pub(super) type Alarm = Mutex<Option<Pin<Box<Option<Sleep>>>>>;

impl<'a, O: Observer> Ephemeral<'a, O> {
    /// The context of the main machine.
    pub(super) fn main(run: Arc<Run>, observer: &'a O) -> Self {
        let trail = Trail::new::<O>(&run);
        let attended = O::ENABLED || run.payload_limit || run.traced;
        Self { frame: Frame::new(run, Vec::new()), observer, trail, attended, alarm: Alarm::default() }
    }

    /// The context of a branch.
    fn branch(&self, attempt: u32, branch: usize, trail: Trail) -> Self {
        let mut descents = self.frame.descents.clone();
        descents.push(Descent { visit: self.frame.visit(), attempt, branch });
        let frame = Frame::new(Arc::clone(&self.frame.run), descents);
        Self { frame, observer: self.observer, trail, attended: self.attended, alarm: Alarm::default() }
    }

    /// The delay before the next attempt after a failure, if there is to be one.
    pub(super) fn backoff<F>(
        &self,
        counts: &mut Counts,
        retry: &[Retrier<F>],
        failure: &F,
    ) -> Option<Duration> {
        if self.frame.run.payload_limit && self.frame.is_fatal() {
            return None;
        }
        let delay = counts.next_delay(retry, failure, || self.frame.run.random())?;
        if self.frame.run.traced {
            tracing::info!(?delay, retry = counts.total(), "retrying");
        }
        Some(delay)
    }

    async fn parallel_once<B: Branches>(
        &self,
        attempt: u32,
        branches: B,
    ) -> Result<B::Output, BranchFailure> {
        let fork = self.parallel_started();
        let result = branches.run_with(&Runner { cx: self, attempt, fork: &fork, items: None }).await;
        self.joined(&fork, result.is_ok());
        result
    }

    async fn map_once<T, B, F>(
        &self,
        attempt: u32,
        bound: usize,
        items: Vec<T>,
        branch: &F,
    ) -> Result<Vec<B::Output>, BranchFailure>
    where
        T: Serialize + Clone + Send + Sync,
        B: Branch,
        F: Fn(usize, T) -> Result<B, EvaluationError> + Send + Sync,
    {
        let fork = self.map_started(items.len());
        let inputs = self.item_inputs(&items);
        let runner = Runner { cx: self, attempt, fork: &fork, items: Some(&inputs) };
        let result = crate::map::in_order(items, bound, |index, item| {
            let branch = branch(index, item);
            let runner = &runner;
            async move {
                let branch = branch.map_err(|error| self.not_evaluated(error))?;
                runner.run_branch(index, branch).await
            }
        })
        .await;
        self.joined(&fork, result.is_ok());
        result
    }

    async fn nested_once<W: Workflow>(
        &self,
        number: u32,
        timeout: Option<Duration>,
        workflow: &W,
        input: W::Input,
    ) -> Result<W::Output, BranchFailure> {
        let deadline = self.frame.begin_attempt(number, timeout);
        let parent = &self.frame.run;
        let run = Run {
            workflow: W::NAME,
            name: OnceLock::new(),
            id: OnceLock::new(),
            parent: Some((Arc::clone(&self.frame), self.frame.visit(), number)),
            clock: crate::clock::Clock::starting_at(parent.clock.now()),
            random: parent.fork_random(),
            payload_limit: parent.payload_limit,
            traced: parent.traced,
            last_event: AtomicU64::new(0),
            last_panic: std::sync::Mutex::new(None),
        };
        let limits = Limits { deadline, heartbeat: None };
        let execution = run_main(workflow, input, Arc::new(run), self.observer);
        match attempt(execution, &limits, Some(&self.frame)).await {
            Ok(result) => result.map_err(|error| error.of_execution().into()),
            Err(interruption) => Err(Failure::new(interruption.error_name(), None).into()),
        }
    }
}

/// Runs branches as machines of their own, in the task of their parent.
struct Runner<'r, 'a, O> {
    cx: &'r Ephemeral<'a, O>,
    attempt: u32,
    fork: &'r Fork,
    /// Of a map whose payloads are observed, the items as JSON.
    items: Option<&'r [Value]>,
}

impl<O: Observer> BranchRunner for Runner<'_, '_, O> {
    async fn run_branch<B: Branch>(&self, index: usize, branch: B) -> Result<B::Output, BranchFailure> {
        let given = match self.items {
            None => self.cx.own_input(),
            Some(items) => items.get(index).filter(|_| B::Machine::takes_parent_input()).cloned(),
        };
        let cx = self.cx.branch(self.attempt, index, self.cx.branch_trail(self.fork, given));
        self.cx.branch_started(self.fork, index, &cx);
        let (machine, start) = branch.into_parts();
        let result = cx.frame.scope(drive(&machine, start, &cx)).await;
        self.cx.branch_ended(self.fork, index, &cx, result.is_ok());
        result.map_err(|error| {
            if error.is_data_limit_exceeded() {
                self.cx.frame.set_fatal(error.clone());
            }
            error.into()
        })
    }
}

impl<O: Observer> Context for Ephemeral<'_, O> {
    #[inline(always)]
    fn task<T, E, F, Fut>(
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
        self.run_task(policy, call)
    }

    fn callback<T, E, F, Fut>(
        &self,
        policy: TaskPolicy<'_, E>,
        call: F,
    ) -> impl Future<Output = Result<T, TaskFailure<E>>> + Send
    where
        T: Serialize + DeserializeOwned + Send + 'static,
        E: TaskError,
        F: Fn(TaskToken<T>) -> Fut + Send + Sync,
        Fut: Future<Output = Result<Result<(), E>, EvaluationError>> + Send,
    {
        self.run_callback(policy, call)
    }

    async fn wait(&self, duration: Duration) {
        self.frame.note_entered();
        crate::wait(duration).await;
    }

    async fn wait_until(&self, at: Timestamp) {
        self.wait(self.frame.run.clock.until(at)).await;
    }

    async fn parallel<B, F>(
        &self,
        retry: &[Retrier<BranchFailure>],
        branches: F,
    ) -> Result<B::Output, BranchFailure>
    where
        B: Branches,
        F: Fn() -> Result<B, EvaluationError> + Send + Sync,
    {
        let mut counts = Counts::default();
        loop {
            let number = counts.total();
            self.frame.begin_attempt(number, None);
            self.frame.note_entered();
            let result = match branches() {
                Ok(branches) => self.parallel_once(number, branches).await,
                Err(error) => Err(self.not_evaluated(error)),
            };
            let failure = match result {
                Ok(output) => return Ok(output),
                Err(failure) => failure,
            };
            let Some(delay) = self.backoff(&mut counts, retry, &failure) else {
                self.parallel_failed();
                return Err(failure);
            };
            self.wait(delay).await;
        }
    }

    async fn map<T, B, F>(
        &self,
        max_concurrency: Option<usize>,
        retry: &[Retrier<BranchFailure>],
        items: Vec<T>,
        branch: F,
    ) -> Result<Vec<B::Output>, BranchFailure>
    where
        T: Serialize + Clone + Send + Sync,
        B: Branch,
        F: Fn(usize, T) -> Result<B, EvaluationError> + Send + Sync,
    {
        let bound = max_concurrency.filter(|bound| *bound > 0).unwrap_or(usize::MAX);
        let mut counts = Counts::default();
        loop {
            let number = counts.total();
            self.frame.begin_attempt(number, None);
            self.frame.note_entered();
            let failure = match self.map_once(number, bound, items.clone(), &branch).await {
                Ok(outputs) => return Ok(outputs),
                Err(failure) => failure,
            };
            let Some(delay) = self.backoff(&mut counts, retry, &failure) else {
                self.map_failed();
                return Err(failure);
            };
            self.wait(delay).await;
        }
    }

    async fn nested<W, F>(
        &self,
        timeout: Option<Duration>,
        retry: &[Retrier<BranchFailure>],
        workflow: &W,
        input: F,
    ) -> Result<W::Output, BranchFailure>
    where
        W: Workflow,
        F: Fn() -> Result<W::Input, EvaluationError> + Send + Sync,
    {
        let mut counts = Counts::default();
        loop {
            let number = counts.total();
            self.nested_started(number, timeout);
            let result = match input() {
                Ok(input) => {
                    let result = self.nested_once(number, timeout, workflow, input).await;
                    self.nested_ended(&result);
                    result
                }
                // That it was not evaluated is all there is to tell: nothing was started.
                Err(error) => Err(self.not_evaluated(error)),
            };
            let failure = match result {
                Ok(output) => return Ok(output),
                Err(failure) => failure,
            };
            let Some(delay) = self.backoff(&mut counts, retry, &failure) else { return Err(failure) };
            self.wait(delay).await;
        }
    }

    fn execution_id(&self) -> String {
        self.frame.run.id().to_string()
    }

    fn execution_name(&self) -> String {
        self.frame.run.name().to_owned()
    }

    fn execution_started_at(&self) -> Timestamp {
        self.frame.run.clock.started_at()
    }

    fn state_entered_at(&self) -> Timestamp {
        self.frame.entered_at()
    }

    fn retry_count(&self) -> u32 {
        self.frame.attempt()
    }
}

impl<O> fmt::Debug for Ephemeral<'_, O> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Ephemeral").field("frame", &self.frame).finish_non_exhaustive()
    }
}
