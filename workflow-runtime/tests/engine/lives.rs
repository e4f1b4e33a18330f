//! What happens to executions from outside: unloading, stopping, redriving, ends of time, ends of engines.

use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use workflow_runtime::clock::Clock;
use workflow_runtime::engine::{Builder, Engine};
use workflow_runtime::prelude::*;
use workflow_runtime::store::{ExecutionStatus, ListFilter, MemoryStore, Store as _};

use crate::errands::{
    Account, Doing, Errand, armful, doubt, inner, keeper, nap, outer, patience, split, two_naps,
};
use crate::histories::lines;

type Nap = nap::Workflow;
type TwoNaps = two_naps::Workflow;
type Patience = patience::Workflow;
type Outer = outer::Workflow;

fn builder(store: &MemoryStore, account: &Arc<Account>) -> Builder {
    let errands = || Errand(Arc::clone(account));
    Engine::open(store.clone())
        .register(nap::Workflow { errands: errands() })
        .register(two_naps::Workflow { errands: errands() })
        .register(patience::Workflow { errands: errands() })
        .register(outer::Workflow { errands: errands(), inner: inner::Workflow { errands: errands() } })
}

async fn engine(store: &MemoryStore, account: &Arc<Account>) -> Engine {
    builder(store, account).start().await.expect("it starts")
}

#[tokio::test(start_paused = true)]
async fn an_execution_that_waits_is_not_in_memory() {
    let (store, account) = (MemoryStore::new(), Arc::default());
    let engine = engine(&store, &account).await;
    let nap = engine.execute::<Nap>("nap", "tea".to_owned()).await.expect("it begins");
    assert_eq!(engine.loaded(), 1);
    tokio::time::sleep(seconds(2)).await;
    assert_eq!(engine.loaded(), 0);
    assert!(matches!(nap.state().await.expect("stored"), Some(nap::State::Sleep { .. })));
    assert_eq!(nap.output().await.expect("it succeeds"), "tea!!");
    assert_eq!(account.items(), ["tea", "tea!"]);
    assert!(nap.state().await.expect("stored").is_none());
}

/// What waits has no task, and neither a waiting branch: however many there are, the engine's own are left.
#[tokio::test(start_paused = true)]
async fn what_waits_has_no_task() {
    let (store, account) = (MemoryStore::new(), Arc::<Account>::default());
    let engine = engine(&store, &account).await;
    tokio::time::sleep(seconds(1)).await;
    let tasks = || tokio::runtime::Handle::current().metrics().num_alive_tasks();
    let of_its_own = tasks();
    for number in 0..100 {
        let name = number.to_string();
        engine.execute::<Nap>(&name, "tea".to_owned()).await.expect("it begins");
        engine.execute::<TwoNaps>(&name, "tea".to_owned()).await.expect("it begins");
    }
    assert!(tasks() >= of_its_own + 200, "{} and {of_its_own}", tasks());
    tokio::time::sleep(minutes(1)).await;
    assert_eq!((engine.loaded(), tasks()), (0, of_its_own));
    assert_eq!(engine.timers(), 0, "nothing is due soon");
    // Half a minute before the shorter wait of one kind is over.
    tokio::time::sleep(minutes(118) + seconds(30)).await;
    assert_eq!((engine.loaded(), tasks()), (0, of_its_own));
    assert_eq!(engine.timers(), 100, "what is due soon has a timer, and nothing else");
    tokio::time::sleep(minutes(10)).await;
    assert_eq!(
        (engine.loaded(), engine.timers(), tasks()),
        (0, 0, of_its_own),
        "it is over, or waits for longer"
    );
    tokio::time::sleep(days(2)).await;
    assert_eq!(account.items().len(), 300, "each goes on when its time comes");
}

