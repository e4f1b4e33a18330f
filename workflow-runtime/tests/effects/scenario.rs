//! A workflow with one state, whose effect is what a test asks for.

use std::future::{Future, pending};
use std::sync::atomic::{AtomicU32, Ordering::SeqCst};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use workflow_runtime::__private::{machine_branch, task_branch};
use workflow_runtime::data::{Data, ErrorName, Shape, TaskError};
use workflow_runtime::prelude::{
    BranchFailure, Failure, TaskFailure, TaskToken, Transition, fail, seconds, succeed, wait,
};
use workflow_runtime::{
    Context, EvaluationError, Machine, MachineState, Retrier, StateKind, TaskContext, TaskPolicy, Workflow,
};

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) enum WorkError {
    Busy,
    Broken { part: String },
}

impl Data for WorkError {
    fn shape() -> Shape {
        Shape::Opaque
    }
}

impl TaskError for WorkError {
    const ERROR_NAMES: &'static [ErrorName] = &[
        ErrorName { variant: "Busy", name: "WorkError.Busy" },
        ErrorName { variant: "Broken", name: "WorkError.Broken" },
    ];

    fn error_name(&self) -> &'static str {
        match self {
            Self::Busy => "WorkError.Busy",
            Self::Broken { .. } => "WorkError.Broken",
        }
    }
}

/// What the state does.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) enum Effect {
    /// Calls a task under the policy of the scenario.
    Task,
    /// Calls a callback task under the policy of the scenario.
    Callback,
    /// A parallel state of two tasks.
    Parallel,
    /// A map over so many items, so many at a time, in the branch machine or as tasks alone.
    Map {
        items: u64,
        bound: usize,
        machine: bool,
    },
    /// Runs another scenario, nested.
    Nested,
    Wait(Duration),
    WaitUntil(Timestamp),
    /// Fails to evaluate an expression.
    Evaluate,
    /// Gives back a text of so many bytes.
    Text(usize),
}

/// What the tasks do; each call is noted in `calls`.
pub(crate) type Work = Box<dyn Fn(u64) -> Doing + Send + Sync>;

/// What one call of the task does.
#[derive(Clone)]
pub(crate) enum Doing {
    Succeed,
    Fail(WorkError),
    Panic,
    Hang,
    Take(u64),
    TakeAndFail(u64),
    /// Works for so many seconds with a heartbeat each.
    Beat(u64),
    Text(usize),
}

pub(crate) struct Scenario {
    pub(crate) work: Work,
    pub(crate) policy: TaskPolicy<'static, WorkError>,
    pub(crate) branch_retry: &'static [Retrier<BranchFailure>],
    pub(crate) nested: Option<Arc<Inner>>,
    pub(crate) seen: Seen,
}

/// What the tests look at afterwards.
#[derive(Default)]
pub(crate) struct Seen {
    pub(crate) calls: AtomicU32,
    pub(crate) running: AtomicU32,
    pub(crate) most_running: AtomicU32,
    pub(crate) dropped: AtomicU32,
    pub(crate) keys: Mutex<Vec<String>>,
    pub(crate) contexts: Mutex<Vec<TaskContext>>,
    pub(crate) tokens: Mutex<Vec<TaskToken<u64>>>,
}

/// Counts a call as running until it is dropped.
struct Running<'a>(&'a Seen, bool);

impl Drop for Running<'_> {
    fn drop(&mut self) {
        self.0.running.fetch_sub(1, SeqCst);
        if !self.1 {
            self.0.dropped.fetch_add(1, SeqCst);
        }
    }
}

impl Scenario {
    pub(crate) fn new(work: impl Fn(u64) -> Doing + Send + Sync + 'static) -> Self {
        Self {
            work: Box::new(work),
            policy: TaskPolicy::NONE,
            branch_retry: &[],
            nested: None,
            seen: Seen::default(),
        }
    }

