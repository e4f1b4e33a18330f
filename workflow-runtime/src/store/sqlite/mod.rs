//! Executions in a SQLite file: a store for one machine that survives anything but the loss of its disk.
//!
//! One thread writes, and makes one transaction of all that is queued (`writer.rs`, `group.rs`, `apply.rs`); others read
//! (`readers.rs`, `read.rs`). One process owns the file (`lock.rs`); others may read it and leave commands
//! (`reader.rs`). The tables are in `schema.rs`. Knows nothing of workflows.

mod apply;
mod group;
mod lock;
mod open;
mod patience;
mod place;
mod read;
mod reader;
mod readers;
mod schema;
mod sums;
#[cfg(test)]
mod tests;
mod trouble;
mod verify;
mod writer;

use std::path::Path;
use std::sync::Arc;

use futures_util::FutureExt as _;
use futures_util::future::BoxFuture;
use jiff::Timestamp;

use self::apply::Labels;
use self::lock::OwnerLock;
pub use self::reader::SqliteReader;
use self::readers::Readers;
use self::writer::{Owned, Shared, Writer};
use super::{
    Answer, Answered, Command, CommandId, Commit, Due, ExecutionId, ExecutionRow, HistoryId, HistoryRow,
    ListFilter, Loaded, Position, Store, StoreError, Summary, times,
};

/// A store in a SQLite file.
///
/// **What is acknowledged is on disk**: the log is synced (`synchronous=FULL`) before a commit returns. Commits that are
/// queued together share one sync.
///
/// Beside `FILE` there are `FILE-wal` and `FILE-shm`, which belong to it while it is open and after a crash: copy or
/// move all three or none; and `FILE-lock`, which says who owns it and may be deleted when nobody does. One process at a
/// time owns a store; others read it through [`SqliteReader`] meanwhile. The file has to be on a local disk: SQLite's log
/// does not work over a network.
///
/// Opening a store checks its beginning, format, length and tables; rows are checked as they are read, by checksums of
/// their own. What is damaged is refused and never repaired; [`SqliteReader::verify`] reads all of a store.
///
/// Reads run on tokio's blocking threads, writes on a thread of the store's own. Where the disk is fast, that thread and
/// a task that is the only one to wait for it stay awake for each other, for an eighth of a millisecond or so; a runtime of
/// one thread is never held. Dropping a store waits for what is queued to be durable, and for that thread to end.
///
/// ```
/// use workflow_runtime::store::{SqliteStore, Store as _};
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let directory = tempfile::tempdir()?;
/// # let path = directory.path().join("workflows.db");
/// let store = SqliteStore::open(&path)?;
/// store.put_definition("hash", "{}").await?;
/// store.close().await?;
///
/// let store = SqliteStore::open(&path)?;
/// assert_eq!(store.definition("hash").await?.as_deref(), Some("{}"));
/// # Ok(())
/// # }
/// ```
#[derive(Debug)]
pub struct SqliteStore {
    shared: Arc<Shared>,
    writer: Writer,
    readers: Readers,
}

/// How a [`SqliteStore`] is opened.
#[derive(Clone, Debug, Default)]
pub struct SqliteOptions {
    in_place: bool,
    max_bytes: Option<u64>,
}

impl SqliteOptions {
    /// The usual way.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Whether reads and writes run on the thread of whoever calls, which they block. For tests with tokio's clock
    /// paused: it runs on while a task waits for another thread.
    #[must_use]
    pub fn in_place(mut self, in_place: bool) -> Self {
        self.in_place = in_place;
        self
    }

    /// How large the file may become, not counting its log; what does not fit is refused as if the disk were full. It
    /// is counted in pages of 4,096 bytes.
    #[must_use]
    pub fn max_bytes(mut self, bytes: u64) -> Self {
        self.max_bytes = Some(bytes);
        self
    }

    /// Opens the store at `path` and takes it for this process; a file that is not there is made.
    ///
    /// # Errors
    ///
    /// [`is_owned`](StoreError::is_owned) if another engine has it, in this process or another;
    /// [`is_unreadable`](StoreError::is_unreadable) if it is damaged, cut short, of a newer format or not a store;
    /// [`is_full`](StoreError::is_full) if there is no room to open it; otherwise what the system says. Nothing was
    /// changed then.
    pub fn open(&self, path: impl AsRef<Path>) -> Result<SqliteStore, StoreError> {
        let path = open::absolute(path.as_ref())?;
        let lock = OwnerLock::take(&path)?;
        let shared = Arc::new(Shared::new(path.clone()));
        let pages = self
            .max_bytes
            .map(|bytes| u32::try_from(bytes / u64::from(schema::PAGE_BYTES)).unwrap_or(u32::MAX));
        let connection = open::owner(&path, pages, &shared.log).map_err(|trouble| trouble.at(&path))?;
        let owned = Owned { connection, labels: Labels::default(), lock };
        let readers = Readers::new(path, None, self.in_place);
        let writer = Writer::start(owned, &shared, self.in_place)?;
        Ok(SqliteStore { shared, writer, readers })
    }
}