#[tokio::test(start_paused = true)]
async fn a_parallel_state_of_two_waits_is_not_in_memory() {
    let (store, account) = (MemoryStore::new(), Arc::default());
    let started = tokio::time::Instant::now();
    let clock = Clock::new();
    {
        let engine = builder(&store, &account).started_at(clock.now()).start().await.expect("it starts");
        engine.execute::<TwoNaps>("naps", "tea".to_owned()).await.expect("it begins");
        tokio::time::sleep(minutes(1)).await;
        assert_eq!(engine.loaded(), 0);
        assert_eq!(store.due(None, clock.now(), 10).await.expect("readable"), [], "nothing of it is due");
    }
    let engine = builder(&store, &account).started_at(clock.now()).start().await.expect("it starts");
    tokio::time::sleep(minutes(1)).await;
    assert_eq!(engine.loaded(), 0, "it is not due");
    let naps = engine.execution::<TwoNaps>("naps").await.expect("it is there");
    assert_eq!(naps.output().await.expect("it succeeds"), "tea! tea");
    assert_eq!(started.elapsed().as_secs(), 3 * 3600);
    assert_eq!(account.items(), ["tea"]);
}

#[tokio::test(start_paused = true)]
async fn an_execution_is_stopped_wherever_it_is() {
    for pause in [0, 60] {
        let (store, account) = (MemoryStore::new(), Arc::default());
        let engine = engine(&store, &account).await;
        let nap = engine.execute::<Nap>("nap", "tea".to_owned()).await.expect("it begins");
        tokio::time::sleep(seconds(pause)).await;
        nap.stop("Enough", Some("no more tea".to_owned())).await.expect("it runs");
        let error = nap.output().await.expect_err("it was stopped");
        assert!(error.is_aborted());
        assert_eq!((error.error(), error.cause()), ("Enough", Some("no more tea")));
        assert_eq!(nap.status().await.expect("there"), ExecutionStatus::Aborted);
        assert!(nap.stop("Again", None).await.expect_err("it is over").is_over());
        tokio::time::sleep(days(2)).await;
        assert_eq!(account.items(), ["tea"]);
    }
}

#[tokio::test(start_paused = true)]
async fn the_time_of_an_execution_ends_in_and_out_of_memory() {
    for unload in [false, true] {
        let (store, account) = (MemoryStore::new(), Arc::default());
        let pause = if unload { Duration::ZERO } else { days(30) };
        let engine = builder(&store, &account).passivate_after(pause).start().await.expect("it starts");
        let started = tokio::time::Instant::now();
        let asked = engine.execute::<Patience>("p", "why".to_owned()).await.expect("it begins");
        tokio::time::sleep(seconds(1)).await;
        assert_eq!(engine.loaded(), usize::from(!unload));
        let error = asked.output().await.expect_err("nobody answers");
        assert!(error.is_timeout());
        assert_eq!(asked.status().await.expect("there"), ExecutionStatus::TimedOut);
        assert_eq!(started.elapsed().as_secs(), 2 * 86_400);
        assert!(engine.complete(&account.token(), 1).await.expect_err("over").is_closed_token());
    }
}

fn items() -> Vec<String> {
    ["a", "b", "c"].map(str::to_owned).into()
}

#[tokio::test(start_paused = true)]
async fn a_redrive_goes_on_from_what_failed() {
    let (store, account) = (MemoryStore::new(), Arc::<Account>::default());
    let engine = engine(&store, &account).await;
    // Later than `a`, which then has succeeded.
    account.set("b", Doing::TakeAndFail(1));
    account.set("c", Doing::Take(5));
    let mut outer = engine.execute::<Outer>("o", items()).await.expect("it begins");
    let error = outer.output().await.expect_err("b is lost");
    assert_eq!(error.error(), "ErrandError.Lost");
    assert_eq!(account.items(), ["parallel", "a", "b", "c"]);
    account.set("b", Doing::Succeed);
    account.set("inner", Doing::Panic);
    outer.redrive().await.expect("it has failed");
    assert_eq!(outer.status().await.expect("there"), ExecutionStatus::Running);
    let error = outer.output().await.expect_err("the basket breaks");
    assert_eq!(error.error(), "States.TaskFailed");
    // What had succeeded, `parallel` and `a`, is not fetched again.
    assert_eq!(account.items()[4..], ["b", "c", "parallel!+3", "inner"]);
    account.set("inner", Doing::Succeed);
    outer.redrive().await.expect("it has failed");
    assert_eq!(outer.output().await.expect("now it succeeds"), "inner!!");
    assert_eq!(account.items()[8..], ["inner", "inner!"]);
    assert!(outer.redrive().await.expect_err("it has succeeded").is_not_redrivable());
}

