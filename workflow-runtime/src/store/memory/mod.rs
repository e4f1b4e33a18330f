//! A store in memory: for tests, and for workflows that need not outlive their process.
//!
//! It is also the plainest reading of what [`Store`] promises: one state behind one short lock. Read next:
//! `state.rs`, where the rows are.

mod check;
mod state;

use std::fmt;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use futures_util::FutureExt as _;
use futures_util::future::BoxFuture;
use jiff::Timestamp;
use tokio::sync::Notify;

use self::state::State;
use super::{
    Answer, Answered, Command, CommandId, Commit, Due, ExecutionId, ExecutionRow, HistoryId, HistoryRow,
    ListFilter, Loaded, Position, Store, StoreError, Summary, times,
};

/// A store in memory. Its commits are made when they are first polled; nothing survives the process.
///
/// A clone is the same store opened once more: it sees the same rows, and closing one does not close the other. So an
/// engine that "crashes" in a test is followed by one on a clone. Nobody can tell whether the one before has really
/// ended, so the last engine that was started owns the store: one that still runs on another clone writes nothing more,
/// and ends with an error that says so ([`StoreError::is_owned`]).
///
/// ```
/// use workflow_runtime::store::{MemoryStore, Store as _};
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), workflow_runtime::store::StoreError> {
/// let store = MemoryStore::new();
/// let again = store.clone();
/// store.put_definition("hash", "{}").await?;
/// store.close().await?;
/// assert_eq!(again.definition("hash").await?.as_deref(), Some("{}"));
/// # Ok(())
/// # }
/// ```
#[derive(Default)]
pub struct MemoryStore {
    shared: Arc<Shared>,
    closed: AtomicBool,
    /// Which engine runs on this clone, counted from 1; 0 if none was started on it.
    engine: AtomicU64,
}

#[derive(Default)]
struct Shared {
    state: Mutex<State>,
    command_left: Notify,
    /// How many engines were started: the last one owns the store. Grows under the state's lock.
    engines: AtomicU64,
}

impl MemoryStore {
    /// A store with nothing in it.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// The state, if the store is open. No code that can panic runs under the lock but allocation, so a poisoned one is
    /// as good as any other.
    fn state(&self) -> Result<MutexGuard<'_, State>, StoreError> {
        if self.closed.load(Ordering::Acquire) {
            return Err(StoreError::closed("the store in memory was closed"));
        }
        Ok(self.shared.state.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Whether a later engine was started than the one on this clone.
    fn is_taken_over(&self) -> bool {
        let engine = self.engine.load(Ordering::Acquire);
        engine != 0 && engine != self.shared.engines.load(Ordering::Acquire)
    }

    /// The state, for what only the owner may do.
    fn own_state(&self) -> Result<MutexGuard<'_, State>, StoreError> {
        let state = self.state()?;
        if self.is_taken_over() {
            return Err(StoreError::owned(
                "another engine was started on this store in memory and owns it now; this one runs nothing any more: shut \
                 one down before the next one starts, or give each a store of its own",
            ));
        }
        Ok(state)
    }

    fn read<'a, T: Send + 'a>(&'a self, read: impl FnOnce(&State) -> T + Send + 'a) -> Answered<'a, T> {
        async move { Ok(read(&*self.state()?)) }.boxed()
    }

    fn write<'a, T: Send + 'a>(
        &'a self,
        write: impl FnOnce(&mut State) -> Result<T, StoreError> + Send + 'a,
    ) -> Answered<'a, T> {
        async move { write(&mut *self.own_state()?) }.boxed()
    }
}

impl Clone for MemoryStore {
    fn clone(&self) -> Self {
        Self { shared: Arc::clone(&self.shared), closed: AtomicBool::new(false), engine: AtomicU64::new(0) }
    }
}

impl fmt::Debug for MemoryStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MemoryStore").field("closed", &self.closed).finish_non_exhaustive()
    }
}

