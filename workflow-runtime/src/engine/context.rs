//! The context of a machine whose every effect survives the process.
//!
//! An effect looks at what is stored of it first: that is all that recovery is. Read next: `tasks.rs`, `callbacks.rs`,
//! `forks.rs`, `nested.rs` (the effects), `node.rs` (what is stored).

use std::borrow::Cow;
use std::fmt;
use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::node::Node;
use super::record::{Effect, Entry, Tries, from_nanos, to_nanos};
use super::running::Running;
use super::slot::Committing;
use crate::data::TaskError;
use crate::error::QUERY_EVALUATION_ERROR;
use crate::execution::branch::{Branch, Branches};
use crate::execution::frame::{Descent, Frame};
use crate::retry::Counts;
use crate::store::Wake;
use crate::{BranchFailure, Context, EvaluationError, Retrier, TaskFailure, TaskPolicy, TaskToken, Workflow};

/// The context of one machine of a durable execution.
pub(super) struct Durable {
    pub(super) frame: Arc<Frame>,
    pub(super) node: Arc<Node>,
    pub(super) running: Arc<Running>,
}

impl Durable {
    /// The context of the main machine.
    pub(super) fn main(running: &Arc<Running>) -> Self {
        Self {
            frame: Frame::new(Arc::clone(&running.run), Vec::new()),
            node: Arc::clone(&running.main),
            running: Arc::clone(running),
        }
    }

    /// The context of a branch.
    pub(super) fn branch(&self, attempt: u32, branch: usize, node: Arc<Node>) -> Self {
        let mut descents = self.frame.descents.clone();
        descents.push(Descent { visit: self.frame.visit(), attempt, branch });
        let frame = Frame::new(Arc::clone(&self.frame.run), descents);
        Self { frame, node, running: Arc::clone(&self.running) }
    }

    /// Commits what has piled up.
    pub(super) fn flush(&self, wake: Option<Wake>) -> Committing<'_> {
        self.running.flush(&self.node, wake)
    }

    /// Notes something that happened.
    pub(super) fn note(&self, entry: &Entry<'_>) {
        self.node.note(&self.running.engine, entry);
    }

    /// The time of an entry.
    pub(super) fn now(&self) -> i64 {
        self.running.engine.nanos()
    }

    /// What is stored of the state's effect.
    pub(super) fn effect(&self) -> Option<Effect> {
        self.node.book().effect.clone()
    }

    /// Commits an effect, so that it survives from here on. An engine that is shutting down begins no more.
    pub(super) async fn begin(&self, effect: Effect, wake: Option<Wake>) {
        self.node.book().set_effect(effect);
        self.flush(wake).await;
        if self.running.engine.is_draining() {
            // Whatever the store has: with nothing of the execution in memory, nothing else brings this back.
            let _parked = self.park(wake.unwrap_or(Wake::Now));
            std::future::pending::<()>().await;
        }
    }

    /// The attempts of the state's effect as they are stored, and whether one was begun and is to be made again. Waits
    /// out the delay before the next one.
    pub(super) async fn tries(&self) -> (Counts, bool) {
        match self.effect().as_ref().and_then(Effect::tries) {
            None => (Counts::default(), false),
            Some(Tries { counts, not_before }) => {
                let counts = Counts::stored(counts.clone());
                if let Some(at) = not_before {
                    self.sleep_until(from_nanos(*at)).await;
                }
                (counts, not_before.is_none())
            }
        }
    }

    /// The delay before the next attempt after a failure, if there is to be one.
    pub(super) fn backoff<F>(
        &self,
        counts: &mut Counts,
        retry: &[Retrier<F>],
        failure: &F,
    ) -> Option<Duration> {
        if self.frame.is_fatal() {
            return None;
        }
        let delay = counts.next_delay(retry, failure, || self.frame.run.random())?;
        if self.frame.run.traced {
            tracing::info!(?delay, retry = counts.total(), "retrying");
        }
        Some(delay)
    }

    /// Waits before the next attempt; `effect` has its time.
    pub(super) async fn back_off(
        &self,
        delay: Duration,
        counts: &Counts,
        effect: impl FnOnce(Tries) -> Effect,
    ) {
        let engine = &self.running.engine;
        let at = engine.clock.now().saturating_add(delay).unwrap_or(Timestamp::MAX);
        let tries = Tries { counts: counts.as_slice().to_vec(), not_before: Some(to_nanos(at)) };
        let wake = if delay > engine.options.passivate_after { Wake::At(at) } else { Wake::Now };
        self.begin(effect(tries), Some(wake)).await;
        self.sleep_until(at).await;
    }

    /// Waits until a time, with nothing else to do.
    pub(super) async fn sleep_until(&self, at: Timestamp) {
        let rest = self.running.engine.clock.until(at);
        if !rest.is_zero() {
            let _parked = self.park(Wake::At(at));
            tokio::time::sleep(rest).await;
        }
    }

    /// The machine waits for nothing but a time or a letter, until the guard is dropped.
    pub(super) fn park(&self, wake: Wake) -> Parked<'_> {
        self.node.book().parked = Some(wake);
        self.running.slot.leave_work();
        Parked(self)
    }

    /// Reads a state or an output as the program has it now.
    pub(super) fn read_stored<T: DeserializeOwned>(&self, text: &[u8]) -> Result<T, String> {
        let running = &self.running;
        running.engine.read_stored(running.run.workflow, running.older.as_deref(), text)
    }

    /// What the state's effect needs could not be evaluated.
    pub(super) fn not_evaluated(&self, error: EvaluationError) -> BranchFailure {
        self.note(&Entry::EvaluationFailed {
            at: self.now(),
            error: Cow::Borrowed(QUERY_EVALUATION_ERROR),
            cause: error.to_string().into(),
        });
        error.into()
    }

    async fn wait_from(&self, until: impl FnOnce() -> Timestamp) {
        let until = if let Some(Effect::Wait { until }) = self.effect() {
            from_nanos(until)
        } else {
            let until = until();
            if until <= self.running.engine.clock.now() {
                return;
            }
            self.begin(Effect::Wait { until: to_nanos(until) }, Some(Wake::At(until))).await;
            until
        };
        self.sleep_until(until).await;
    }
}

