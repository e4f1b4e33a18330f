//! A store that can be cut, and that knows what was recorded.

use std::collections::{BTreeMap, BTreeSet};
use std::future::pending;
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use std::sync::{Arc, Mutex};

use serde_json::Value;
use tokio::sync::Notify;
use workflow_runtime::store::fault::{Alter, Altered};
use workflow_runtime::store::{Answered, Commit, MemoryStore, Store};

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
pub(crate) type CutStore = Altered<MemoryStore, Stops>;

/// Where it stops.
#[derive(Debug)]
pub(crate) struct Stops {
    cut: Cut,
    shared: Arc<Shared>,
}

#[derive(Debug, Default)]
pub(crate) struct Shared {
    pub(crate) commits: AtomicUsize,
    pub(crate) reached: Notify,
    /// What was made.
    pub(crate) made: Mutex<Vec<Arc<Commit>>>,
}

/// A store that is cut, and what is known of it.
pub(crate) fn cut_store(inner: &MemoryStore, cut: Cut) -> (CutStore, Arc<Shared>) {
    let shared = Arc::<Shared>::default();
    (Altered::new(inner.clone(), Stops { cut, shared: Arc::clone(&shared) }), shared)
}

impl<S: Store> Alter<S> for Stops {
    fn commit<'a>(&'a self, inner: &'a S, commit: Arc<Commit>) -> Answered<'a, ()> {
        Box::pin(async move {
            let number = self.shared.commits.fetch_add(1, SeqCst);
            let (made, told) = match self.cut {
                Cut::Never => (true, true),
                Cut::Before(cut) => (number < cut, number < cut),
                Cut::After(cut) => (number <= cut, number < cut),
            };
            if made {
                inner.commit(Arc::clone(&commit)).await?;
                self.shared.made.lock().expect("no panic").push(commit);
            }
            if told {
                return Ok(());
            }
            self.shared.reached.notify_one();
            pending().await
        })
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
