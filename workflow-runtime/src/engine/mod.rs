//! Durable execution: workflows that survive whatever happens to their process.
//!
//! An [`Engine`] runs registered workflows over a [`Store`]. Each execution that is loaded is one tokio task, which
//! drives its whole tree of machines as the driver in memory does; every effect is committed before it begins, with all
//! that led to it, and so is every result with what it leads to. Whatever happens to the process, the next engine on the
//! store goes on from there: what was under way is done again (with the same idempotency key), and nothing whose success
//! is recorded is. An execution that only waits is not in memory at all.
//!
//! ```
//! use workflow_runtime::engine::Engine;
//! use workflow_runtime::store::MemoryStore;
//! # use workflow_runtime::{Error, Workflow};
//! # async fn example<W: Workflow<Output = u32>>(workflow: W, input: W::Input) -> Result<u32, Error> {
//! let engine = Engine::open(MemoryStore::new()).register(workflow).start().await?;
//! let execution = engine.execute::<W>("order-42", input).await?;
//! execution.output().await
//! # }
//! ```
//!
//! In the source: `slot.rs` has the argument why no wake-up is lost, `record/mod.rs` what is written, `running.rs` and
//! `context.rs` how an execution runs, `task.rs` how it is unloaded, `scheduler.rs` how it comes back.

mod builder;
mod callbacks;
mod context;
mod deliver;
mod ending;
mod errors;
mod forks;
mod handle;
mod history;
mod inbox;
mod load;
mod machine;
mod nested;
mod node;
mod numbers;
mod probe;
mod readable;
pub(crate) mod record;
mod redrive;
mod registry;
mod remote;
mod running;
mod scheduler;
mod show;
mod shutdown;
mod slot;
mod slots;
mod start;
mod task;
mod tasks;
mod together;
mod token;

use std::collections::{BTreeMap, HashMap, HashSet};
use std::fmt;
use std::sync::atomic::{AtomicBool, AtomicI64, AtomicU8, Ordering};
use std::sync::{Arc, Mutex, OnceLock};
use std::time::Duration;

use serde::de::DeserializeOwned;
use serde_json::Value;
use tokio::sync::{Notify, Semaphore};
use tokio::task::AbortHandle;

pub use self::builder::{Builder, LogLevel};
pub use self::handle::ExecutionHandle;
pub use self::history::EventPages;
pub use self::inbox::{Reply, Request};
#[doc(hidden)]
pub use self::probe::check;
pub use self::remote::{Asked, Remote};
pub use self::show::{Doing, Shown, ShownMachine};
pub(crate) use self::token::is_durable;

use self::ending::{Endings, Outcome};
use self::load::LoadedExecution;
use self::record::{Nanos, to_nanos};
use self::registry::{Registry, described};
use self::running::locked;
use self::scheduler::Timers;
use self::slot::{Ack, Doom, Slot};
use self::slots::Slots;
use crate::clock::Clock;
use crate::store::{
    Commit, ExecutionId, ExecutionStatus, HistoryId, ListFilter, Position, Store, StoreError, Summary,
};
use crate::{Error, Workflow};

/// Runs workflows durably, on a store that it owns.
///
/// A clone is the same engine. Dropping the last one (and the last [`ExecutionHandle`]) ends all that runs, as a crash
/// would: the next engine on the store goes on with it. [`shutdown`](Self::shutdown) is the gentle way.
#[derive(Clone)]
pub struct Engine {
    alive: Arc<Alive>,
}

/// The part of an engine that ends with it.
struct Alive {
    inner: Arc<Inner>,
    /// The scheduler, the inbox, the pruning of old executions.
    tasks: Vec<AbortHandle>,
}

impl Drop for Alive {
    fn drop(&mut self) {
        self.inner.phase.store(CLOSED, Ordering::Release);
        for task in &self.tasks {
            task.abort();
        }
        self.inner.slots.for_each(Slot::abort);
    }
}

const OPEN: u8 = 0;
const DRAINING: u8 = 1;
const CLOSED: u8 = 2;

/// What all parts of an engine share.
pub(crate) struct Inner {
    store: Arc<dyn Store>,
    clock: Clock,
    options: Options,
    registry: Registry,
    ids: Ids,
    slots: Slots,
    endings: Endings,
    permits: Arc<Semaphore>,
    timers: Timers,
    phase: AtomicU8,
    /// Why nothing is run any more.
    halted: OnceLock<Error>,
    /// Executions that cannot go on in this program, by the outermost one's id, and what whoever asks is told.
    blocked: Mutex<BTreeMap<ExecutionId, (Blocked, Error)>>,
    /// Executions that are being redriven.
    redriving: Mutex<HashSet<ExecutionId>>,
    /// The hashes of definitions of nested workflows.
    hashes: Mutex<HashMap<&'static str, String>>,
    /// Whether executions are in the store that were not loaded for want of room.
    backlog: AtomicBool,
    /// An execution was unloaded.
    unloaded: Notify,
}

