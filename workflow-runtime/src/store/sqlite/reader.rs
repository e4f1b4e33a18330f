//! A store that another process owns, or nobody: what may be done without owning it.

use std::path::{Path, PathBuf};

use futures_util::FutureExt as _;

use super::super::{
    Answer, Answered, CommandId, ExecutionId, ExecutionRow, HistoryId, HistoryRow, ListFilter, Loaded,
    StoreError, Summary, Visitor,
};
use super::readers::Readers;
use super::trouble::Trouble;
use super::{apply, lock, open, read, verify};

/// A store that is read, and in which commands are left, while another process runs its workflows.
///
/// It needs the right to read `FILE` and to write `FILE-shm` beside it (SQLite keeps there who reads what); to leave a
/// command, to write all of them. Every method reads one moment of the store, and sees all that was acknowledged before.
///
/// The methods are those of [`Store`](super::super::Store) of the same names.
#[derive(Debug)]
pub struct SqliteReader {
    path: PathBuf,
    readers: Readers,
}

impl SqliteReader {
    /// Opens the store at `path`, which has to be there.
    ///
    /// # Errors
    ///
    /// [`is_unreadable`](StoreError::is_unreadable) if it is damaged, of a newer format or not a store; otherwise what
    /// the system says.
    pub fn open(path: impl AsRef<Path>) -> Result<Self, StoreError> {
        let path = open::absolute(path.as_ref())?;
        let connection = open::reader(&path).map_err(|trouble| trouble.at(&path))?;
        let readers = Readers::new(path.clone(), Some(connection), false);
        Ok(Self { path, readers })
    }

    /// The definition with this hash.
    ///
    /// # Errors
    ///
    /// If the store cannot be read.
    pub async fn definition(&self, hash: &str) -> Result<Option<String>, StoreError> {
        let hash = hash.to_owned();
        self.readers.ask(move |c| read::definition(c, &hash)).await
    }

    /// The execution of a workflow with a name.
    ///
    /// # Errors
    ///
    /// If the store cannot be read.
    pub async fn find(&self, workflow: &str, name: &str) -> Result<Option<ExecutionRow>, StoreError> {
        let (workflow, name) = (workflow.to_owned(), name.to_owned());
        self.readers.ask(move |c| read::find(c, &workflow, &name)).await
    }

    /// An execution and all its frames, in the order of their ids.
    ///
    /// # Errors
    ///
    /// If the store cannot be read.
    pub async fn load(&self, execution: ExecutionId) -> Result<Option<Loaded>, StoreError> {
        self.readers.ask(move |c| read::load(c, execution)).await
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
    ) -> Result<Vec<Summary>, StoreError> {
        let filter = filter.clone();
        self.readers.ask(move |c| read::list(c, &filter, before, limit)).await
    }

    /// Rows of the history, in the order of `ids`; those that are not there are left out.
    ///
    /// # Errors
    ///
    /// If the store cannot be read.
    pub async fn history(&self, ids: &[HistoryId]) -> Result<Vec<HistoryRow>, StoreError> {
        let ids = ids.to_vec();
        self.readers.ask(move |c| read::history(c, &ids)).await
    }

    /// All rows that can be reached from `heads`, in the order of their ids, without their data.
    ///
    /// # Errors
    ///
    /// If the store cannot be read.
    pub async fn trail(&self, heads: &[HistoryId]) -> Result<Vec<HistoryRow>, StoreError> {
        let heads = heads.to_vec();
        self.readers.ask(move |c| read::trail(c, &heads)).await
    }

    /// Leaves a command for the engine, durable when it returns. The engine that owns the store takes it up within
    /// 100 ms, or the next one when it starts.
    ///
    /// # Errors
    ///
    /// If the store cannot be written: [`is_full`](StoreError::is_full) if there is no room.
    pub async fn leave(&self, command: &str) -> Result<CommandId, StoreError> {
        let (path, text) = (self.path.clone(), command.to_owned());
        let leave = move || -> Result<CommandId, Trouble> {
            let connection = open::visitor(&path)?;
            let transaction =
                rusqlite::Transaction::new_unchecked(&connection, rusqlite::TransactionBehavior::Immediate)?;
            let id = apply::leave(&transaction, &text)?;
            transaction.commit()?;
            Ok(id)
        };
        self.readers.run(leave).await
    }

    /// What the engine answered to a command; `None` while it has not.
    ///
    /// # Errors
    ///
    /// If the store cannot be read.
    pub async fn answer(&self, command: CommandId) -> Result<Option<Answer>, StoreError> {
        self.readers.ask(move |c| read::answer(c, command)).await
    }

    /// Whether an engine owns the store just now, in whichever process.
    ///
    /// # Errors
    ///
    /// If that cannot be found out.
    pub async fn is_owned(&self) -> Result<bool, StoreError> {
        let path = self.path.clone();
        self.readers.run(move || lock::is_taken(&path)).await
    }

    /// Reads all of the store and checks it: the structure of the file, its indexes, and the checksum of every row. It
    /// takes about as long as reading the file does, and holds the log back meanwhile.
    ///
    /// # Errors
    ///
    /// [`is_unreadable`](StoreError::is_unreadable) with what is wrong first.
    pub async fn verify(&self) -> Result<(), StoreError> {
        self.readers.ask(verify::verify).await
    }
}

impl Visitor for SqliteReader {
    fn definition(&self, hash: &str) -> Answered<'_, Option<String>> {
        let hash = hash.to_owned();
        async move { Self::definition(self, &hash).await }.boxed()
    }

    fn find(&self, workflow: &str, name: &str) -> Answered<'_, Option<ExecutionRow>> {
        let (workflow, name) = (workflow.to_owned(), name.to_owned());
        async move { Self::find(self, &workflow, &name).await }.boxed()
    }

    fn load(&self, execution: ExecutionId) -> Answered<'_, Option<Loaded>> {
        Self::load(self, execution).boxed()
    }

    fn list(
        &self,
        filter: &ListFilter,
        before: Option<ExecutionId>,
        limit: usize,
    ) -> Answered<'_, Vec<Summary>> {
        let filter = filter.clone();
        async move { Self::list(self, &filter, before, limit).await }.boxed()
    }

    fn history(&self, ids: &[HistoryId]) -> Answered<'_, Vec<HistoryRow>> {
        let ids = ids.to_vec();
        async move { Self::history(self, &ids).await }.boxed()
    }

    fn trail(&self, heads: &[HistoryId]) -> Answered<'_, Vec<HistoryRow>> {
        let heads = heads.to_vec();
        async move { Self::trail(self, &heads).await }.boxed()
    }

    fn leave(&self, command: &str) -> Answered<'_, CommandId> {
        let command = command.to_owned();
        async move { Self::leave(self, &command).await }.boxed()
    }

    fn answer(&self, command: CommandId) -> Answered<'_, Option<Answer>> {
        Self::answer(self, command).boxed()
    }

    fn is_owned(&self) -> Answered<'_, bool> {
        Self::is_owned(self).boxed()
    }
}