impl SqliteStore {
    /// Opens the store at `path` and takes it for this process; a file that is not there is made. A path is a path:
    /// `:memory:` and `file:…` are names of files, too.
    ///
    /// # Errors
    ///
    /// As [`SqliteOptions::open`].
    pub fn open(path: impl AsRef<Path>) -> Result<Self, StoreError> {
        SqliteOptions::new().open(path)
    }

    /// Opens the store at `path` for reading, and for leaving commands, without owning it.
    ///
    /// # Errors
    ///
    /// As [`SqliteReader::open`].
    pub fn read_only(path: impl AsRef<Path>) -> Result<SqliteReader, StoreError> {
        SqliteReader::open(path)
    }

    async fn prune_some(&self, finished_before: Timestamp, limit: usize) -> Result<usize, StoreError> {
        let over = self.readers.ask(move |c| read::over(c, finished_before, limit)).await?;
        let mut pruned = 0;
        // A transaction each for so many rows as one may have, so that commits come in between.
        let mut rest = over.as_slice();
        while !rest.is_empty() {
            let (together, later) = rest.split_at(apply::forget_together(rest));
            let together = together.to_vec();
            pruned += self.writer.change(&self.shared, move |c| apply::forget_all(c, &together)).await?;
            rest = later;
        }
        while self.writer.change(&self.shared, apply::sweep).await? {}
        Ok(pruned)
    }
}

impl Store for SqliteStore {
    fn position(&self) -> Answered<'_, Position> {
        self.readers.ask(read::position).boxed()
    }

    fn commit(&self, commit: Arc<Commit>) -> Answered<'_, ()> {
        self.writer.commit(&self.shared, commit).boxed()
    }

    fn put_definition(&self, hash: &str, definition: &str) -> Answered<'_, ()> {
        let (hash, json) = (hash.to_owned(), definition.to_owned());
        self.writer.change(&self.shared, move |c| apply::put_definition(c, &hash, &json)).boxed()
    }

    fn definition(&self, hash: &str) -> Answered<'_, Option<String>> {
        let hash = hash.to_owned();
        self.readers.ask(move |c| read::definition(c, &hash)).boxed()
    }

    fn find(&self, workflow: &str, name: &str) -> Answered<'_, Option<ExecutionRow>> {
        let (workflow, name) = (workflow.to_owned(), name.to_owned());
        self.readers.ask(move |c| read::find(c, &workflow, &name)).boxed()
    }

    fn load(&self, execution: ExecutionId) -> Answered<'_, Option<Loaded>> {
        self.readers.ask(move |c| read::load(c, execution)).boxed()
    }

    fn children(&self, execution: ExecutionId) -> Answered<'_, Vec<ExecutionId>> {
        self.readers.ask(move |c| read::children(c, execution)).boxed()
    }

    fn due(&self, after: Option<Due>, until: Timestamp, limit: usize) -> Answered<'_, Vec<Due>> {
        self.readers.ask(move |c| read::due(c, after, until, limit)).boxed()
    }

    fn list(
        &self,
        filter: &ListFilter,
        before: Option<ExecutionId>,
        limit: usize,
    ) -> Answered<'_, Vec<Summary>> {
        let filter = filter.clone();
        self.readers.ask(move |c| read::list(c, &filter, before, limit)).boxed()
    }

    fn history(&self, ids: &[HistoryId]) -> Answered<'_, Vec<HistoryRow>> {
        let ids = ids.to_vec();
        self.readers.ask(move |c| read::history(c, &ids)).boxed()
    }

    fn trail(&self, heads: &[HistoryId]) -> Answered<'_, Vec<HistoryRow>> {
        let heads = heads.to_vec();
        self.readers.ask(move |c| read::trail(c, &heads)).boxed()
    }

    fn prune(&self, finished_before: Timestamp, limit: usize) -> Answered<'_, usize> {
        async move {
            let answered_before = times::answers_kept_since(Timestamp::now());
            self.writer.change(&self.shared, move |c| apply::forget_commands(c, answered_before)).await?;
            self.prune_some(finished_before, limit).await
        }
        .boxed()
    }

    fn leave(&self, command: &str) -> Answered<'_, CommandId> {
        let text = command.to_owned();
        async move {
            let id = self.writer.change(&self.shared, move |c| apply::leave(c, &text)).await?;
            self.shared.command_left.notify_one();
            Ok(id)
        }
        .boxed()
    }

    fn commands(&self, after: Option<CommandId>) -> Answered<'_, Vec<Command>> {
        self.readers.ask(move |c| read::commands(c, after)).boxed()
    }

    fn answer(&self, command: CommandId) -> Answered<'_, Option<Answer>> {
        self.readers.ask(move |c| read::answer(c, command)).boxed()
    }

    fn command_left(&self) -> BoxFuture<'_, ()> {
        self.shared.command_left.notified().boxed()
    }

    fn close(&self) -> Answered<'_, ()> {
        async move {
            self.readers.close();
            self.writer.close(&self.shared).await
        }
        .boxed()
    }
}