/// While it is there, a machine is parked.
pub(super) struct Parked<'a>(&'a Durable);

impl Drop for Parked<'_> {
    fn drop(&mut self) {
        self.0.node.book().parked = None;
        self.0.running.slot.enter_work();
    }
}

impl Context for Durable {
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
        let clock = &self.running.engine.clock;
        self.wait_from(|| clock.now().saturating_add(duration).unwrap_or(Timestamp::MAX)).await;
    }

    async fn wait_until(&self, at: Timestamp) {
        self.wait_from(|| at).await;
    }

    fn parallel<B, F>(
        &self,
        retry: &[Retrier<BranchFailure>],
        branches: F,
    ) -> impl Future<Output = Result<B::Output, BranchFailure>> + Send
    where
        B: Branches,
        F: Fn() -> Result<B, EvaluationError> + Send + Sync,
    {
        self.run_parallel(retry, branches)
    }

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
        F: Fn(usize, T) -> Result<B, EvaluationError> + Send + Sync,
    {
        self.run_map(max_concurrency, retry, items, branch)
    }

    fn nested<W, F>(
        &self,
        timeout: Option<Duration>,
        retry: &[Retrier<BranchFailure>],
        workflow: &W,
        input: F,
    ) -> impl Future<Output = Result<W::Output, BranchFailure>> + Send
    where
        W: Workflow,
        F: Fn() -> Result<W::Input, EvaluationError> + Send + Sync,
    {
        self.run_nested(timeout, retry, workflow, input)
    }

    fn execution_id(&self) -> String {
        self.frame.run.id().to_string()
    }

    fn execution_name(&self) -> String {
        self.frame.run.name().to_owned()
    }

    fn execution_started_at(&self) -> Timestamp {
        self.frame.run.clock().started_at()
    }

    fn state_entered_at(&self) -> Timestamp {
        from_nanos(self.node.book().entered)
    }

    fn retry_count(&self) -> u32 {
        self.frame.attempt()
    }
}

impl fmt::Debug for Durable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Durable").field("frame", &self.frame).finish_non_exhaustive()
    }
}
