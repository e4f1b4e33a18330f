//! A store that stops in the middle, as a process does that is killed: for tests of what comes after.
//!
//! Wrap any store, run, and it stops at write k: before it, after it, or (of a SQLite file) halfway through it. Every
//! later call fails. Then open the store anew and look. Read next: `files.rs`, for the halfway; `altered.rs`, for a store
//! with another fault.

mod altered;
#[cfg(feature = "sqlite")]
mod files;

use std::fmt;
#[cfg(feature = "sqlite")]
use std::path::PathBuf;
use std::sync::Arc;
#[cfg(feature = "sqlite")]
use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use futures_util::FutureExt as _;
use futures_util::future::{BoxFuture, pending};
use jiff::Timestamp;
use tokio::sync::Mutex;

pub use self::altered::{Alter, Altered};
#[cfg(feature = "sqlite")]
pub use self::files::SqliteFiles;
use super::{
    Answer, Answered, Command, CommandId, Commit, Due, ExecutionId, ExecutionRow, HistoryId, HistoryRow,
    ListFilter, Loaded, Position, Store, StoreError, Summary,
};

/// Where a [`Faulty`] store stops. Writes are counted from 1: every [`commit`](Store::commit), also one that is refused,
/// [`put_definition`](Store::put_definition), [`prune`](Store::prune) and [`leave`](Store::leave).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cut {
    /// Nowhere: it only counts.
    Never,
    /// Before this write: it is not made, and its caller is told of a failure.
    Before(u64),
    /// After this write: it is durable, but its caller is told of a failure, as one who is never told.
    After(u64),
    /// After this write, of a SQLite store at a path. What its files were before and after is kept; see
    /// [`Faulty::torn_files`].
    #[cfg(feature = "sqlite")]
    Torn(u64, PathBuf),
}

/// A store that stops at one of its writes; from then on every call fails.
///
/// Its writes are made one at a time, in the order in which they were first polled, so that exactly those before the cut
/// are made.
///
/// ```
/// use std::sync::Arc;
/// use workflow_runtime::store::fault::{Cut, Faulty};
/// use workflow_runtime::store::{MemoryStore, Store as _};
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() {
/// let memory = MemoryStore::new();
/// let store = Faulty::new(memory.clone(), Cut::After(2));
/// assert!(store.put_definition("a", "{}").await.is_ok());
/// assert!(store.put_definition("b", "{}").await.is_err());
/// assert!(store.definition("a").await.is_err());
/// // The process is gone; the next one finds both.
/// assert!(memory.definition("b").await.is_ok_and(|found| found.is_some()));
/// # }
/// ```
pub struct Faulty<S> {
    inner: S,
    cut: Cut,
    /// One write at a time.
    turn: Mutex<()>,
    writes: AtomicU64,
    stopped: AtomicBool,
    /// What the files of a SQLite store were before the write that is torn, and after it.
    #[cfg(feature = "sqlite")]
    torn: OnceLock<(SqliteFiles, SqliteFiles)>,
}

impl<S: Store> Faulty<S> {
    /// A store that does what `inner` does until `cut`.
    #[must_use]
    pub fn new(inner: S, cut: Cut) -> Self {
        Self {
            inner,
            cut,
            turn: Mutex::new(()),
            writes: AtomicU64::new(0),
            stopped: AtomicBool::new(false),
            #[cfg(feature = "sqlite")]
            torn: OnceLock::new(),
        }
    }

    /// How many writes were asked for, not counting those after the cut.
    #[must_use]
    pub fn writes(&self) -> u64 {
        self.writes.load(Ordering::Acquire)
    }

    /// Whether the cut has been reached.
    #[must_use]
    pub fn has_stopped(&self) -> bool {
        self.stopped.load(Ordering::Acquire)
    }

    /// The store inside, which knows nothing of the cut.
    #[must_use]
    pub fn inner(&self) -> &S {
        &self.inner
    }

    /// What the files were before and after the write of [`Cut::Torn`], once it was reached.
    #[cfg(feature = "sqlite")]
    #[must_use]
    pub fn torn_files(&self) -> Option<(&SqliteFiles, &SqliteFiles)> {
        self.torn.get().map(|(before, after)| (before, after))
    }

    fn stopped(&self) -> StoreError {
        StoreError::other(format!("the store was made to stop at write {}", self.writes()))
    }

    fn check_running(&self) -> Result<(), StoreError> {
        if self.has_stopped() { Err(self.stopped()) } else { Ok(()) }
    }

    fn read<'a, T: Send + 'a>(&'a self, read: Answered<'a, T>) -> Answered<'a, T> {
        async move {
            self.check_running()?;
            let answer = read.await;
            self.check_running()?;
            answer
        }
        .boxed()
    }

    fn write<'a, T: Send + 'a>(&'a self, write: Answered<'a, T>) -> Answered<'a, T> {
        async move {
            let _turn = self.turn.lock().await;
            self.check_running()?;
            let number = self.writes.fetch_add(1, Ordering::AcqRel) + 1;
            if !self.stops_at(number) {
                return write.await;
            }
            let cut = self.cut_off(write).await;
            self.stopped.store(true, Ordering::Release);
            Err(cut.err().unwrap_or_else(|| self.stopped()))
        }
        .boxed()
    }

    fn stops_at(&self, write: u64) -> bool {
        match &self.cut {
            Cut::Never => false,
            Cut::Before(at) | Cut::After(at) => *at == write,
            #[cfg(feature = "sqlite")]
            Cut::Torn(at, _) => *at == write,
        }
    }

    /// The write at which the store stops.
    async fn cut_off<T>(&self, write: Answered<'_, T>) -> Result<(), StoreError> {
        match &self.cut {
            Cut::Never | Cut::Before(_) => {}
            Cut::After(_) => drop(write.await),
            #[cfg(feature = "sqlite")]
            Cut::Torn(_, path) => {
                let told =
                    |error| StoreError::other(format!("`{}` cannot be copied: {error}", path.display()));
                let before = SqliteFiles::read(path).map_err(told)?;
                drop(write.await);
                let _ = self.torn.set((before, SqliteFiles::read(path).map_err(told)?));
            }
        }
        Ok(())
    }
}

