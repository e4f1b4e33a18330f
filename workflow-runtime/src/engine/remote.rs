//! An engine's executions as another process sees them: it reads the store, and leaves requests.
//!
//! What a request says is in `inbox.rs`; how a store is read without owning it in `store/visitor.rs`.

use std::collections::HashMap;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use tokio::time::Instant;

use super::errors;
use super::history::{EventPages, Source};
use super::inbox::{Reply, Request};
use super::load::{self, LoadedExecution};
use super::show::Shown;
use crate::asl::StateMachine;
use crate::error::Kind;
use crate::observer::HistoryEvent;
use crate::store::{CommandId, ExecutionId, ListFilter, Summary, Visitor};
use crate::{Error, Failure};

/// How often it is looked whether a request was answered.
const LOOK: Duration = Duration::from_millis(10);

/// The executions of a store, for a process that does not run them.
///
/// It lists and shows them and reads their histories, whoever runs them and whether anybody does, and leaves
/// [`Request`]s for the engine that owns the store. It knows no workflow's types.
///
/// ```
/// use std::time::Duration;
/// use workflow_runtime::engine::{Asked, Remote, Request};
/// use workflow_runtime::store::{ListFilter, MemoryStore};
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), workflow_runtime::Error> {
/// // Of a file: `Remote::open("workflows.db")?`.
/// let remote = Remote::of(MemoryStore::new());
/// assert!(remote.list(&ListFilter::default(), None, 10).await?.is_empty());
/// let request = Request::Redrive { workflow: "Order".into(), name: "42".into() };
/// match remote.ask(&request, Duration::from_millis(100)).await? {
///     Asked::Done => println!("it goes on"),
///     Asked::Left { owned: true, .. } => println!("the engine has not answered yet"),
///     Asked::Left { owned: false, .. } => println!("no engine runs this store; the next one takes it up"),
/// }
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct Remote {
    store: Arc<dyn Visitor>,
}

/// What came of a request that was not refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Asked {
    /// It is done, durably.
    Done,
    /// It is left, durably, and nobody has answered it yet: it will be taken up.
    Left {
        /// Its number, to ask again with [`Remote::answer`].
        command: CommandId,
        /// Whether an engine owns the store just now. Otherwise the next one takes the request up when it starts.
        owned: bool,
    },
}

impl Remote {
    /// The executions of a store.
    pub fn of(store: impl Visitor + 'static) -> Self {
        Self { store: Arc::new(store) }
    }

    /// The executions of the store in a file.
    ///
    /// # Errors
    ///
    /// If there is no such file, or it is no store that this version can read ([`Error::is_store_failure`]).
    #[cfg(feature = "sqlite")]
    pub fn open(path: impl AsRef<std::path::Path>) -> Result<Self, Error> {
        let reader = crate::store::SqliteReader::open(path).map_err(|error| errors::store(&error))?;
        Ok(Self::of(reader))
    }

    fn source(&self) -> Source {
        Source::Visited(Arc::clone(&self.store))
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
        self.store.list(filter, before, limit).await.map_err(|error| errors::store(&error))
    }

    /// The number of the execution of a workflow with a name.
    ///
    /// # Errors
    ///
    /// If there is none ([`Error::is_not_found`]), or the store cannot be read.
    pub async fn find(&self, workflow: &str, name: &str) -> Result<ExecutionId, Error> {
        let row = self.store.find(workflow, name).await.map_err(|error| errors::store(&error))?;
        row.map(|row| row.start.id).ok_or_else(|| errors::not_found(workflow, name))
    }

    /// What an execution is doing, or ended with.
    ///
    /// # Errors
    ///
    /// If there is none with this number ([`Error::is_not_found`]), or the store cannot be read.
    pub async fn show(&self, id: ExecutionId) -> Result<Shown, Error> {
        Shown::read(&self.source(), id).await?.ok_or_else(|| errors::no_execution(id))
    }

