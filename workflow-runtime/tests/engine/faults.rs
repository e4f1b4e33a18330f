//! What goes wrong around executions: no room, panics, stored states that the program does not know, payloads.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering::SeqCst};
use std::time::Duration;

use serde_json::{Value, json};
use workflow_runtime::engine::{Builder, Doing, Engine};
use workflow_runtime::prelude::*;
use workflow_runtime::store::fault::{Alter, Altered};
use workflow_runtime::store::{
    Answered, Commit, ExecutionId, ExecutionStatus, ListFilter, Loaded, MemoryStore, Store, StoreError,
};

use crate::errands::{self, Account, Errand, echo, inner, keeper, nap, outer};
use crate::support::{Cut, cut_store};

type Nap = nap::Workflow;

/// A store that is full or broken when a test says so.
type Troubled = Altered<MemoryStore, Trouble>;

#[derive(Clone, Debug, Default)]
struct Trouble {
    full: Arc<AtomicBool>,
    broken: Arc<AtomicBool>,
    unreadable: Arc<AtomicBool>,
}

impl<S: Store> Alter<S> for Trouble {
    fn commit<'a>(&'a self, inner: &'a S, commit: Arc<Commit>) -> Answered<'a, ()> {
        if self.full.load(SeqCst) {
            return Box::pin(async { Err(StoreError::full("there is no room")) });
        }
        if self.broken.load(SeqCst) {
            return Box::pin(async { Err(StoreError::other("it smells of smoke")) });
        }
        inner.commit(commit)
    }

    fn load<'a>(&'a self, inner: &'a S, execution: ExecutionId) -> Answered<'a, Option<Loaded>> {
        if self.unreadable.load(SeqCst) {
            return Box::pin(async { Err(StoreError::other("the disk does not answer")) });
        }
        inner.load(execution)
    }
}

/// A store without trouble so far, and how it gets into some.
fn troubled() -> (Troubled, Trouble) {
    let trouble = Trouble::default();
    (Altered::new(MemoryStore::new(), trouble.clone()), trouble)
}

fn builder(store: impl Store, account: &Arc<Account>) -> Builder {
    Engine::open(store).register(nap::Workflow { errands: Errand(Arc::clone(account)) })
}

#[tokio::test(start_paused = true)]
async fn a_store_without_room_acknowledges_nothing_and_goes_on_when_there_is_some() {
    let ((store, trouble), account) = (troubled(), Arc::<Account>::default());
    account.set("tea", errands::Doing::Take(10));
    let engine = builder(store.clone(), &account).start().await.expect("it starts");
    let nap = engine.execute::<Nap>("n", "tea".to_owned()).await.expect("it begins");
    trouble.full.store(true, SeqCst);
    let error = engine.execute::<Nap>("m", "tea".to_owned()).await.expect_err("there is no room");
    assert!(error.is_store_failure(), "{error}");
    tokio::time::sleep(minutes(5)).await;
    assert_eq!(nap.status().await.expect("it is there"), ExecutionStatus::Running);
    assert!(matches!(nap.state().await.expect("it is there"), Some(nap::State::First { .. })));
    trouble.full.store(false, SeqCst);
    assert_eq!(nap.output().await.expect("it succeeds"), "tea!!");
    assert_eq!(account.items(), ["tea", "tea!"]);
    engine.execute::<Nap>("m", "tea".to_owned()).await.expect("now there is room");
}

