//! The store in memory and the one in a file give the same answers, whatever is asked of them.
//!
//! Random commits, some of which do not fit, and everything that can be read after each. What is promised of single calls
//! is in `store::conformance`.

#![cfg(feature = "sqlite")]

use std::cell::Cell;
use std::collections::BTreeMap;
use std::fmt::Debug;
use std::sync::Arc;

use jiff::Timestamp;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use workflow_runtime::store::{
    Answer, CommandId, Commit, Due, ExecutionChange, ExecutionId, ExecutionStatus, FrameChange, FrameId,
    FrameRow, HistoryId, HistoryRow, ListFilter, MemoryStore, NewExecution, SqliteOptions, Store, StoreError,
    Wake,
};

/// What is done to both stores. Numbers stand for one of a few.
#[derive(Clone, Debug)]
enum Act {
    /// One commit of several changes.
    Commit(Vec<Change>),
    /// What ended before a time goes, so many at most.
    Prune(i64, usize),
    Leave(u8),
    Define(u8, u8),
}

#[derive(Clone, Debug)]
enum Change {
    /// An execution with a name, perhaps one that is taken, of a parent.
    Start(u8, Option<u8>),
    /// A row in an execution, which may join the rows before it.
    Row(u8, bool),
    Insert(u8, u32, u8),
    Update(u8, u32, Option<u8>),
    Wake(u8, u32, u8),
    Delete(u8, u32),
    DeleteAll(u8),
    End(u8, usize),
    Answer(u8),
}

fn change() -> impl Strategy<Value = Change> {
    let (one, frame, wake) = (0..6_u8, 0..3_u32, 0..4_u8);
    prop_oneof![
        3 => (0..5_u8, proptest::option::weighted(0.3, one.clone())).prop_map(|(name, of)| Change::Start(name, of)),
        4 => (one.clone(), any::<bool>()).prop_map(|(one, joins)| Change::Row(one, joins)),
        3 => (one.clone(), frame.clone(), wake.clone()).prop_map(|(one, frame, wake)| Change::Insert(one, frame, wake)),
        2 => (one.clone(), frame.clone(), proptest::option::of(wake.clone()))
            .prop_map(|(one, frame, wake)| Change::Update(one, frame, wake)),
        1 => (one.clone(), frame.clone(), wake).prop_map(|(one, frame, wake)| Change::Wake(one, frame, wake)),
        1 => (one.clone(), frame).prop_map(|(one, frame)| Change::Delete(one, frame)),
        1 => one.clone().prop_map(Change::DeleteAll),
        2 => (one, 0..5_usize).prop_map(|(one, status)| Change::End(one, status)),
        1 => (0..4_u8).prop_map(Change::Answer),
    ]
}

fn act() -> impl Strategy<Value = Act> {
    prop_oneof![
        8 => proptest::collection::vec(change(), 0..5).prop_map(Act::Commit),
        1 => (0..40_i64, 0..3_usize).prop_map(|(before, limit)| Act::Prune(before, limit)),
        1 => (0..3_u8).prop_map(Act::Leave),
        1 => (0..2_u8, 0..2_u8).prop_map(|(hash, text)| Act::Define(hash, text)),
    ]
}

/// What an engine knows of what it has stored: it gives the ids.
#[derive(Debug, Default)]
struct Known {
    executions: i64,
    rows: i64,
    /// The rows of each execution, oldest first.
    of: BTreeMap<i64, Vec<i64>>,
    now: i64,
}

fn id(number: i64) -> ExecutionId {
    ExecutionId::new(number).expect("it is small")
}

fn frame(execution: i64, number: u32) -> FrameId {
    id(execution).frame(number).expect("it is small")
}

fn at(second: i64) -> Timestamp {
    Timestamp::from_second(1_700_000_000 + second).expect("a time")
}

fn wake(number: u8) -> Wake {
    match number {
        0 => Wake::Now,
        1 => Wake::Never,
        number => Wake::At(at(number.into())),
    }
}

impl Known {
    /// One of the latest executions: there, or over, or perhaps pruned.
    fn one(&self, number: u8) -> i64 {
        (self.executions - i64::from(number)).max(1)
    }