    /// The task: what it does depends on its argument, or on how often it was called.
    async fn task(&self, item: u64) -> Result<String, WorkError> {
        let seen = &self.seen;
        seen.calls.fetch_add(1, SeqCst);
        let running = seen.running.fetch_add(1, SeqCst) + 1;
        seen.most_running.fetch_max(running, SeqCst);
        let mut guard = Running(seen, false);
        let context = TaskContext::current().expect("a task has a context");
        seen.keys.lock().expect("no panic").push(context.idempotency_key());
        seen.contexts.lock().expect("no panic").push(context.clone());
        let result = match (self.work)(item) {
            Doing::Succeed => Ok(item.to_string()),
            Doing::Fail(error) => Err(error),
            Doing::Panic => panic!("the task is broken"),
            Doing::Hang => pending().await,
            Doing::Take(time) => {
                wait(seconds(time)).await;
                Ok(item.to_string())
            }
            Doing::TakeAndFail(time) => {
                wait(seconds(time)).await;
                Err(WorkError::Broken { part: item.to_string() })
            }
            Doing::Beat(times) => {
                for _ in 0..times {
                    wait(seconds(1)).await;
                    context.heartbeat();
                }
                Ok(item.to_string())
            }
            Doing::Text(length) => Ok("x".repeat(length)),
        };
        guard.1 = true;
        result
    }

    async fn hand_over(&self, token: TaskToken<u64>) -> Result<(), WorkError> {
        self.seen.calls.fetch_add(1, SeqCst);
        self.seen.tokens.lock().expect("no panic").push(token);
        match (self.work)(0) {
            Doing::Fail(error) => Err(error),
            _ => Ok(()),
        }
    }

    pub(crate) fn calls(&self) -> u32 {
        self.seen.calls.load(SeqCst)
    }
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) enum State {
    Do { effect: Effect },
}

impl MachineState for State {
    fn name(&self) -> &'static str {
        "Do"
    }

    fn kind(&self) -> StateKind {
        let Self::Do { effect } = self;
        match effect {
            Effect::Task | Effect::Callback | Effect::Nested => StateKind::Task,
            Effect::Parallel => StateKind::Parallel,
            Effect::Map { .. } => StateKind::Map,
            Effect::Wait(_) | Effect::WaitUntil(_) => StateKind::Wait,
            Effect::Evaluate | Effect::Text(_) => StateKind::Pass,
        }
    }

    fn input(&self) -> serde_json::Result<Value> {
        let Self::Do { effect } = self;
        serde_json::to_value(effect)
    }
}

/// How the state ends: with a text, or with the failure that the effect gave it.
fn ended<E>(result: Result<String, E>) -> Transition<String, State>
where
    Failure: From<E>,
{
    match result {
        Ok(output) => succeed(output),
        Err(failure) => fail(Failure::from(failure)),
    }
}

impl Workflow for Scenario {
    const NAME: &'static str = "Scenario";
    const TIMEOUT: Option<Duration> = Some(seconds(100_000));
    type Input = Effect;
    type Output = String;
    type State = State;

    // Driven here, and never exported.
    fn definition() -> workflow_runtime::asl::StateMachine {
        workflow_runtime::asl::StateMachine::jsonata(Self::NAME)
    }

    fn start(effect: Effect) -> State {
        State::Do { effect }
    }