impl<S: fmt::Debug> fmt::Debug for Faulty<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Faulty")
            .field("inner", &self.inner)
            .field("cut", &self.cut)
            .field("writes", &self.writes)
            .field("stopped", &self.stopped)
            .finish_non_exhaustive()
    }
}

impl<S: Store> Store for Faulty<S> {
    fn position(&self) -> Answered<'_, Position> {
        self.read(self.inner.position())
    }

    fn commit(&self, commit: Arc<Commit>) -> Answered<'_, ()> {
        self.write(self.inner.commit(commit))
    }

    fn put_definition(&self, hash: &str, definition: &str) -> Answered<'_, ()> {
        self.write(self.inner.put_definition(hash, definition))
    }

    fn definition(&self, hash: &str) -> Answered<'_, Option<String>> {
        self.read(self.inner.definition(hash))
    }

    fn find(&self, workflow: &str, name: &str) -> Answered<'_, Option<ExecutionRow>> {
        self.read(self.inner.find(workflow, name))
    }

    fn load(&self, execution: ExecutionId) -> Answered<'_, Option<Loaded>> {
        self.read(self.inner.load(execution))
    }

    fn children(&self, execution: ExecutionId) -> Answered<'_, Vec<ExecutionId>> {
        self.read(self.inner.children(execution))
    }

    fn due(&self, after: Option<Due>, until: Timestamp, limit: usize) -> Answered<'_, Vec<Due>> {
        self.read(self.inner.due(after, until, limit))
    }

    fn list(
        &self,
        filter: &ListFilter,
        before: Option<ExecutionId>,
        limit: usize,
    ) -> Answered<'_, Vec<Summary>> {
        self.read(self.inner.list(filter, before, limit))
    }

    fn history(&self, ids: &[HistoryId]) -> Answered<'_, Vec<HistoryRow>> {
        self.read(self.inner.history(ids))
    }

    fn trail(&self, heads: &[HistoryId]) -> Answered<'_, Vec<HistoryRow>> {
        self.read(self.inner.trail(heads))
    }

    fn prune(&self, finished_before: Timestamp, limit: usize) -> Answered<'_, usize> {
        self.write(self.inner.prune(finished_before, limit))
    }

    fn leave(&self, command: &str) -> Answered<'_, CommandId> {
        self.write(self.inner.leave(command))
    }

    fn commands(&self, after: Option<CommandId>) -> Answered<'_, Vec<Command>> {
        self.read(self.inner.commands(after))
    }

    fn answer(&self, command: CommandId) -> Answered<'_, Option<Answer>> {
        self.read(self.inner.answer(command))
    }

    fn command_left(&self) -> BoxFuture<'_, ()> {
        async move {
            self.inner.command_left().await;
            if self.has_stopped() {
                pending::<()>().await;
            }
        }
        .boxed()
    }

    fn close(&self) -> Answered<'_, ()> {
        self.read(self.inner.close())
    }
}

#[cfg(test)]
mod tests {
    use super::super::{MemoryStore, conformance};
    use super::*;

    #[tokio::test]
    async fn without_a_cut_it_keeps_every_promise() {
        conformance::run(async || Faulty::new(MemoryStore::new(), Cut::Never)).await;
    }

    #[tokio::test]
    async fn exactly_the_writes_before_the_cut_are_made() {
        for (cut, made) in [(Cut::Before(3), 2), (Cut::After(3), 3), (Cut::Never, 5)] {
            let memory = MemoryStore::new();
            let store = Faulty::new(memory.clone(), cut.clone());
            let texts = ["a", "b", "c", "d", "e"];
            let all = futures_util::future::join_all(texts.map(|text| store.leave(text))).await;
            let told = all.iter().filter(|result| result.is_ok()).count();
            assert_eq!(told, if cut == Cut::Never { 5 } else { 2 }, "{cut:?}");
            let commands = memory.commands(None).await.expect("memory goes on");
            assert_eq!(commands.len(), made, "{cut:?}");
            assert_eq!(store.has_stopped(), cut != Cut::Never);
            assert_eq!(store.position().await.is_err(), store.has_stopped());
        }
    }
}