    /// The rows that this commit grows the history by are known when it is made.
    fn commit(&mut self, changes: &[Change]) -> Commit {
        let mut commit = Commit::default();
        self.now += 1;
        for change in changes {
            match *change {
                Change::Start(name, of) => {
                    let parent = of.filter(|_| self.executions > 0).map(|of| id(self.one(of)));
                    self.executions += 1;
                    commit.start.push(NewExecution {
                        id: id(self.executions),
                        workflow: ["Order", "Repair"][usize::from(name % 2)].to_owned(),
                        name: format!("name-{name}"),
                        definition: "hash-0".to_owned(),
                        started_at: at(self.now),
                        parent,
                        input: vec![name],
                    });
                }
                Change::Row(one, joins) => {
                    let of = self.one(one);
                    let before = self.of.entry(of).or_default();
                    self.rows += 1;
                    commit.history.push(HistoryRow {
                        id: HistoryId(self.rows),
                        execution: id(of),
                        prev: before.last().copied().map(HistoryId),
                        joins: before
                            .iter()
                            .rev()
                            .skip(1)
                            .take(usize::from(joins))
                            .copied()
                            .map(HistoryId)
                            .collect(),
                        data: self.rows.to_string().into_bytes(),
                    });
                    before.push(self.rows);
                }
                Change::Insert(one, number, due) => commit.frames.push(FrameChange::Insert(FrameRow {
                    id: frame(self.one(one), number),
                    data: vec![due],
                    head: self.head(one),
                    wake: wake(due),
                })),
                Change::Update(one, number, due) => commit.frames.push(FrameChange::Update {
                    id: frame(self.one(one), number),
                    data: vec![9],
                    head: self.head(one),
                    wake: due.map(wake),
                }),
                Change::Wake(one, number, due) => {
                    commit.frames.push(FrameChange::Wake(frame(self.one(one), number), wake(due)));
                }
                Change::Delete(one, number) => {
                    commit.frames.push(FrameChange::Delete(frame(self.one(one), number)));
                }
                Change::DeleteAll(one) => commit.frames.push(FrameChange::DeleteAll(id(self.one(one)))),
                Change::End(one, status) => {
                    let status = ExecutionStatus::ALL[status];
                    let over = status != ExecutionStatus::Running;
                    commit.executions.push(ExecutionChange {
                        id: id(self.one(one)),
                        status,
                        finished_at: over.then(|| at(self.now)),
                        outcome: over.then(|| vec![1]),
                        head: self.head(one).filter(|_| over),
                        redrives: u32::from(!over),
                    });
                }
                Change::Answer(command) => commit
                    .answers
                    .push(Answer { command: CommandId(command.into()), text: self.now.to_string() }),
            }
        }
        commit
    }

    fn head(&self, one: u8) -> Option<HistoryId> {
        self.of.get(&self.one(one)).and_then(|rows| rows.last()).copied().map(HistoryId)
    }
}

/// What is told of a call: its answer, or the kind of its error.
fn told<T: Debug>(what: &str, answer: Result<T, StoreError>) -> String {
    match answer {
        Ok(answer) => format!("{what}: {answer:?}"),
        Err(error) if error.is_duplicate() => format!("{what}: a duplicate"),
        Err(error) if error.is_misfit() => format!("{what}: a misfit"),
        Err(error) => panic!("{what}: {error}"),
    }
}