    async fn step<C: Context>(&self, State::Do { effect }: State, cx: &C) -> Transition<String, State> {
        match effect {
            Effect::Task => ended(cx.task(self.policy, || async { Ok(self.task(0).await) }).await),
            Effect::Callback => {
                let call = |token| async { Ok(self.hand_over(token).await) };
                ended(cx.callback(self.policy, call).await.map(|answer| answer.to_string()))
            }
            Effect::Parallel => {
                let branches = || {
                    Ok((
                        task_branch("Left", self.policy, || async { Ok(self.task(0).await) }),
                        task_branch("Right", self.policy, || async { Ok(self.task(1).await) }),
                    ))
                };
                let both = cx.parallel(self.branch_retry, branches).await;
                ended(both.map(|(left, right)| format!("{left} {right}")))
            }
            Effect::Map { items, bound, machine: false } => {
                let items: Vec<u64> = (0..items).collect();
                let branch = |_, item| {
                    Ok(task_branch("One", self.policy, move || async move { Ok(self.task(item).await) }))
                };
                ended(cx.map(Some(bound), self.branch_retry, items, branch).await.map(|all| all.join(" ")))
            }
            Effect::Map { items, bound, machine: true } => {
                let items: Vec<u64> = (0..items).collect();
                let branch = |index: usize, item| {
                    let start = Transition::next(BranchState::First { index, item });
                    Ok(machine_branch(TwoStates(self), start))
                };
                ended(cx.map(Some(bound), self.branch_retry, items, branch).await.map(|all| all.join(" ")))
            }
            Effect::Nested => {
                let inner = self.nested.as_deref().expect("the test gives one");
                ended(cx.nested(self.policy.timeout, self.branch_retry, inner, || Ok(Effect::Task)).await)
            }
            Effect::Wait(duration) => {
                cx.wait(duration).await;
                succeed("waited".to_owned())
            }
            Effect::WaitUntil(at) => {
                cx.wait_until(at).await;
                succeed("waited".to_owned())
            }
            Effect::Evaluate => {
                workflow_runtime::__private::evaluated(Err(EvaluationError::new("7 / 0 has no value")))
            }
            Effect::Text(length) => succeed("x".repeat(length)),
        }
    }
}

/// A branch of two states: a pass, then the task.
struct TwoStates<'a>(&'a Scenario);

#[derive(Clone, Debug, Serialize, Deserialize)]
enum BranchState {
    First { index: usize, item: u64 },
    Second { item: u64 },
}

impl MachineState for BranchState {
    fn name(&self) -> &'static str {
        match self {
            Self::First { .. } => "First",
            Self::Second { .. } => "Second",
        }
    }

    fn kind(&self) -> StateKind {
        match self {
            Self::First { .. } => StateKind::Pass,
            Self::Second { .. } => StateKind::Task,
        }
    }

    fn input(&self) -> serde_json::Result<Value> {
        match self {
            Self::First { index, item } => Ok(serde_json::json!({ "index": index, "item": item })),
            Self::Second { item } => serde_json::to_value(item),
        }
    }
}

impl Machine for TwoStates<'_> {
    type State = BranchState;
    type Output = String;

    async fn step<C: Context>(&self, state: BranchState, cx: &C) -> Transition<String, BranchState> {
        match state {
            BranchState::First { item, .. } => Transition::next(BranchState::Second { item }),
            BranchState::Second { item } => {
                match cx.task(self.0.policy, || async { Ok(self.0.task(item).await) }).await {
                    Ok(output) => succeed(output),
                    Err(failure) => fail(failure),
                }
            }
        }
    }
}

/// A second workflow around a scenario: a workflow cannot nest itself.
pub(crate) struct Inner(pub(crate) Scenario);

impl Workflow for Inner {
    const NAME: &'static str = "Inner";
    type Input = Effect;
    type Output = String;
    type State = State;

    // Driven here, and never exported.
    fn definition() -> workflow_runtime::asl::StateMachine {
        workflow_runtime::asl::StateMachine::jsonata(Self::NAME)
    }

    fn start(effect: Effect) -> State {
        State::Do { effect }
    }

    async fn step<C: Context>(&self, _: State, cx: &C) -> Transition<String, State> {
        ended(cx.task(self.0.policy, || async { Ok(self.0.task(0).await) }).await)
    }
}

/// How long `future` takes by the paused clock.
pub(crate) async fn timed<T>(future: impl Future<Output = T>) -> (T, Duration) {
    let start = tokio::time::Instant::now();
    let output = future.await;
    (output, start.elapsed())
}

/// A retrier for every failure.
pub(crate) const ANY: Retrier<TaskFailure<WorkError>> = Retrier::on(|_| true);
