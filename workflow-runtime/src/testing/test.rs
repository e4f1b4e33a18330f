//! Running a workflow in a test: on a clock that jumps, watched, and ended when it can go no further.

use std::fmt;
use std::future::{Future, pending};
use std::pin::pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use jiff::Timestamp;
use tokio::sync::Notify;

use super::run::Run;
use super::step::Step;
use crate::observer::{EventDetails, History, HistoryEvent};
use crate::{Context, Error, Execution, Machine, Transition, Workflow};

/// What a test takes for the time at the start of an execution: the same every time, so that a run is repeatable.
const STARTED_AT: Timestamp = Timestamp::constant(1_893_456_000, 0);

/// After so much time without an event nothing will ever happen: a wait lasts a year at most (AWS), and a timer of
/// tokio 2.2 years.
const SILENCE: Duration = Duration::from_secs(2 * 366 * 24 * 60 * 60);

/// Runs a workflow on a clock that jumps from one timer to the next: [`Test`] with its defaults.
///
/// # Panics
///
/// If a [`Scripted`](super::Scripted) task is called that no script answers, if the execution waits for what never
/// comes, or inside an async runtime ([`Test::run_async`] is for there). A workflow that fails is no panic: the
/// [`Run`] says so.
#[track_caller]
pub fn run<W: Workflow>(workflow: &W, input: W::Input) -> Run<W> {
    Test::of(workflow).run(input)
}

/// A test of a workflow, with options.
///
/// ```
/// # use workflow_runtime::{Workflow, testing::{Run, Test}};
/// # fn example<W: Workflow>(workflow: &W, input: W::Input) -> Run<W> {
/// Test::of(workflow).name("order-42").started_at("2031-12-24T18:00:00Z".parse().unwrap()).seed(7).run(input)
/// # }
/// ```
#[must_use = "a test does nothing until it is run"]
pub struct Test<'a, W> {
    workflow: &'a W,
    name: String,
    started_at: Timestamp,
    seed: u64,
    payload_limit: bool,
}

impl<'a, W: Workflow> Test<'a, W> {
    /// A test of `workflow`: an execution named `test`, which begins with the year 2030, with a fixed seed, and with
    /// AWS's limit of 262,144 bytes for inputs and outputs enforced.
    pub fn of(workflow: &'a W) -> Self {
        Self { workflow, name: "test".to_owned(), started_at: STARTED_AT, seed: 0, payload_limit: true }
    }

    /// Names the execution.
    pub fn name(mut self, name: impl Into<String>) -> Self {
        self.name = name.into();
        self
    }

    /// Sets what the execution takes for the time at its start.
    pub fn started_at(mut self, time: Timestamp) -> Self {
        self.started_at = time;
        self
    }

    /// Sets what jitter and `random()` come from.
    pub fn seed(mut self, seed: u64) -> Self {
        self.seed = seed;
        self
    }

    /// Whether inputs and outputs are held to AWS's limit, as
    /// [`Execution::enforce_payload_limit`](crate::Execution::enforce_payload_limit) says.
    pub fn enforce_payload_limit(mut self, enforce: bool) -> Self {
        self.payload_limit = enforce;
        self
    }

    /// Runs the workflow to its end, on a runtime of its own whose clock is paused.
    ///
    /// # Panics
    ///
    /// As [`run`].
    #[track_caller]
    pub fn run(self, input: W::Input) -> Run<W> {
        let ended = runtime().block_on(self.ended(input));
        ended.unwrap_or_else(|words| panic!("{words}"))
    }

    /// [`run`](Self::run) on the runtime that the caller is on: for an async test whose clock is paused
    /// (`#[tokio::test(start_paused = true)]`).
    ///
    /// # Panics
    ///
    /// As [`run`], but for the runtime.
    ///
    /// # Cancel safety
    ///
    /// Dropping the future drops the execution.
    pub async fn run_async(self, input: W::Input) -> Run<W> {
        self.ended(input).await.unwrap_or_else(|words| panic!("{words}"))
    }

    /// Runs one state; as [`step`](super::step).
    ///
    /// # Panics
    ///
    /// As [`run`].
    #[track_caller]
    pub fn step(self, state: W::State) -> Step<W> {
        let name = crate::MachineState::name(&state);
        let history = History::new();
        let ended = runtime().block_on(watched(&history, self.execution().observe(&history).step(state)));
        match ended {
            Ok(transition) => Step::of(transition.into_end()),
            Err(words) => panic!("{words}\n  in the state `{name}`"),
        }
    }