/// Everything that can be read of a store, page by page where there are pages.
async fn all(store: &dyn Store, known: &Known) -> Vec<String> {
    let mut said = vec![told("position", store.position().await)];
    let mut heads = Vec::new();
    for number in 1..=known.executions {
        let loaded = store.load(id(number)).await;
        if let Ok(Some(loaded)) = &loaded {
            heads.extend(loaded.frames.iter().filter_map(|frame| frame.head).chain(loaded.execution.head));
        }
        said.push(told("load", loaded));
        said.push(told("children", store.children(id(number)).await));
    }
    for name in 0..5 {
        let workflow = ["Order", "Repair"][name % 2];
        said.push(told("find", store.find(workflow, &format!("name-{name}")).await));
    }
    let filters = [
        ListFilter::default(),
        ListFilter { workflow: Some("Order".to_owned()), ..ListFilter::default() },
        ListFilter { status: Some(ExecutionStatus::Running), ..ListFilter::default() },
        ListFilter { name_prefix: Some("name-1".to_owned()), ..ListFilter::default() },
    ];
    for filter in filters {
        let mut before = None;
        loop {
            let page = store.list(&filter, before, 2).await.expect("a page");
            before = page.last().map(|summary| summary.id);
            said.push(format!("list: {page:?}"));
            if page.is_empty() {
                break;
            }
        }
    }
    for until in [at(0), at(2), at(100)] {
        let mut after: Option<Due> = None;
        loop {
            let page = store.due(after, until, 2).await.expect("a page");
            after = page.last().copied();
            said.push(format!("due: {page:?}"));
            if page.is_empty() {
                break;
            }
        }
    }
    let rows: Vec<HistoryId> = (1..=known.rows).rev().chain([1, 1]).map(HistoryId).collect();
    said.push(told("history", store.history(&rows).await));
    said.push(told("trail", store.trail(&heads).await));
    let commands = store
        .commands(Some(CommandId(1)))
        .await
        .map(|all| all.into_iter().map(|command| (command.id, command.text)).collect::<Vec<_>>());
    said.push(told("commands", commands));
    for command in 0..4 {
        said.push(told("answer", store.answer(CommandId(command)).await));
    }
    for hash in 0..2 {
        said.push(told("definition", store.definition(&format!("hash-{hash}")).await));
    }
    said
}

async fn do_it(store: &dyn Store, act: &Act, commit: &Arc<Commit>) -> String {
    match act {
        Act::Commit(_) => told("commit", store.commit(Arc::clone(commit)).await),
        Act::Prune(before, limit) => told("prune", store.prune(at(*before), *limit).await),
        Act::Leave(text) => told("leave", store.leave(&text.to_string()).await),
        Act::Define(hash, text) => {
            told("define", store.put_definition(&format!("hash-{hash}"), &text.to_string()).await)
        }
    }
}

/// How many commits were made, and how many were refused.
type Tally = (u32, u32);

async fn agree(acts: &[Act], tally: &mut Tally) -> Result<(), TestCaseError> {
    let directory = tempfile::tempdir().expect("there is a place for temporary files");
    let memory = MemoryStore::new();
    let file = SqliteOptions::new().in_place(true).open(directory.path().join("store.db"));
    let file = file.expect("a new store opens");
    let mut known = Known::default();
    for act in acts {
        let before = known.of.clone();
        let commit = match act {
            Act::Commit(changes) => Arc::new(known.commit(changes)),
            Act::Prune(..) | Act::Leave(_) | Act::Define(..) => Arc::default(),
        };
        let one = do_it(&memory, act, &commit).await;
        let two = do_it(&file, act, &commit).await;
        prop_assert_eq!(&one, &two, "{:?}", act);
        if one == "commit: ()" {
            tally.0 += 1;
        } else if matches!(act, Act::Commit(_)) {
            // Nothing of it is there to be followed.
            known.of = before;
            tally.1 += 1;
        }
        for (one, two) in all(&memory, &known).await.into_iter().zip(all(&file, &known).await) {
            prop_assert_eq!(one, two, "after {:?}", act);
        }
    }
    Ok(())
}

#[test]
fn both_stores_give_the_same_answers() {
    let config = Config { cases: 64, failure_persistence: None, ..Config::default() };
    let tally = Cell::new((0, 0));
    let agreed = TestRunner::new(config).run(&proptest::collection::vec(act(), 1..25), |acts| {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
        let mut all = tally.get();
        let agreed = runtime.block_on(agree(&acts, &mut all));
        tally.set(all);
        agreed
    });
    if let Err(failure) = agreed {
        panic!("{failure}");
    }
    let (made, refused) = tally.get();
    assert!(made > 64 && refused > 64, "{made} commits were made, {refused} refused");
}
