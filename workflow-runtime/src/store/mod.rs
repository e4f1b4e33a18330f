//! Where executions are kept: what a store has to do, and the rows it keeps.
//!
//! A store knows nothing of workflows: it keeps rows whose payloads are bytes to it, changes them atomically, and finds
//! the frames that are due. The engine owns it alone; other processes read it and leave commands. Read next: `rows.rs`
//! (what is kept), `commit.rs` (how it is changed), `memory/mod.rs` (the simplest store).

mod commit;
pub mod conformance;
mod error;
pub mod fault;
mod memory;
mod misfits;
mod rows;
#[cfg(feature = "sqlite")]
mod sqlite;
mod times;
mod visitor;

use std::fmt::Debug;
use std::sync::Arc;

use futures_util::future::BoxFuture;
use jiff::Timestamp;

pub use commit::{Commit, ExecutionChange, FrameChange};
pub use error::StoreError;
pub use memory::MemoryStore;
pub use rows::{
    Answer, Command, CommandId, Due, ExecutionId, ExecutionRow, ExecutionStatus, FrameId, FrameRow,
    HistoryId, HistoryRow, ListFilter, Loaded, NewExecution, Position, Summary, Wake,
};
#[cfg(feature = "sqlite")]
pub use sqlite::{SqliteOptions, SqliteReader, SqliteStore};
pub use visitor::Visitor;

/// What every method of a store returns: a future of its result.
pub type Answered<'a, T> = BoxFuture<'a, Result<T, StoreError>>;

/// Keeps executions: the one trait between an engine and a database.
///
/// One engine owns a store, and gives all ids itself; so a store has nothing to number and nothing to lock between its
/// callers. Each method says what is durable when it returns. Any of them can fail, and the caller decides what then.
///
/// Times are kept to the microsecond; what lies between is rounded up, so that nothing is due early. What is read sees
/// every change that was acknowledged before the call, and no part of one that was not made.
///
/// [`conformance`] is the suite that every store has to pass.
///
/// # Cancel safety
///
/// Dropping the future of a read does nothing. Dropping that of [`commit`](Self::commit) or [`leave`](Self::leave)
/// leaves open whether the change is made: it is made whole or not at all.
pub trait Store: Debug + Send + Sync + 'static {
    /// The largest ids that were ever given, so that an engine goes on after them. It asks once, when it starts, and owns the
    /// store from then on.
    fn position(&self) -> Answered<'_, Position>;

    /// Makes a change: all of it or none. **When it returns `Ok`, the change is durable**: it survives a crash of the
    /// process and of the machine (of a store in memory: it is visible to all later reads).
    ///
    /// Changes take effect in the order in which their futures were first polled, and those that are queued together
    /// may be made durable together. The queue is bounded: a caller waits while it is full.
    ///
    /// # Errors
    ///
    /// [`is_duplicate`](StoreError::is_duplicate) if an execution of that workflow and name exists already, and
    /// [`is_misfit`](StoreError::is_misfit) if the commit changes a frame, execution or command that is not there (or a
    /// command that has its answer), or inserts an id that is: then nothing of this commit is done, and other commits
    /// are not touched. [`is_full`](StoreError::is_full) if there is no room: nothing is done, and the same commit may
    /// be tried again. Everything else ends the store.
    fn commit(&self, commit: Arc<Commit>) -> Answered<'_, ()>;

    /// Keeps a definition (its JSON) under its hash, durable when it returns; one that is there already stays.
    fn put_definition(&self, hash: &str, definition: &str) -> Answered<'_, ()>;

    /// The definition with this hash.
    fn definition(&self, hash: &str) -> Answered<'_, Option<String>>;

    /// The execution of a workflow with a name.
    fn find(&self, workflow: &str, name: &str) -> Answered<'_, Option<ExecutionRow>>;

    /// An execution and all its frames, in the order of their ids.
    fn load(&self, execution: ExecutionId) -> Answered<'_, Option<Loaded>>;

    /// The executions that an execution began and that have not ended (no `finished_at`), in the order of their ids.
    fn children(&self, execution: ExecutionId) -> Answered<'_, Vec<ExecutionId>>;

    /// At most `limit` frames that are due at `until` or earlier, ordered by when and then by id, those after `after`
    /// only. What is [due now](Wake::Now) comes first.
    fn due(&self, after: Option<Due>, until: Timestamp, limit: usize) -> Answered<'_, Vec<Due>>;

    /// Executions, the newest first: at most `limit` that match `filter`, those older than `before` only.
    fn list(
        &self,
        filter: &ListFilter,
        before: Option<ExecutionId>,
        limit: usize,
    ) -> Answered<'_, Vec<Summary>>;

    /// Rows of the history, in the order of `ids`; those that are not there are left out, and one that is asked for
    /// twice comes twice.
    fn history(&self, ids: &[HistoryId]) -> Answered<'_, Vec<HistoryRow>>;

    /// All rows that can be reached from `heads`, by what each follows and joins, each once, in the order of their ids,
    /// without their data (which is left empty). Rows that were pruned are left out.
    fn trail(&self, heads: &[HistoryId]) -> Answered<'_, Vec<HistoryRow>>;

    /// Deletes at most `limit` executions that ended before `finished_before`, those that ended first first, with their
    /// frames and history, durable when it returns; says how many. Their names are free again, their room is used again,
    /// their ids are not. Of the history it deletes the execution's own rows that can be reached from its head and from
    /// the heads of its frames.
    fn prune(&self, finished_before: Timestamp, limit: usize) -> Answered<'_, usize>;

    /// Leaves a command for the engine, durable when it returns. It needs no ownership of the store.
    fn leave(&self, command: &str) -> Answered<'_, CommandId>;

    /// The commands after `after` that have no answer yet, in the order in which they were left.
    fn commands(&self, after: Option<CommandId>) -> Answered<'_, Vec<Command>>;

    /// What the engine answered to a command; `None` while it has not. Answers are kept for a day at least;
    /// [`prune`](Self::prune) forgets older ones with their commands.
    fn answer(&self, command: CommandId) -> Answered<'_, Option<Answer>>;

    /// Resolves when a command may have been left since the last call, at most 100 ms after it was.
    fn command_left(&self) -> BoxFuture<'_, ()>;

    /// Makes durable what is queued and lets go of the store: later calls fail with
    /// [`is_closed`](StoreError::is_closed).
    fn close(&self) -> Answered<'_, ()>;
}
