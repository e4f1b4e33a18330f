//! An execution in memory, with its options.

use std::sync::atomic::AtomicU64;
use std::sync::{Arc, Mutex, OnceLock};

use jiff::Timestamp;

#[cfg(feature = "testing")]
use super::drive::run_as_main;
use super::drive::run_main;
#[cfg(feature = "testing")]
use super::ephemeral::Ephemeral;
use super::frame::Run;
use crate::clock::Clock;
use crate::{Error, NoObserver, Observer, Workflow};
#[cfg(feature = "testing")]
use crate::{Machine, Transition};

/// An execution in memory, yet to be run: [`Workflow::run`] with options.
///
/// ```
/// # use workflow_runtime::{Error, Execution, Workflow, observer::History};
/// # async fn example<W: Workflow>(workflow: &W, input: W::Input) -> Result<W::Output, Error> {
/// let history = History::new();
/// let output = Execution::of(workflow).name("order-42").observe(&history).run(input).await?;
/// # Ok(output)
/// # }
/// ```
#[derive(Debug)]
#[must_use = "an execution does nothing until it is run"]
pub struct Execution<'a, W, O = NoObserver> {
    workflow: &'a W,
    observer: O,
    name: Option<String>,
    started_at: Option<Timestamp>,
    seed: Option<u64>,
    payload_limit: bool,
}

impl<'a, W: Workflow> Execution<'a, W> {
    /// An execution of `workflow`: without an observer, with a random name.
    pub fn of(workflow: &'a W) -> Self {
        Self {
            workflow,
            observer: NoObserver,
            name: None,
            started_at: None,
            seed: None,
            payload_limit: false,
        }
    }
}

impl<'a, W: Workflow, O: Observer> Execution<'a, W, O> {
    /// Names the execution. Nothing is done to keep names apart in memory.
    pub fn name(mut self, name: impl Into<String>) -> Self {
        self.name = Some(name.into());
        self
    }

    /// Lets `observer` see every event, after the observers so far.
    pub fn observe<P: Observer>(self, observer: P) -> Execution<'a, W, (O, P)> {
        Execution {
            workflow: self.workflow,
            observer: (self.observer, observer),
            name: self.name,
            started_at: self.started_at,
            seed: self.seed,
            payload_limit: self.payload_limit,
        }
    }

    /// Sets what the execution takes for the time at its start, instead of the system's wall clock.
    pub fn started_at(mut self, time: Timestamp) -> Self {
        self.started_at = Some(time);
        self
    }

    /// Makes jitter and [`random`](super::random) repeatable.
    pub fn seed(mut self, seed: u64) -> Self {
        self.seed = Some(seed);
        self
    }

    /// Whether inputs and outputs of states are held to AWS's limit: 262,144 bytes of JSON. By default they are not,
    /// because measuring means writing every one of them as JSON; an observer changes nothing about it.
    ///
    /// With the limit enforced, a larger one ends the execution with `States.DataLimitExceeded`, which no state can
    /// catch.
    pub fn enforce_payload_limit(mut self, enforce: bool) -> Self {
        self.payload_limit = enforce;
        self
    }

    /// Runs the execution in the caller's own task.
    ///
    /// # Errors
    ///
    /// What the workflow failed with, or `States.Timeout` if it took longer than [`Workflow::TIMEOUT`].
    ///
    /// # Cancel safety
    ///
    /// Dropping the future cancels the execution and all that runs under it.
    pub async fn run(mut self, input: W::Input) -> Result<W::Output, Error> {
        let run = self.begin();
        run_main(self.workflow, input, run, &self.observer).await
    }

    /// As [`run`](Self::run), with a machine in place of the workflow's own: one that watches it.
    #[cfg(feature = "testing")]
    pub(crate) async fn run_machine<M: Machine>(
        mut self,
        machine: &M,
        start: M::State,
    ) -> Result<M::Output, Error> {
        let run = self.begin();
        run_as_main(machine, start, W::TIMEOUT, run, &self.observer).await
    }

    /// Runs one state of the main machine.
    #[cfg(feature = "testing")]
    pub(crate) async fn step(mut self, state: W::State) -> Transition<W::Output, W::State> {
        let cx = Ephemeral::main(self.begin(), &self.observer);
        cx.frame.enter(1);
        cx.frame.scope(self.workflow.step(state, &cx)).await
    }

    /// What the frames of the execution share, from now on.
    fn begin(&mut self) -> Arc<Run> {
        let clock = self.started_at.map_or_else(Clock::new, Clock::starting_at);
        Arc::new(Run {
            workflow: W::NAME,
            name: self.name.take().map(OnceLock::from).unwrap_or_default(),
            id: OnceLock::new(),
            parent: None,
            clock,
            random: self.seed.map(|seed| Mutex::new(fastrand::Rng::with_seed(seed))),
            payload_limit: self.payload_limit,
            traced: tracing::enabled!(tracing::Level::INFO),
            last_event: AtomicU64::new(0),
            last_panic: Mutex::new(None),
        })
    }
}