    fn execution(&self) -> Execution<'a, W> {
        Execution::of(self.workflow)
            .name(self.name.clone())
            .started_at(self.started_at)
            .seed(self.seed)
            .enforce_payload_limit(self.payload_limit)
    }

    /// What came of the run, or why it can go no further.
    async fn ended(self, input: W::Input) -> Result<Run<W>, String> {
        let machine = Watched { workflow: self.workflow, passed: Mutex::default() };
        let history = History::new();
        let execution = self.execution().observe(&history).run_machine(&machine, W::start(input));
        let ended = watched(&history, execution).await;
        let states = machine.passed.into_inner().unwrap_or_else(PoisonError::into_inner);
        match ended {
            Ok(result) => Ok(Run::new(result, states, history.events())),
            Err(words) => Err(format!("{words}\n{}", so_far::<W>(states, history.events()))),
        }
    }
}

impl<W> fmt::Debug for Test<'_, W> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Test").field("name", &self.name).field("seed", &self.seed).finish_non_exhaustive()
    }
}

/// The path that a run took which did not come to its end.
fn so_far<W: Workflow>(states: Vec<W::State>, events: Vec<HistoryEvent>) -> String {
    let ended = Error::from(crate::Failure::new("Aborted", None));
    format!("the path so far:\n{}", Run::<W>::new(Err(ended), states, events).path())
}

#[track_caller]
fn runtime() -> tokio::runtime::Runtime {
    assert!(
        tokio::runtime::Handle::try_current().is_err(),
        "`testing::run` has a runtime of its own and cannot stand in another one\n\
         help: in an async test write `Test::of(&workflow).run_async(input).await`"
    );
    let mut builder = tokio::runtime::Builder::new_current_thread();
    builder.enable_all().start_paused(true).build().expect("a runtime can be made")
}

tokio::task_local! {
    /// Where a task says that the test cannot go on.
    static TEST: Arc<Trouble>;
}

#[derive(Debug, Default)]
struct Trouble {
    words: Mutex<Option<String>>,
    said: Notify,
}

/// Ends the test that runs here; outside of one it panics.
///
/// The caller is dropped: a panic would be caught as the task's, and a workflow may catch that.
pub(super) async fn end_the_test<T>(words: String) -> T {
    let Ok(test) = TEST.try_with(Arc::clone) else { panic!("{words}") };
    test.words.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert(words);
    test.said.notify_one();
    pending().await
}

/// Drives an execution to its end, or says why there is none.
async fn watched<F: Future>(history: &History, execution: F) -> Result<F::Output, String> {
    let trouble = Arc::new(Trouble::default());
    let mut execution = pin!(TEST.scope(Arc::clone(&trouble), execution));
    let mut seen = 0;
    loop {
        tokio::select! {
            biased;
            () = trouble.said.notified() => {
                let words = trouble.words.lock().unwrap_or_else(PoisonError::into_inner).take();
                return Err(words.unwrap_or_default());
            }
            output = &mut execution => return Ok(output),
            () = tokio::time::sleep(SILENCE) => {
                let events = history.events();
                if events.len() == seen {
                    return Err(stuck(&events));
                }
                seen = events.len();
            }
        }
    }
}

/// What to say of an execution in which nothing will ever happen.
fn stuck(events: &[HistoryEvent]) -> String {
    let waiting = events.iter().rev().find_map(|event| match &event.details {
        EventDetails::StateEntered { name, .. } => Some(&**name),
        _ => None,
    });
    format!(
        "the execution waits for what never comes, in the state `{}`\n\
         help: give the state a timeout, or let a script answer",
        waiting.unwrap_or("(none)"),
    )
}

/// The main machine of a workflow, which keeps every checkpoint that it passes.
struct Watched<'a, W: Workflow> {
    workflow: &'a W,
    passed: Mutex<Vec<W::State>>,
}

impl<W: Workflow> Machine for Watched<'_, W> {
    type State = W::State;
    type Output = W::Output;

    fn step<C: Context>(
        &self,
        state: W::State,
        cx: &C,
    ) -> impl Future<Output = Transition<W::Output, W::State>> + Send {
        self.passed.lock().unwrap_or_else(PoisonError::into_inner).push(state.clone());
        self.workflow.step(state, cx)
    }
}