#[tokio::test(start_paused = true)]
async fn a_redrive_runs_nothing_again_that_has_succeeded_in_a_branch_that_failed() {
    let (store, account) = (MemoryStore::new(), Arc::<Account>::default());
    account.set("other", Doing::Hang);
    let doubt = doubt::Workflow { errands: Errand(Arc::clone(&account)) };
    let engine = Engine::open(store).register(doubt).start().await.expect("it starts");
    let mut doubt = engine.execute::<doubt::Workflow>("d", "tea".to_owned()).await.expect("it begins");
    for _ in 0..3 {
        assert_eq!(doubt.output().await.expect_err("it doubts").error(), "ErrandError.Closed");
        doubt.redrive().await.expect("it has failed");
    }
    assert_eq!(account.items().iter().filter(|item| *item == "tea").count(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_redrive_runs_again_as_a_whole_what_was_too_large() {
    let (store, account) = (MemoryStore::new(), Arc::<Account>::default());
    let open = |limit| {
        Engine::open(store.clone())
            .register(armful::Workflow { errands: Errand(Arc::clone(&account)) })
            .payload_limit(limit)
            .start()
    };
    let engine = open(true).await.expect("it starts");
    let tea = "tea".repeat(50_000);
    let mut armful = engine.execute::<armful::Workflow>("a", tea.clone()).await.expect("it begins");
    assert!(armful.output().await.expect_err("it is too much").is_data_limit_exceeded());
    assert_eq!(account.items().len(), 2);
    armful.redrive().await.expect("it has failed");
    assert!(armful.output().await.expect_err("it is as much as before").is_data_limit_exceeded());
    assert_eq!(account.items().len(), 4, "both branches ran again, though both had succeeded");
    drop(engine);
    let engine = open(false).await.expect("it starts");
    let mut armful = engine.execution::<armful::Workflow>("a").await.expect("it is there");
    armful.redrive().await.expect("it has failed");
    assert_eq!(armful.output().await.expect("now there is no limit"), 2 * (tea.len() + 1));
    let events = armful.history().await.expect("it can be read");
    let types = |wanted| events.iter().filter(|event| event.details.event_type() == wanted).count();
    assert_eq!(types("ParallelStateStarted"), 3);
    assert_eq!(types("TaskSucceeded"), 6, "what went before stays");
}

#[tokio::test(start_paused = true)]
async fn a_redriven_state_has_all_of_its_time_for_a_nested_execution() {
    let (store, account) = (MemoryStore::new(), Arc::<Account>::default());
    account.set("tea", Doing::Hang);
    let keeper = keeper::Workflow { nap: nap::Workflow { errands: Errand(Arc::clone(&account)) } };
    let engine = Engine::open(store).register(keeper).start().await.expect("it starts");
    let mut keeper = engine.execute::<keeper::Workflow>("k", "tea".to_owned()).await.expect("it begins");
    for _ in 0..3 {
        let began = tokio::time::Instant::now();
        let error = keeper.output().await.expect_err("it takes too long");
        assert_eq!((error.error(), error.cause()), ("States.Timeout", None), "of the state");
        assert_eq!(began.elapsed().as_secs(), days(3).as_secs());
        keeper.redrive().await.expect("it has failed");
    }
    account.set("tea", Doing::Succeed);
    keeper.stop("Again", None).await.expect("it runs");
    keeper.redrive().await.expect("it was stopped");
    assert_eq!(keeper.output().await.expect("it succeeds"), "tea!!");
    let events = keeper.history().await.expect("it can be read");
    for wanted in ["TaskScheduled", "TaskStarted", "TaskSubmitted"] {
        let count = events.iter().filter(|event| event.details.event_type() == wanted).count();
        assert_eq!(count, 5, "{wanted}: {}", lines(&events));
    }
}

#[tokio::test(start_paused = true)]
async fn a_nested_execution_is_stopped_with_its_parent() {
    let (store, account) = (MemoryStore::new(), Arc::<Account>::default());
    let engine = engine(&store, &account).await;
    account.set("inner", Doing::Hang);
    let outer = engine.execute::<Outer>("o", items()).await.expect("it begins");
    tokio::time::sleep(seconds(5)).await;
    let filter = ListFilter { status: Some(ExecutionStatus::Running), ..ListFilter::default() };
    let running = engine.list(&filter, None, 10).await.expect("a list");
    assert_eq!(running.len(), 2);
    assert_eq!(running[0].parent, Some(running[1].id));
    outer.stop("Enough", None).await.expect("it runs");
    let filter = ListFilter { status: Some(ExecutionStatus::Aborted), ..ListFilter::default() };
    assert_eq!(engine.list(&filter, None, 10).await.expect("a list").len(), 2);
    assert_eq!(outer.output().await.expect_err("stopped").error(), "Enough");
}

#[tokio::test(start_paused = true)]
async fn a_nested_execution_that_is_stopped_fails_its_parents_state() {
    let (store, account) = (MemoryStore::new(), Arc::<Account>::default());
    let engine = engine(&store, &account).await;
    account.set("inner", Doing::Hang);
    let outer = engine.execute::<Outer>("o", items()).await.expect("it begins");
    tokio::time::sleep(seconds(5)).await;
    let running = engine.list(&ListFilter::default(), None, 1).await.expect("a list");
    let nested = engine.execution::<inner::Workflow>(&running[0].name).await.expect("it is there");
    nested.stop("Enough", None).await.expect("it runs");
    assert_eq!(outer.output().await.expect_err("its nested one failed").error(), "States.TaskFailed");
    assert_eq!(nested.output().await.expect_err("stopped").error(), "Enough");
}

#[tokio::test(start_paused = true)]
async fn more_than_there_is_room_for_waits_in_the_store() {
    let (store, account) = (MemoryStore::new(), Arc::<Account>::default());
    account.set("slow", Doing::Take(10));
    let engine = builder(&store, &account).max_running(2).start().await.expect("it starts");
    let mut handles = Vec::new();
    for number in 0..20 {
        let name = format!("nap-{number}");
        handles.push(engine.execute::<Nap>(&name, "slow".to_owned()).await.expect("durable"));
        assert!(engine.loaded() <= 2);
    }
    for handle in handles {
        assert_eq!(handle.output().await.expect("it succeeds"), "slow!!");
        assert!(engine.loaded() <= 3);
    }
    assert_eq!(account.items().len(), 40);
}

#[tokio::test(start_paused = true)]
async fn a_shutdown_lets_attempts_end_and_begins_nothing_new() {
    let (store, account) = (MemoryStore::new(), Arc::<Account>::default());
    {
        let engine = engine(&store, &account).await;
        account.set("c", Doing::Take(10));
        let outer = engine.execute::<Outer>("o", items()).await.expect("it begins");
        tokio::time::sleep(seconds(5)).await;
        let stopping = tokio::time::Instant::now();
        engine.shutdown(minutes(5)).await.expect("it closes");
        assert_eq!(stopping.elapsed().as_secs(), 5, "what was under way has ended");
        assert!(outer.output().await.expect_err("not here").is_engine_closed());
        let refused = engine.execute::<Nap>("late", "x".to_owned()).await.expect_err("too late");
        assert!(refused.is_engine_closed());
    }
    assert_eq!(account.items(), ["parallel", "a", "b", "c"]);
    let engine = engine(&store, &account).await;
    let outer = engine.execution::<Outer>("o").await.expect("it is there");
    assert_eq!(outer.output().await.expect("it goes on"), "inner!!");
    assert_eq!(account.items()[4..], ["parallel!+3", "inner", "inner!"]);
}

#[tokio::test(start_paused = true)]
async fn a_shutdown_does_not_wait_for_a_task_that_hangs() {
    let (store, account) = (MemoryStore::new(), Arc::<Account>::default());
    let engine = engine(&store, &account).await;
    account.set("tea", Doing::Hang);
    engine.execute::<Nap>("n", "tea".to_owned()).await.expect("it begins");
    let stopping = tokio::time::Instant::now();
    engine.shutdown(seconds(30)).await.expect("it closes");
    assert_eq!(stopping.elapsed().as_secs(), 30);
}

#[tokio::test(start_paused = true)]
async fn what_has_ended_is_pruned() {
    let (store, account) = (MemoryStore::new(), Arc::<Account>::default());
    let engine = builder(&store, &account).retention(days(3)).start().await.expect("it starts");
    let nap = engine.execute::<Nap>("n", "tea".to_owned()).await.expect("it begins");
    nap.output().await.expect("it succeeds");
    assert_eq!(engine.list(&ListFilter::default(), None, 10).await.expect("a list").len(), 1);
    tokio::time::sleep(days(4)).await;
    assert!(engine.list(&ListFilter::default(), None, 10).await.expect("a list").is_empty());
    let again = engine.execute::<Nap>("n", "tea".to_owned()).await.expect("its name is free again");
    again.output().await.expect("it succeeds");
}

#[tokio::test(start_paused = true)]
async fn what_has_ended_is_pruned_by_engines_that_live_for_a_minute() {
    let (store, account) = (MemoryStore::new(), Arc::<Account>::default());
    let begun: Timestamp = "2026-11-01T00:00:00Z".parse().expect("a timestamp");
    for life in 0..3 {
        // A nap takes a day.
        let now = begun + days(2 * life);
        let engine = builder(&store, &account).retention(seconds(30)).started_at(now);
        let engine = engine.start().await.expect("it starts");
        tokio::time::sleep(minutes(1)).await;
        let kept = engine.list(&ListFilter::default(), None, 10).await.expect("a list");
        assert!(kept.is_empty(), "{life}: {kept:?}");
        let nap = engine.execute::<Nap>(&format!("n{life}"), "tea".to_owned()).await.expect("it begins");
        nap.output().await.expect("it succeeds");
        tokio::time::sleep(minutes(1)).await;
        engine.shutdown(seconds(1)).await.expect("it closes");
    }
}

#[tokio::test(start_paused = true)]
async fn what_nobody_has_taken_up_again_is_given_up_with_the_rest() {
    let (store, account) = (MemoryStore::new(), Arc::<Account>::default());
    let errands = || Errand(Arc::clone(&account));
    let split = || split::Workflow { errands: errands(), nap: nap::Workflow { errands: errands() } };
    account.set("first", Doing::Hang);
    {
        let engine = Engine::open(store.clone()).register(split()).start().await.expect("it starts");
        engine.execute::<split::Workflow>("s", "tea".to_owned()).await.expect("it begins");
        tokio::time::sleep(minutes(1)).await;
    }
    // The first branch fails before anything of the second is polled.
    account.set("first", Doing::Fail);
    let engine = Engine::open(store.clone()).register(split()).start().await.expect("it starts");
    let mut handle = engine.execution::<split::Workflow>("s").await.expect("it is there");
    handle.output().await.expect_err("it is lost");
    let filter = ListFilter { status: Some(ExecutionStatus::Aborted), ..ListFilter::default() };
    assert_eq!(engine.list(&filter, None, 10).await.expect("a list").len(), 1, "the nap is stopped");
    let due = store.due(None, Timestamp::MAX, 10).await.expect("readable");
    assert_eq!(due, [], "nothing goes on by itself");
    let text = lines(&handle.history().await.expect("it can be read"));
    assert!(text.contains("[1] TaskSubmitted") && text.contains("[1] TaskStateAborted"), "{text}");
    account.set("first", Doing::Succeed);
    handle.redrive().await.expect("it has failed");
    assert_eq!(handle.output().await.expect("now it succeeds"), "first!tea!!");
    assert_eq!(account.items(), ["first", "tea", "first", "first", "tea!"].map(str::to_owned));
}