#[tokio::test(start_paused = true)]
async fn what_a_branch_was_about_to_store_when_another_failed_is_stored() {
    let ((store, trouble), account) = (troubled(), Arc::<Account>::default());
    account.set("parallel", errands::Doing::TakeAndFail(2));
    account.set("a", errands::Doing::Take(1));
    let errands = || Errand(Arc::clone(&account));
    let outer = outer::Workflow { errands: errands(), inner: inner::Workflow { errands: errands() } };
    let engine = Engine::open(store.clone()).register(outer).start().await.expect("it starts");
    let outer = engine.execute::<outer::Workflow>("o", vec!["a".to_owned()]).await.expect("it begins");
    tokio::time::sleep(Duration::from_millis(500)).await;
    trouble.full.store(true, SeqCst);
    tokio::time::sleep(seconds(10)).await;
    trouble.full.store(false, SeqCst);
    assert_eq!(outer.output().await.expect_err("one is lost").error(), "ErrandError.Lost");
    let head = store.find("Outer", "o").await.expect("readable").expect("there").head;
    let ids: Vec<_> =
        store.trail(&[head.expect("over")]).await.expect("readable").iter().map(|row| row.id).collect();
    let rows = store.history(&ids).await.expect("readable");
    let texts: Vec<_> = rows.iter().map(|row| String::from_utf8_lossy(&row.data)).collect();
    assert!(texts.iter().any(|text| text.contains(r#"task_succeeded"#)), "{texts:#?}");
}

#[tokio::test(start_paused = true)]
async fn a_store_that_breaks_stops_the_engine_loudly() {
    let ((store, trouble), account) = (troubled(), Arc::<Account>::default());
    account.set("tea", errands::Doing::Take(10));
    let engine = builder(store.clone(), &account).start().await.expect("it starts");
    let nap = engine.execute::<Nap>("n", "tea".to_owned()).await.expect("it begins");
    trouble.broken.store(true, SeqCst);
    let error = nap.output().await.expect_err("the store is broken");
    assert!(error.is_store_failure(), "{error}");
    assert!(error.to_string().contains("it smells of smoke"), "{error}");
    let error = engine.execute::<Nap>("m", "tea".to_owned()).await.expect_err("nothing is run");
    assert!(error.is_store_failure(), "{error}");
    tokio::task::yield_now().await;
    assert_eq!(engine.loaded(), 0);
}

#[tokio::test(start_paused = true)]
async fn an_execution_that_cannot_be_read_for_a_while_goes_on_then() {
    let ((store, trouble), account) = (troubled(), Arc::<Account>::default());
    let engine = builder(store.clone(), &account).start().await.expect("it starts");
    let nap = engine.execute::<Nap>("n", "tea".to_owned()).await.expect("it begins");
    tokio::time::sleep(hours(23)).await;
    trouble.unreadable.store(true, SeqCst);
    tokio::time::sleep(hours(2)).await;
    assert_eq!(account.items(), ["tea"]);
    trouble.unreadable.store(false, SeqCst);
    tokio::time::sleep(minutes(1)).await;
    assert_eq!(account.items(), ["tea", "tea!"]);
    assert_eq!(nap.output().await.expect("it succeeds"), "tea!!");
}

/// A nested execution is begun by its parent, and stored with its own first effect.
#[tokio::test(start_paused = true)]
async fn a_nested_execution_that_has_just_begun_is_about_to_enter_its_first_state() {
    let ((store, trouble), account) = (troubled(), Arc::<Account>::default());
    let keeper = || keeper::Workflow { nap: nap::Workflow { errands: Errand(Arc::clone(&account)) } };
    let (cut, _) = cut_store(store.inner(), Cut::After(0));
    let dies = Engine::open(cut).register(keeper()).start().await.expect("it starts");
    tokio::select! {
        biased;
        _ = dies.execute::<keeper::Workflow>("k", "tea".to_owned()) => panic!("nobody is told"),
        () = tokio::time::sleep(seconds(1)) => {}
    }
    drop(dies);
    trouble.full.store(true, SeqCst);
    let builder = builder(store.clone(), &account).register(keeper());
    let engine = builder.start().await.expect("it starts");
    let nested = engine.list(&ListFilter::default(), None, 1).await.expect("it lists").remove(0);
    assert_eq!((&*nested.workflow, nested.status), ("Nap", ExecutionStatus::Running));
    let nap = engine.execution::<Nap>(&nested.name).await.expect("it is there");
    let state = nap.state().await.expect("it can be read");
    assert!(matches!(&state, Some(nap::State::First { item }) if item == "tea"), "{state:?}");
    let shown = nap.show().await.expect("it can be read");
    assert_eq!(shown.machines.len(), 1);
    assert_eq!(
        (shown.machines[0].to_string(), &shown.machines[0].doing),
        ("First".to_owned(), &Doing::Running)
    );
    assert_eq!(shown.machines[0].input, Some(json!("tea")));
    trouble.full.store(false, SeqCst);
    assert_eq!(nap.output().await.expect("it goes on"), "tea!!");
    assert!(nap.state().await.expect("it can be read").is_none());
}

#[tokio::test(start_paused = true)]
async fn a_task_that_panics_has_crashed() {
    let (store, account) = (MemoryStore::new(), Arc::<Account>::default());
    account.set("tea", errands::Doing::Panic);
    let engine = builder(store, &account).start().await.expect("it starts");
    let nap = engine.execute::<Nap>("n", "tea".to_owned()).await.expect("it begins");
    let error = nap.output().await.expect_err("the basket broke");
    assert_eq!((error.error(), error.cause()), ("Panic", Some("the basket broke")));
}

/// Changes what is stored of all frames, as an earlier version of the program might have left it.
async fn rewrite(store: &MemoryStore, id: ExecutionId, change: impl Fn(&mut Value)) {
    use workflow_runtime::store::FrameChange;
    let loaded = store.load(id).await.expect("readable").expect("there");
    let frames = loaded.frames.into_iter().map(|frame| {
        let mut record: Value = serde_json::from_slice(&frame.data).expect("JSON");
        change(&mut record);
        FrameChange::Update {
            id: frame.id,
            data: record.to_string().into_bytes(),
            head: frame.head,
            wake: None,
        }
    });
    let commit = Commit { frames: frames.collect(), ..Commit::default() };
    store.commit(Arc::new(commit)).await.expect("it is made");
}

async fn left_waiting(store: &MemoryStore, account: &Arc<Account>) -> ExecutionId {
    let engine = builder(store.clone(), account).start().await.expect("it starts");
    let nap = engine.execute::<Nap>("n", "tea".to_owned()).await.expect("it begins");
    tokio::time::sleep(seconds(5)).await;
    nap.id()
}

#[tokio::test(start_paused = true)]
async fn a_state_that_is_gone_blocks_its_execution_and_no_other() {
    for (change, named) in [
        (r#"{"Doze":{"item":"tea!"}}"#, "Doze"),
        (r#"{"Sleep":{"thing":"tea!"}}"#, "item"),
        (r#"{"Sleep":{"item":7}}"#, "invalid type"),
    ] {
        let (store, account) = (MemoryStore::new(), Arc::<Account>::default());
        let id = left_waiting(&store, &account).await;
        rewrite(&store, id, |record| record["state"] = serde_json::from_str(change).expect("JSON")).await;
        let before = store.load(id).await.expect("readable");
        let engine = builder(store.clone(), &account).start().await.expect("it starts");
        let other = engine.execute::<Nap>("m", "milk".to_owned()).await.expect("it begins");
        assert_eq!(other.output().await.expect("it succeeds"), "milk!!");
        tokio::time::sleep(days(2)).await;
        let blocked = engine.blocked();
        assert_eq!(blocked.len(), 1, "{change}");
        assert_eq!(blocked[0].execution, "Nap:n");
        assert!(blocked[0].reason.contains(named), "{}", blocked[0].reason);
        assert!(blocked[0].reason.contains("`Sleep`"), "{}", blocked[0].reason);
        assert_eq!(store.load(id).await.expect("readable"), before, "it is left as it is");
        let stuck = engine.execution::<Nap>("n").await.expect("it is there");
        assert!(stuck.stop("E", None).await.expect_err("it is blocked").is_unreadable());
    }
}

#[tokio::test(start_paused = true)]
async fn a_state_of_an_earlier_definition_is_migrated() {
    let (store, account) = (MemoryStore::new(), Arc::<Account>::default());
    let id = left_waiting(&store, &account).await;
    rewrite(&store, id, |record| record["state"] = json!({ "Doze": { "thing": "tea!" } })).await;
    // The definition is the same here, so the hook is not asked.
    let engine = builder(store.clone(), &account).migrate::<Nap>(migrate).start().await.expect("it starts");
    tokio::time::sleep(days(2)).await;
    assert_eq!(engine.blocked().len(), 1);
    drop(engine);
    // A program of another definition wrote it.
    let other = MemoryStore::new();
    let mut loaded = store.load(id).await.expect("readable").expect("there");
    loaded.execution.start.definition = "an older one".to_owned();
    let commit = Commit {
        start: vec![loaded.execution.start],
        frames: loaded.frames.into_iter().map(workflow_runtime::store::FrameChange::Insert).collect(),
        ..Commit::default()
    };
    other.commit(Arc::new(commit)).await.expect("it is made");
    let engine = builder(other, &account).migrate::<Nap>(migrate).start().await.expect("it starts");
    let nap = engine.execution::<Nap>("n").await.expect("it is there");
    assert_eq!(nap.output().await.expect("it goes on"), "tea!!");
}

fn migrate(old: Value, from: &str) -> Result<Value, String> {
    if from != "an older one" {
        return Err(format!("nobody knows {from}"));
    }
    let mut old = old;
    Ok(match old.get_mut("Doze") {
        Some(doze) => json!({ "Sleep": { "item": doze["thing"].take() } }),
        None => old,
    })
}

#[tokio::test(start_paused = true)]
async fn a_payload_has_a_limit() {
    const LIMIT: usize = 262_144;
    let start =
        |limit| Engine::open(MemoryStore::new()).register(echo::Workflow).payload_limit(limit).start();
    let engine = start(true).await.expect("it starts");
    let too_long =
        engine.execute::<echo::Workflow>("a", "x".repeat(LIMIT - 1)).await.expect_err("it is too long");
    assert!(too_long.is_data_limit_exceeded());
    // The text alone is not too long; beside a number it is.
    let echo = engine.execute::<echo::Workflow>("b", "x".repeat(LIMIT - 2)).await.expect("it begins");
    let error = echo.output().await.expect_err("it is too long");
    assert!(error.is_data_limit_exceeded());
    let cause = error.cause().expect("it says what");
    assert!(cause.contains("`Second`") && cause.contains("262144"), "{cause}");
    let engine = start(false).await.expect("it starts");
    let echo = engine.execute::<echo::Workflow>("c", "x".repeat(LIMIT)).await.expect("it begins");
    assert_eq!(echo.output().await.expect("no limit").len(), LIMIT);
}

#[tokio::test(start_paused = true)]
async fn names_are_held_to_awss_rules() {
    let engine = Engine::open(MemoryStore::new()).register(echo::Workflow).start().await.expect("it starts");
    for name in ["", "a b", "a/b", "a:b", "a\u{7}b", &"x".repeat(81)] {
        let error = engine.execute::<echo::Workflow>(name, String::new()).await.expect_err("it is no name");
        assert!(error.is_invalid_name(), "{error}");
    }
    engine.execute::<echo::Workflow>(&"x".repeat(80), String::new()).await.expect("it is a name");
    let unknown = engine.execution::<echo::Workflow>("nobody").await.expect_err("there is none");
    assert!(unknown.is_not_found());
    let error = engine.execute::<Nap>("n", String::new()).await.expect_err("it is not registered");
    assert!(error.is_not_registered());
}

#[tokio::test(start_paused = true)]
async fn a_second_engine_on_a_store_in_memory_takes_it_over_and_the_first_says_so() {
    let (store, account) = (MemoryStore::new(), Arc::<Account>::default());
    let first = builder(store.clone(), &account).start().await.expect("it starts");
    let waiting = first.execute::<Nap>("n", "tea".to_owned()).await.expect("it begins");
    tokio::time::sleep(minutes(1)).await;
    let second = builder(store.clone(), &account).start().await.expect("it starts");
    let is_told = |error: workflow_runtime::Error| {
        assert!(error.is_store_failure(), "{error}");
        assert!(error.to_string().contains("another engine was started on this store in memory"), "{error}");
    };
    is_told(
        tokio::time::timeout(minutes(1), waiting.output()).await.expect("at once").expect_err("not here"),
    );
    is_told(first.execute::<Nap>("m", "milk".to_owned()).await.expect_err("not here"));
    is_told(waiting.stop("Enough", None).await.expect_err("not here"));

    // What the first one had begun goes on, once.
    let waiting = second.execution::<Nap>("n").await.expect("it is there");
    assert_eq!(waiting.output().await.expect("it goes on"), "tea!!");
    assert_eq!(account.items(), ["tea", "tea!"]);
    let ended = second.execute::<Nap>("m", "milk".to_owned()).await.expect("it begins").output().await;
    assert_eq!(ended.expect("it succeeds"), "milk!!");
}
