//! A store that can be cut, and that knows what was recorded.

use std::collections::{BTreeMap, BTreeSet};
use std::future::pending;
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use std::sync::{Arc, Mutex};

use futures_util::future::BoxFuture;
use jiff::Timestamp;
use serde_json::Value;
use tokio::sync::Notify;
use workflow_runtime::store::{
    Answer, Answered, Command, CommandId, Commit, Due, ExecutionId, ExecutionRow, HistoryId, HistoryRow,
    ListFilter, Loaded, MemoryStore, Position, Store, Summary,
};

/// Where a store stops.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Cut {
    Never,
    /// The commit with this number is not made, nor any after it.
    Before(usize),
    /// The commit with this number is made, and nobody is told.
    After(usize),
}

/// A store in memory that stops at a commit, as if the process had been killed there.
#[derive(Debug)]
pub(crate) struct CutStore {
    inner: MemoryStore,
    cut: Cut,
    pub(crate) shared: Arc<Shared>,
}

#[derive(Debug, Default)]
pub(crate) struct Shared {
    pub(crate) commits: AtomicUsize,
    pub(crate) reached: Notify,
    /// What was made.
    pub(crate) made: Mutex<Vec<Arc<Commit>>>,
}

impl CutStore {
    pub(crate) fn new(inner: &MemoryStore, cut: Cut) -> Self {
        Self { inner: inner.clone(), cut, shared: Arc::default() }
    }
}

/// The idempotency keys of the tasks whose success is in the commits.
pub(crate) fn recorded(made: &[Arc<Commit>]) -> BTreeSet<String> {
    let mut keys: BTreeMap<i64, String> = BTreeMap::new();
    let mut frames: BTreeMap<(i64, u64), (String, u64)> = BTreeMap::new();
    let mut recorded = BTreeSet::new();
    for commit in made {
        for start in &commit.start {
            keys.insert(start.id.get(), format!("{}:{}", start.workflow, start.name));
        }
        for row in &commit.history {
            let data: Value = serde_json::from_slice(&row.data).expect("a row is JSON");
            let number = data["frame"].as_u64().unwrap_or(0);
            let id = row.execution.get();
            for entry in data["entries"].as_array().expect("entries") {
                let frame = frames.entry((id, number)).or_insert_with(|| (String::new(), 0));
                if let Some(visit) = entry["state_entered"]["visit"].as_u64() {
                    frame.1 = visit;
                }
                if entry["task_succeeded"].is_object() {
                    recorded.insert(format!("{}{}/{}", keys[&id], frame.0, frame.1));
                }
                if let Some(fork) = entry["forked"].as_object() {
                    let (path, visit) = frame.clone();
                    let (base, length) = (
                        fork["base"].as_u64().expect("a number"),
                        fork["length"].as_u64().expect("a number"),
                    );
                    let attempt = match fork["attempt"].as_u64() {
                        Some(0) | None => String::new(),
                        Some(attempt) => format!("~{attempt}"),
                    };
                    for index in 0..length {
                        frames.insert((id, base + index), (format!("{path}/{visit}{attempt}.{index}"), 0));
                    }
                }
            }
        }
    }
    recorded
}

impl Store for CutStore {
    fn position(&self) -> Answered<'_, Position> {
        self.inner.position()
    }

    fn commit(&self, commit: Arc<Commit>) -> Answered<'_, ()> {
        Box::pin(async move {
            let number = self.shared.commits.fetch_add(1, SeqCst);
            let (made, told) = match self.cut {
                Cut::Never => (true, true),
                Cut::Before(cut) => (number < cut, number < cut),
                Cut::After(cut) => (number <= cut, number < cut),
            };
            if made {
                self.inner.commit(Arc::clone(&commit)).await?;
                self.shared.made.lock().expect("no panic").push(commit);
            }
            if told {
                return Ok(());
            }
            self.shared.reached.notify_one();
            pending().await
        })
    }

    fn put_definition(&self, hash: &str, definition: &str) -> Answered<'_, ()> {
        self.inner.put_definition(hash, definition)
    }

    fn definition(&self, hash: &str) -> Answered<'_, Option<String>> {
        self.inner.definition(hash)
    }

    fn find(&self, workflow: &str, name: &str) -> Answered<'_, Option<ExecutionRow>> {
        self.inner.find(workflow, name)
    }

    fn load(&self, execution: ExecutionId) -> Answered<'_, Option<Loaded>> {
        self.inner.load(execution)
    }

    fn children(&self, execution: ExecutionId) -> Answered<'_, Vec<ExecutionId>> {
        self.inner.children(execution)
    }

    fn due(&self, after: Option<Due>, until: Timestamp, limit: usize) -> Answered<'_, Vec<Due>> {
        self.inner.due(after, until, limit)
    }

    fn list(
        &self,
        filter: &ListFilter,
        before: Option<ExecutionId>,
        limit: usize,
    ) -> Answered<'_, Vec<Summary>> {
        self.inner.list(filter, before, limit)
    }

    fn history(&self, ids: &[HistoryId]) -> Answered<'_, Vec<HistoryRow>> {
        self.inner.history(ids)
    }

    fn trail(&self, heads: &[HistoryId]) -> Answered<'_, Vec<HistoryRow>> {
        self.inner.trail(heads)
    }

    fn prune(&self, finished_before: Timestamp, limit: usize) -> Answered<'_, usize> {
        self.inner.prune(finished_before, limit)
    }

    fn leave(&self, command: &str) -> Answered<'_, CommandId> {
        self.inner.leave(command)
    }

    fn commands(&self, after: Option<CommandId>) -> Answered<'_, Vec<Command>> {
        self.inner.commands(after)
    }

    fn answer(&self, command: CommandId) -> Answered<'_, Option<Answer>> {
        self.inner.answer(command)
    }

    fn command_left(&self) -> BoxFuture<'_, ()> {
        self.inner.command_left()
    }

    fn close(&self) -> Answered<'_, ()> {
        self.inner.close()
    }
}