    /// The events of an execution, to be read page by page.
    ///
    /// # Errors
    ///
    /// As [`show`](Self::show).
    pub async fn events(&self, id: ExecutionId) -> Result<EventPages, Error> {
        let events = EventPages::open(self.source(), id).await.map_err(|error| errors::store(&error))?;
        events.ok_or_else(|| errors::no_execution(id))
    }

    /// The whole history of an execution.
    ///
    /// # Errors
    ///
    /// As [`show`](Self::show).
    pub async fn history(&self, id: ExecutionId) -> Result<Vec<HistoryEvent>, Error> {
        self.events(id).await?.rest().await
    }

    /// The definition with a hash.
    ///
    /// # Errors
    ///
    /// If it is not in the store, or cannot be read ([`Error::is_unreadable`]).
    pub async fn definition(&self, hash: &str) -> Result<StateMachine, Error> {
        let text = self.store.definition(hash).await.map_err(|error| errors::store(&error))?;
        let text = text.ok_or_else(|| errors::unreadable(format!("the store has no definition {hash}")))?;
        text.parse()
            .map_err(|reason| errors::unreadable(format!("the definition {hash} cannot be read: {reason}")))
    }

    /// An execution and all that are nested in it.
    pub(super) async fn tree(&self, id: ExecutionId) -> Result<HashMap<ExecutionId, LoadedExecution>, Error> {
        let load = |id| async move { self.store.load(id).await.map_err(|error| errors::store(&error)) };
        load::read_tree(id, load).await
    }

    /// Leaves a request, durably, and waits for its answer for `patience` at most: not at all if nobody owns the store.
    ///
    /// # Errors
    ///
    /// If it is refused, with the engine's error, which has the predicates it has there (such as
    /// [`Error::is_closed_token`]); or if the store cannot be read or written ([`Error::is_store_failure`]).
    ///
    /// # Cancel safety
    ///
    /// Dropping the future leaves open whether the request is left.
    pub async fn ask(&self, request: &Request, patience: Duration) -> Result<Asked, Error> {
        let command = self.store.leave(&request.to_string()).await.map_err(|error| errors::store(&error))?;
        let deadline = Instant::now() + patience;
        loop {
            if self.answer(command).await? {
                return Ok(Asked::Done);
            }
            let owned = self.store.is_owned().await.map_err(|error| errors::store(&error))?;
            let now = Instant::now();
            if !owned || now >= deadline {
                // The owner may have answered it last of all.
                let done = self.answer(command).await?;
                return Ok(if done { Asked::Done } else { Asked::Left { command, owned } });
            }
            tokio::time::sleep(LOOK.min(deadline - now)).await;
        }
    }

    /// Whether a request was carried out; `false` while it has no answer. Answers are kept for a day.
    ///
    /// # Errors
    ///
    /// As [`ask`](Self::ask).
    pub async fn answer(&self, command: CommandId) -> Result<bool, Error> {
        let answer = self.store.answer(command).await.map_err(|error| errors::store(&error))?;
        let Some(answer) = answer else { return Ok(false) };
        match answer.text.parse() {
            Ok(Reply::Done {}) => Ok(true),
            Ok(Reply::Refused { error, cause }) => Err(refused(error, cause)),
            Err(reason) => Err(errors::unreadable(format!("the answer cannot be read: {reason}"))),
        }
    }
}

/// An error of the engine, as it came from there.
fn refused(error: String, cause: String) -> Error {
    let kind = match error.as_str() {
        "TaskTimedOut" => Kind::ClosedToken,
        "TaskDoesNotExist" => Kind::UnknownToken,
        "InvalidOutput" => Kind::WrongOutput,
        "ExecutionNotRunning" => Kind::Over,
        "ExecutionDoesNotExist" => Kind::NotFound,
        "ExecutionNotRedrivable" => Kind::NotRedrivable,
        "ExecutionUnreadable" => Kind::Unreadable,
        "StateMachineDoesNotExist" => Kind::NotRegistered,
        _ => Kind::Failed,
    };
    Error::stored(kind, Failure::new(error, Some(cause)))
}

impl fmt::Debug for Remote {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Remote").field("store", &self.store).finish()
    }
}
