//! An engine that is yet to be started: its workflows and its options.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::fmt;
use std::sync::atomic::{AtomicBool, AtomicU8};
use std::sync::{Arc, Mutex, OnceLock};
use std::time::Duration;

use jiff::Timestamp;
use serde_json::Value;
use tokio::sync::{Notify, Semaphore};

use super::ending::Endings;
use super::registry::{Registry, Typed};
use super::scheduler::Timers;
use super::slots::Slots;
use super::{Alive, Engine, Ids, Inner, OPEN, Options, errors, inbox, scheduler};
use crate::clock::{Clock, days};
use crate::store::Store;
use crate::{Error, Workflow};

/// How much of the history is kept: the log levels of AWS's Step Functions.
///
/// What an execution needs to go on is kept at every level.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum LogLevel {
    /// `ALL`: every event, with inputs and outputs.
    #[default]
    All,
    /// `ERROR`: what failed, was aborted or timed out, and every `Fail` state.
    Error,
    /// `OFF`: nothing.
    Off,
}

/// An engine that is yet to be started.
///
/// ```
/// use workflow_runtime::clock::days;
/// use workflow_runtime::engine::{Engine, LogLevel};
/// use workflow_runtime::store::MemoryStore;
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), workflow_runtime::Error> {
/// let engine = Engine::open(MemoryStore::new())
///     .max_running(1_000)
///     .retention(days(7))
///     .log_level(LogLevel::Error)
///     .start()
///     .await?;
/// assert_eq!(engine.loaded(), 0);
/// # Ok(())
/// # }
/// ```
#[must_use = "an engine does nothing until it is started"]
pub struct Builder {
    store: Arc<dyn Store>,
    registry: Registry,
    options: Options,
    started_at: Option<Timestamp>,
}

impl Builder {
    pub(super) fn new(store: Arc<dyn Store>) -> Self {
        let options = Options {
            max_running: 4096,
            retention: days(90),
            log_level: LogLevel::All,
            payload_limit: true,
            passivate_after: Duration::from_secs(1),
        };
        Self { store, registry: Registry::default(), options, started_at: None }
    }

    /// Lets the engine run a workflow. One that only runs nested in others need not be registered; of one that is
    /// registered twice the later counts. Two workflows with one name, which is their modules', whose definitions
    /// differ are refused by [`start`](Self::start).
    pub fn register<W: Workflow>(mut self, workflow: W) -> Self {
        self.registry.register(W::NAME, Arc::new(Typed::new(workflow)));
        self
    }

    /// Brings stored states of earlier definitions of `W` to the form that the program has now.
    ///
    /// `migrate` is given the JSON of a state (`{"Decide": {"application": …}}`, of the main machine or a branch) of an
    /// execution that began under another definition, and the hash of that; what it returns is read in its place. States
    /// that this program wrote of such an execution are among them: what has its present form is to be returned as it is.
    pub fn migrate<W: Workflow>(
        mut self,
        migrate: impl Fn(Value, &str) -> Result<Value, String> + Send + Sync + 'static,
    ) -> Self {
        self.registry.migrations.insert(W::NAME, Box::new(migrate));
        self
    }

    /// How many executions are in memory at a time; 4,096 by default, at least 1. The others wait in the store.
    pub fn max_running(mut self, executions: usize) -> Self {
        self.options.max_running = executions.clamp(1, Semaphore::MAX_PERMITS);
        self
    }

    /// How long an execution is kept after its end; 90 days by default.
    ///
    /// What has been kept for longer is deleted when an engine starts and every ten minutes while it runs.
    pub fn retention(mut self, retention: Duration) -> Self {
        self.options.retention = retention;
        self
    }

    /// How much of the history is kept; all of it by default.
    pub fn log_level(mut self, level: LogLevel) -> Self {
        self.options.log_level = level;
        self
    }

    /// Whether inputs and outputs of states are held to AWS's limit of 262,144 bytes of JSON; by default they are. A
    /// larger one ends the execution with `States.DataLimitExceeded`, which no state can catch.
    pub fn payload_limit(mut self, enforce: bool) -> Self {
        self.options.payload_limit = enforce;
        self
    }

    /// How long an execution that only waits stays in memory; a second by default, and not at all while as many are
    /// in memory as [may be](Self::max_running).
    pub fn passivate_after(mut self, pause: Duration) -> Self {
        self.options.passivate_after = pause;
        self
    }

    /// Sets what the engine takes for the time at its start, instead of the system's wall clock.
    pub fn started_at(mut self, time: Timestamp) -> Self {
        self.started_at = Some(time);
        self
    }

    /// Starts the engine: it takes up what the last one left, in the background.
    ///
    /// # Errors
    ///
    /// If the store cannot be read or written, or if two workflows are registered under one name
    /// ([`Error::is_already_exists`]).
    pub async fn start(self) -> Result<Engine, Error> {
        let Self { store, registry, options, started_at } = self;
        if let Some(name) = registry.ambiguous {
            return Err(errors::ambiguous(name));
        }
        let position = store.position().await.map_err(|error| errors::store(&error))?;
        for registered in registry.workflows.values() {
            let (hash, definition) = registered.definition();
            store.put_definition(hash, definition).await.map_err(|error| errors::store(&error))?;
        }
        let inner = Arc::new(Inner {
            store,
            clock: started_at.map_or_else(Clock::new, Clock::starting_at),
            registry,
            ids: Ids::after(position),
            slots: Slots::default(),
            endings: Endings::default(),
            permits: Arc::new(Semaphore::new(options.max_running)),
            timers: Timers::default(),
            phase: AtomicU8::new(OPEN),
            halted: OnceLock::new(),
            blocked: Mutex::new(BTreeMap::new()),
            redriving: Mutex::new(HashSet::new()),
            hashes: Mutex::new(HashMap::new()),
            backlog: AtomicBool::new(false),
            unloaded: Notify::new(),
            options,
        });
        let tasks = vec![
            tokio::spawn(scheduler::run(Arc::clone(&inner))).abort_handle(),
            tokio::spawn(inbox::run(Arc::clone(&inner))).abort_handle(),
            tokio::spawn(scheduler::prune(Arc::clone(&inner))).abort_handle(),
        ];
        Ok(Engine { alive: Arc::new(Alive { inner, tasks }) })
    }
}

impl fmt::Debug for Builder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Builder").field("options", &self.options).finish_non_exhaustive()
    }
}
