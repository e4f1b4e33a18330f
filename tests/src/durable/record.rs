//! What a store says has happened: its history, frame by frame, without what differs from run to run.
//!
//! Read from the rows as they are stored, so that what is compared is all that there is; and as events, as its users read
//! it. Read next: `events.rs`.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Display;

use serde_json::Value;
use workflow_runtime::engine::Remote;
use workflow_runtime::store::{ExecutionId, ExecutionStatus, HistoryId, HistoryRow, ListFilter, Visitor};

use super::events::Events;

/// What one execution has in a store.
#[derive(Clone, Debug)]
pub struct Recorded {
    /// How it stands.
    pub status: ExecutionStatus,
    /// What it ended with, as it is stored.
    pub outcome: Option<Value>,
    /// What happened in each frame, by the frame's path: empty of the main machine, `/2.0` of the first branch of the second
    /// state. Times and numbers that the store gave are left out.
    pub frames: BTreeMap<String, Vec<Value>>,
    /// The paths of the forks that failed: their other branches were given up wherever they were.
    given_up: BTreeSet<String>,
    /// How many rows it has.
    pub rows: usize,
    /// What anybody reads of it.
    pub events: Events,
}

/// What all executions have, by `workflow:name`.
#[derive(Clone, Debug, Default)]
pub struct Record {
    /// The executions.
    pub executions: BTreeMap<String, Recorded>,
    /// The idempotency keys of the tasks whose success is recorded.
    pub succeeded: BTreeSet<String>,
}

const PAGE: usize = 1_000;

impl Record {
    /// Reads all executions that `wanted` names (by `workflow:name`) with their histories, of a store that can be opened
    /// more than once.
    ///
    /// # Panics
    ///
    /// If the store cannot be read, or what it has is not what an engine writes.
    pub async fn read<S: Visitor + 'static>(open: impl Fn() -> S, wanted: impl Fn(&str) -> bool) -> Self {
        let (store, remote) = (open(), Remote::of(open()));
        let mut record = Self::default();
        let mut before = None;
        loop {
            let page = store.list(&ListFilter::default(), before, PAGE).await.expect("the store can be read");
            before = page.last().map(|summary| summary.id);
            for summary in &page {
                let name = format!("{}:{}", summary.workflow, summary.name);
                if wanted(&name) {
                    record.read_one((&store, &remote), summary.id, name).await;
                }
            }
            if page.len() < PAGE {
                return record;
            }
        }
    }

    async fn read_one(&mut self, (store, remote): (&impl Visitor, &Remote), id: ExecutionId, name: String) {
        let loaded = store.load(id).await.expect("the store can be read").expect("it was listed");
        let mut heads: Vec<HistoryId> = loaded.frames.iter().filter_map(|frame| frame.head).collect();
        heads.extend(loaded.execution.head);
        let trail = store.trail(&heads).await.expect("the store can be read");
        check_chains(&name, &trail);
        let ids: Vec<HistoryId> = trail.iter().map(|row| row.id).collect();
        let rows = store.history(&ids).await.expect("the store can be read");
        assert_eq!(rows.len(), ids.len(), "{name}: every row of the trail is there");
        let mut walk = Walk { name: &name, ..Walk::default() };
        rows.iter().for_each(|row| walk.row(row, &mut self.succeeded));
        let outcome = loaded.execution.outcome.as_deref();
        let recorded = Recorded {
            status: loaded.execution.status,
            outcome: outcome.map(|bytes| serde_json::from_slice(bytes).expect("an outcome is JSON")),
            frames: walk.entries,
            given_up: walk.given_up,
            rows: rows.len(),
            events: Events::read(remote, id).await,
        };
        self.executions.insert(name, recorded);
    }

    /// How many rows of history all executions have.
    #[must_use]
    pub fn rows(&self) -> usize {
        self.executions.values().map(|recorded| recorded.rows).sum()
    }

    /// Where the two differ: an event that one has and the other lacks, or has elsewhere. Of branches that were given up
    /// one may have come further than the other.
    ///
    /// # Errors
    ///
    /// The first difference.
    pub fn same(&self, other: &Self) -> Result<(), String> {
        if !self.executions.keys().eq(other.executions.keys()) {
            let (one, two) = (self.executions.keys(), other.executions.keys());
            return Err(format!(
                "the executions are {:?} and {:?}",
                one.collect::<Vec<_>>(),
                two.collect::<Vec<_>>()
            ));
        }
        self.executions.iter().try_for_each(|(name, one)| {
            one.same(&other.executions[name]).map_err(|difference| format!("{name}{difference}"))
        })
    }
}

impl Recorded {
    /// Where the two differ, as [`Record::same`].
    ///
    /// # Errors
    ///
    /// The first difference.
    pub fn same(&self, other: &Self) -> Result<(), String> {
        if (self.status, &self.outcome) != (other.status, &other.outcome) {
            return Err(format!(" ended with {:?} and {:?}", self.outcome, other.outcome));
        }
        let given_up = |path: &str| self.is_given_up(path) || other.is_given_up(path);
        same_in_each(&self.frames, &other.frames, given_up)?;
        self.events.same(&other.events).map_err(|difference| format!(", as it is read, {difference}"))
    }