impl Store for MemoryStore {
    fn position(&self) -> Answered<'_, Position> {
        async move {
            let state = self.state()?;
            self.engine.store(self.shared.engines.fetch_add(1, Ordering::AcqRel) + 1, Ordering::Release);
            // Whoever owned the store is to see that.
            self.shared.command_left.notify_waiters();
            Ok(state.position())
        }
        .boxed()
    }

    fn commit(&self, commit: Arc<Commit>) -> Answered<'_, ()> {
        self.write(move |state| state.commit(&commit))
    }

    fn put_definition(&self, hash: &str, definition: &str) -> Answered<'_, ()> {
        let (hash, definition) = (hash.to_owned(), definition.to_owned());
        self.write(move |state| {
            state.put_definition(hash, definition);
            Ok(())
        })
    }

    fn definition(&self, hash: &str) -> Answered<'_, Option<String>> {
        let hash = hash.to_owned();
        self.read(move |state| state.definition(&hash))
    }

    fn find(&self, workflow: &str, name: &str) -> Answered<'_, Option<ExecutionRow>> {
        let key = (workflow.to_owned(), name.to_owned());
        self.read(move |state| state.find(&key))
    }

    fn load(&self, execution: ExecutionId) -> Answered<'_, Option<Loaded>> {
        self.read(move |state| state.load(execution))
    }

    fn children(&self, execution: ExecutionId) -> Answered<'_, Vec<ExecutionId>> {
        self.read(move |state| state.children(execution))
    }

    fn due(&self, after: Option<Due>, until: Timestamp, limit: usize) -> Answered<'_, Vec<Due>> {
        self.read(move |state| state.due(after, until, limit))
    }

    fn list(
        &self,
        filter: &ListFilter,
        before: Option<ExecutionId>,
        limit: usize,
    ) -> Answered<'_, Vec<Summary>> {
        let filter = filter.clone();
        self.read(move |state| state.list(&filter, before, limit))
    }

    fn history(&self, ids: &[HistoryId]) -> Answered<'_, Vec<HistoryRow>> {
        let ids = ids.to_vec();
        self.read(move |state| state.history(&ids))
    }

    fn trail(&self, heads: &[HistoryId]) -> Answered<'_, Vec<HistoryRow>> {
        let heads = heads.to_vec();
        self.read(move |state| state.trail(heads))
    }

    fn prune(&self, finished_before: Timestamp, limit: usize) -> Answered<'_, usize> {
        self.write(move |state| {
            state.forget_commands(times::answers_kept_since(Timestamp::now()));
            Ok(state.prune(finished_before, limit))
        })
    }

    fn leave(&self, command: &str) -> Answered<'_, CommandId> {
        let text = command.to_owned();
        async move {
            let id = self.state()?.leave(Timestamp::now(), text);
            self.shared.command_left.notify_one();
            Ok(id)
        }
        .boxed()
    }

    fn commands(&self, after: Option<CommandId>) -> Answered<'_, Vec<Command>> {
        async move { Ok(self.own_state()?.commands(after)) }.boxed()
    }

    fn answer(&self, command: CommandId) -> Answered<'_, Option<Answer>> {
        self.read(move |state| state.answer(command))
    }

    fn command_left(&self) -> BoxFuture<'_, ()> {
        let left = self.shared.command_left.notified();
        async move {
            if !self.is_taken_over() {
                left.await;
            }
        }
        .boxed()
    }

    fn close(&self) -> Answered<'_, ()> {
        async move {
            drop(self.state()?);
            self.closed.store(true, Ordering::Release);
            Ok(())
        }
        .boxed()
    }
}

#[cfg(test)]
mod tests {
    use super::super::conformance;
    use super::MemoryStore;

    #[tokio::test]
    async fn it_keeps_every_promise() {
        let make = async || {
            let store = MemoryStore::new();
            let place = store.clone();
            (store, place)
        };
        conformance::run_with_reopening(make, async |place: &MemoryStore| place.clone()).await;
    }
}