/// How an engine runs; see the builder.
#[derive(Clone, Copy, Debug)]
struct Options {
    max_running: usize,
    retention: Duration,
    log_level: LogLevel,
    payload_limit: bool,
    passivate_after: Duration,
}

/// The numbers that were given last.
struct Ids {
    execution: AtomicI64,
    row: AtomicI64,
}

impl Ids {
    fn after(position: Position) -> Self {
        Self {
            execution: AtomicI64::new(position.execution.map_or(0, ExecutionId::get)),
            row: AtomicI64::new(position.history.map_or(0, |row| row.0)),
        }
    }

    fn next_execution(&self) -> ExecutionId {
        let number = self.execution.fetch_add(1, Ordering::Relaxed) + 1;
        ExecutionId::new(number).expect("nobody begins so many executions")
    }

    fn next_row(&self) -> HistoryId {
        HistoryId(self.row.fetch_add(1, Ordering::Relaxed) + 1)
    }
}

/// An execution that cannot go on in this program, and was left as it is.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Blocked {
    /// The workflow's name, a colon, the execution's name.
    pub execution: String,
    /// What cannot be read, and why.
    pub reason: String,
}

impl fmt::Display for Blocked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}`: {}", self.execution, self.reason)
    }
}

/// How long a commit that had no room waits before it is tried again.
const RETRY_FULL: Duration = Duration::from_secs(1);

impl Inner {
    /// The time in a record.
    fn nanos(&self) -> Nanos {
        to_nanos(self.clock.now())
    }

    /// Whether the history has the results of tasks.
    fn keeps_results(&self) -> bool {
        self.options.log_level == LogLevel::All
    }

    fn phase(&self) -> u8 {
        self.phase.load(Ordering::Acquire)
    }

    /// Whether no effect is to begin any more.
    fn is_draining(&self) -> bool {
        self.phase() != OPEN
    }

    fn is_halted(&self) -> bool {
        self.halted.get().is_some()
    }

    /// How long an execution waits in memory before it is unloaded: not at all while there is no room for another.
    fn rest_after(&self) -> Duration {
        if self.is_draining() || self.permits.available_permits() == 0 {
            Duration::ZERO
        } else {
            self.options.passivate_after
        }
    }

    /// Refuses what needs a running engine.
    fn check_open(&self) -> Result<(), Error> {
        if let Some(error) = self.halted.get() {
            return Err(error.clone());
        }
        if self.is_draining() { Err(errors::shut_down()) } else { Ok(()) }
    }

    /// Makes a commit, however long it takes; ready when it is durable. `begins` is that of an execution's first one,
    /// which is refused for good if its name is taken or there is no room.
    fn commit(
        self: &Arc<Self>,
        slot: &Arc<Slot>,
        commit: Commit,
        acks: Vec<Ack>,
        begins: bool,
    ) -> futures_util::future::BoxFuture<'static, ()> {
        let (engine, slot) = (Arc::clone(self), Arc::clone(slot));
        Box::pin(async move {
            let commit = Arc::new(commit);
            loop {
                let Err(error) = engine.store.commit(Arc::clone(&commit)).await else { break };
                if begins && (error.is_duplicate() || error.is_full()) {
                    for ack in acks {
                        ack.answer(Err(errors::refused_start(&error)));
                    }
                    slot.condemn(Doom::NeverBegan);
                    return std::future::pending().await;
                }
                if !error.is_full() {
                    engine.halt(&error);
                    slot.wake();
                    return std::future::pending().await;
                }
                tracing::error!(%error, "the store has no room; trying again in a second");
                // In a box: every commit would have room for it.
                Box::pin(tokio::time::sleep(RETRY_FULL)).await;
            }
            for mut ack in acks {
                if let Some((id, outcome)) = ack.ended.take() {
                    engine.endings.end(id, outcome);
                }
                ack.answer(Ok(()));
            }
        })
    }

    /// The store failed: nothing is acknowledged and nothing is run any more.
    fn halt(&self, error: &StoreError) {
        if self.phase() == CLOSED {
            return;
        }
        tracing::error!(%error, "the store failed; the engine stops");
        let error = errors::store(error);
        let _ = self.halted.set(error.clone());
        self.slots.for_each(Slot::wake);
        self.endings.end_all(&Outcome { status: ExecutionStatus::Running, result: Err(error) });
    }

    /// A read failed: it says nothing of what is stored, unless the store is broken.
    fn read_failed(&self, error: &StoreError) -> Error {
        if !error.is_closed() {
            tracing::error!(%error, "the store cannot be read");
        }
        errors::store(error)
    }

    /// An execution left memory.
    fn unloaded(&self) {
        self.unloaded.notify_waiters();
    }

    /// Leaves an execution as it is; gives what whoever waits for its end, or has something to say to it, is told.
    fn block(&self, id: ExecutionId, execution: String, reason: String) -> Error {
        let blocked = Blocked { execution, reason };
        let error = errors::blocked(&blocked);
        self.block_with(id, blocked, error.clone());
        error
    }

    fn block_with(&self, id: ExecutionId, blocked: Blocked, error: Error) {
        let Blocked { execution, reason } = &blocked;
        tracing::error!(execution, reason, "the execution cannot go on in this program; it is left as it is");
        locked(&self.blocked).insert(id, (blocked, error));
        self.endings.look(id);
    }

    /// An execution goes on, which may have been blocked: by a panic over what it was told, which was something else now.
    fn unblock(&self, id: ExecutionId) {
        locked(&self.blocked).remove(&id);
    }

    /// Why an outermost execution, and so what is nested in it, does not go on in this program, if it does not.
    fn why_blocked(&self, id: ExecutionId) -> Option<Error> {
        locked(&self.blocked).get(&id).map(|(_, error)| error.clone())
    }

    /// A nested execution that was read with its parent.
    fn take_loaded(&self, slot: &Slot, id: ExecutionId) -> Option<LoadedExecution> {
        locked(&slot.nested).remove(&id)
    }

    /// The hash of a workflow's definition.
    fn definition_of<W: Workflow>(&self) -> String {
        if let Some(registered) = self.registry.workflows.get(W::NAME) {
            return registered.definition().0.to_owned();
        }
        locked(&self.hashes).entry(W::NAME).or_insert_with(|| described::<W>().0).clone()
    }

    /// Reads a state, through the migration of its workflow if it is of an `older` definition, whose hash that is.
    fn read_stored<T: DeserializeOwned>(
        &self,
        workflow: &str,
        older: Option<&str>,
        text: &[u8],
    ) -> Result<T, String> {
        let hook = older.zip(self.registry.migrations.get(workflow));
        match hook {
            None => serde_json::from_slice(text).map_err(|reason| reason.to_string()),
            Some((hash, migrate)) => {
                let old: Value = serde_json::from_slice(text).map_err(|reason| reason.to_string())?;
                let new = migrate(old, hash).map_err(|reason| format!("it cannot be migrated: {reason}"))?;
                serde_json::from_value(new).map_err(|reason| format!("after the migration: {reason}"))
            }
        }
    }
}

impl Engine {
    /// An engine on a store, yet to be started.
    pub fn open(store: impl Store) -> Builder {
        Builder::new(Arc::new(store))
    }

    fn inner(&self) -> &Arc<Inner> {
        &self.alive.inner
    }

    /// Executions, the newest first: at most `limit` that match `filter`, those older than `before` only.
    ///
    /// # Errors
    ///
    /// If the store cannot be read.
    pub async fn list(
        &self,
        filter: &ListFilter,
        before: Option<ExecutionId>,
        limit: usize,
    ) -> Result<Vec<Summary>, Error> {
        let inner = self.inner();
        inner.store.list(filter, before, limit).await.map_err(|error| inner.read_failed(&error))
    }

    /// The executions that cannot go on in this program, and were left as they are: a state or a field of theirs is gone
    /// or has another type, or their workflow is not registered.
    ///
    /// They are found when they are to go on: one that waits is read when its time comes, or somebody has something to say
    /// to it. [`compat::check`](crate::compat::check) reads all of them. Whoever waits for the output of one is told what
    /// stands here, at once.
    #[must_use]
    pub fn blocked(&self) -> Vec<Blocked> {
        locked(&self.inner().blocked).values().map(|(blocked, _)| blocked.clone()).collect()
    }

    /// How many executions are in memory.
    #[must_use]
    pub fn loaded(&self) -> usize {
        self.inner().slots.len()
    }

    /// How many times are in memory at which executions that are not [`loaded`](Self::loaded) go on: those within a
    /// minute, of 16 bytes each. Later ones are in the store alone.
    #[must_use]
    pub fn timers(&self) -> usize {
        self.inner().timers.len()
    }
}

impl fmt::Debug for Engine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Engine").field("options", &self.inner().options).finish_non_exhaustive()
    }
}