    /// Whether the frame belongs to a fork that failed.
    fn is_given_up(&self, path: &str) -> bool {
        self.given_up.iter().any(|fork| path.starts_with(fork.as_str()))
    }
}

/// Where the two differ, machine by machine. Of one that was `given_up` one run may have come further than the other.
pub(super) fn same_in_each<T: PartialEq + Display>(
    one: &BTreeMap<String, Vec<T>>,
    other: &BTreeMap<String, Vec<T>>,
    given_up: impl Fn(&str) -> bool,
) -> Result<(), String> {
    let empty = Vec::new();
    for path in one.keys().chain(other.keys()) {
        let one = one.get(path).unwrap_or(&empty);
        let two = other.get(path).unwrap_or(&empty);
        let shared = one.iter().zip(two).take_while(|(one, two)| one == two).count();
        if one == two || (given_up(path) && shared == one.len().min(two.len())) {
            continue;
        }
        let next = |entries: &[T]| entries.get(shared).map_or("nothing".to_owned(), T::to_string);
        return Err(format!("{path}: after {shared} events {} and {}", next(one), next(two)));
    }
    Ok(())
}

/// Every row but the first follows another, which is there; nothing follows or is joined twice, but the row with which
/// branches begin.
fn check_chains(name: &str, trail: &[HistoryRow]) {
    let ids: BTreeSet<HistoryId> = trail.iter().map(|row| row.id).collect();
    assert_eq!(ids.len(), trail.len(), "{name}: each row once");
    let mut joined = BTreeSet::new();
    for (number, row) in trail.iter().enumerate() {
        assert_eq!(row.prev.is_none(), number == 0, "{name}: row {:?} follows {:?}", row.id, row.prev);
        for before in row.prev.iter().chain(&row.joins) {
            assert!(before < &row.id && ids.contains(before), "{name}: {:?} follows {before:?}", row.id);
        }
        for join in &row.joins {
            assert!(joined.insert(*join), "{name}: {join:?} is joined twice");
        }
    }
}

/// Rows in order, told apart by frame.
#[derive(Default)]
struct Walk<'a> {
    name: &'a str,
    /// Of each frame's number: its path and the state it is in.
    at: BTreeMap<u64, (String, u64)>,
    entries: BTreeMap<String, Vec<Value>>,
    given_up: BTreeSet<String>,
    /// Where nested executions were begun: their states call no task.
    nested: BTreeSet<(String, u64)>,
    /// Of each path: the fork that it is in now.
    fork: BTreeMap<String, String>,
}

impl Walk<'_> {
    fn row(&mut self, row: &HistoryRow, succeeded: &mut BTreeSet<String>) {
        let data: Value = serde_json::from_slice(&row.data).expect("a row is JSON");
        let number = data["frame"].as_u64().unwrap_or(0);
        for entry in data["entries"].as_array().expect("a row has entries") {
            let frame = self.at.entry(number).or_default();
            if let Some(visit) = entry["state_entered"]["visit"].as_u64() {
                frame.1 = visit;
            }
            let (path, visit) = frame.clone();
            if entry["task_submitted"]["child"].is_number() {
                self.nested.insert((path.clone(), visit));
            }
            if entry["task_succeeded"].is_object() && !self.nested.contains(&(path.clone(), visit)) {
                succeeded.insert(format!("{}{path}/{visit}", self.name));
            }
            if entry["forked"].is_object() {
                self.forked(&path, visit, &entry["forked"]);
            }
            if entry["joined"]["succeeded"] == Value::Bool(false) {
                self.given_up.extend(self.fork.get(&path).cloned());
            }
            self.entries.entry(path).or_default().push(without_what_differs(entry));
        }
    }

    fn forked(&mut self, path: &str, visit: u64, fork: &Value) {
        let number = |field: &str| fork[field].as_u64().expect("a number");
        let attempt = match number("attempt") {
            0 => String::new(),
            attempt => format!("~{attempt}"),
        };
        let fork = format!("{path}/{visit}{attempt}.");
        for index in 0..number("length") {
            self.at.insert(number("base") + index, (format!("{fork}{index}"), 0));
        }
        self.fork.insert(path.to_owned(), fork);
    }
}

/// An entry without times, and without numbers that a store gives in the order of what happens.
fn without_what_differs(entry: &Value) -> Value {
    let mut entry = entry.clone();
    let kind = entry.as_object_mut().expect("an entry is an object");
    for fields in kind.values_mut().filter_map(Value::as_object_mut) {
        // Which branches a failing one gave up depends on how far they were.
        for field in ["at", "base", "child", "given_up"] {
            fields.remove(field);
        }
    }
    entry
}
