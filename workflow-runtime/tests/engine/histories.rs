//! The history that is read from a store: it is the one that an observer sees in memory, and no cut shows in it.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use workflow_runtime::engine::{Engine, LogLevel, Remote};
use workflow_runtime::observer::{EventDetails, History, HistoryEvent};
use workflow_runtime::prelude::*;
use workflow_runtime::store::{ListFilter, MemoryStore};
use workflow_runtime::{Error, Execution, StateKind, Workflow};

use crate::errands::{Account, Doing, Errand, doubt, echo, inner, keeper, many, nap, outer, two_naps};
use crate::journey::{Doings, Journey, journey, trip};
use crate::shop::{Ledger, Ordered, order};

/// The events of each execution, by its id.
pub(crate) type Histories = BTreeMap<String, Vec<HistoryEvent>>;

/// What a store knows of all its executions, as a process reads it that knows no workflow.
pub(crate) async fn stored(store: &MemoryStore) -> Histories {
    let remote = Remote::of(store.clone());
    let mut histories = Histories::new();
    for one in remote.list(&ListFilter::default(), None, 1_000).await.expect("it lists") {
        let events = remote.history(one.id).await.expect("it can be read");
        histories.insert(format!("{}:{}", one.workflow, one.name), events);
    }
    histories
}

fn observed(history: &History) -> Histories {
    let mut histories = Histories::new();
    for event in history.events() {
        histories.entry(event.execution.to_string()).or_default().push(event);
    }
    histories
}

/// An event without its time.
fn shown(event: &HistoryEvent) -> String {
    let HistoryEvent { id, previous_event_id, path, details, .. } = event;
    format!("{id} {previous_event_id} {path:?} {} {details:?}", details.event_type())
}

pub(crate) fn lines(events: &[HistoryEvent]) -> String {
    events.iter().map(|event| shown(event) + "\n").collect()
}

/// The ids count from 1, each event follows one of its execution that went before, and it began and ended once.
pub(crate) fn assert_whole(events: &[HistoryEvent]) {
    let text = lines(events);
    for (event, id) in events.iter().zip(1..) {
        assert_eq!(event.id, id, "{text}");
        assert!(event.previous_event_id < id, "{text}");
    }
    let followed = |id: u64| events.iter().find(|event| event.id == id);
    for event in events {
        // A branch follows its parent's events and its own, and a parent those of its branches.
        if let Some(before) = followed(event.previous_event_id) {
            let (short, long) = if before.path.len() < event.path.len() {
                (&before.path, &event.path)
            } else {
                (&event.path, &before.path)
            };
            assert!(
                long.starts_with(short) || short.len() == long.len(),
                "{} follows {}:\n{text}",
                shown(event),
                shown(before)
            );
        }
    }
    let starts = events.iter().filter(|event| matches!(event.details, EventDetails::ExecutionStarted { .. }));
    assert_eq!(starts.count(), 1, "{text}");
    assert!(matches!(events[0].details, EventDetails::ExecutionStarted { .. }), "{text}");
}

/// Answers tokens of whichever execution after a while.
async fn answer(engine: &Engine, doings: &Doings, answer: bool) -> ! {
    loop {
        tokio::time::sleep(minutes(7)).await;
        let tokens = std::mem::take(&mut *doings.tokens.lock().expect("no panic"));
        for token in tokens {
            engine.complete(&token, answer).await.expect("it is waited for");
        }
    }
}

type Ended = Result<String, (String, Option<String>)>;

fn ended<T: std::fmt::Debug>(result: Result<T, Error>) -> Ended {
    let told = |error: Error| (error.error().to_owned(), error.cause().map(str::to_owned));
    result.map(|output| format!("{output:?}")).map_err(told)
}

/// Runs a workflow in memory and durably, and compares all that is known of it.
async fn same<W>(workflow: impl Fn() -> W, input: W::Input, answers: impl AsyncFn(&Engine) -> Ended) -> Ended
where
    W: Workflow<Input: Clone, Output: std::fmt::Debug>,
{
    let mut ends = Vec::new();
    for pause in [Duration::ZERO, days(400)] {
        let history = History::new();
        let helper = Engine::open(MemoryStore::new()).start().await.expect("it starts");
        let in_memory = tokio::select! {
            result = async {
                let workflow = workflow();
                let execution = Execution::of(&workflow).name("one").observe(&history);
                ended(execution.run(input.clone()).await)
            } => result,
            other = answers(&helper) => other,
        };
        let store = MemoryStore::new();
        let engine = Engine::open(store.clone())
            .register(workflow())
            .passivate_after(pause)
            .start()
            .await
            .expect("it starts");
        let handle = engine.execute::<W>("one", input.clone()).await.expect("it begins");
        let durable = tokio::select! {
            result = handle.output() => ended(result),
            other = answers(&engine) => other,
        };
        assert_eq!(durable, in_memory);
        let (durable, expected) = (stored(&store).await, observed(&history));
        assert_eq!(durable.keys().collect::<Vec<_>>(), expected.keys().collect::<Vec<_>>());
        for (execution, events) in &durable {
            pretty(&lines(events), &lines(&expected[execution]));
            assert_whole(events);
        }
        assert_eq!(handle.history().await.expect("it can be read"), durable[&format!("{}:one", W::NAME)]);
        ends.push(in_memory);
    }
    ends.pop().expect("two")
}

/// Two histories that differ are shown line by line.
fn pretty(durable: &str, in_memory: &str) {
    if durable != in_memory {
        let lines: Vec<String> = durable
            .lines()
            .zip(in_memory.lines())
            .filter(|(one, other)| one != other)
            .map(|(one, other)| format!("durable:   {one}\nin memory: {other}\n"))
            .collect();
        panic!("{}\nall:\n{durable}\nin memory:\n{in_memory}", lines.join("\n"));
    }
}

async fn nobody(_: &Engine) -> Ended {
    std::future::pending().await
}

/// What happens to a journey: how busy its desk is, which leg is sold out how often, what is answered.
async fn same_journey(busy: u32, sold_out: Option<(u32, u32)>, legs: &[u32], approved: bool) -> Ended {
    let latest = std::sync::Mutex::new(Arc::<Doings>::default());
    let make = || {
        let doings = Arc::new(Doings { busy, sold_out: sold_out.into(), ..Doings::default() });
        *latest.lock().expect("no panic") = Arc::clone(&doings);
        crate::journey::workflow(&doings)
    };
    let answers = async |engine: &Engine| {
        // The workflow is made at the first poll of what runs beside this.
        tokio::time::sleep(seconds(1)).await;
        let doings = Arc::clone(&latest.lock().expect("no panic"));
        answer(engine, &doings, approved).await
    };
    same::<Journey>(make, trip(legs), answers).await
}

#[tokio::test(start_paused = true)]
async fn a_journey_has_the_history_that_is_observed_in_memory() {
    assert_eq!(same_journey(1, None, &[1, 2, 3], true).await, Ok("67".to_owned()));
    assert!(same_journey(9, None, &[1, 2, 3], true).await.is_err(), "nobody is greeted");
    assert_eq!(same_journey(0, Some((2, 1)), &[3, 2, 1, 4], true).await, Ok("107".to_owned()));
    let sold_out = same_journey(0, Some((2, 2)), &[3, 2, 1, 4], true).await.expect_err("sold out twice");
    assert_eq!(sold_out.0, "DeskError.SoldOut");
    assert_eq!(same_journey(0, None, &[], false).await.expect_err("refused").0, "DeskError.Busy");
    let failed = same_journey(0, None, &[200], true).await.expect_err("the bill is too high");
    assert_eq!(failed.0, "States.TaskFailed");
}

/// Makes errands that do what is said, with a new account each time.
fn with(doing: &[(&'static str, Doing)]) -> impl Fn() -> Errand + use<> {
    let doing = doing.to_vec();
    move || {
        let account = Arc::<Account>::default();
        doing.iter().for_each(|(item, doing)| account.set(item, *doing));
        Errand(account)
    }
}

#[tokio::test(start_paused = true)]
async fn errands_have_the_history_that_is_observed_in_memory() {
    let items = || ["a", "b", "c", "d"].map(str::to_owned).to_vec();
    let tea = || "tea".to_owned();
    for doing in [
        vec![],
        vec![("b", Doing::Fail)],
        vec![("a", Doing::Take(3)), ("b", Doing::Take(1)), ("c", Doing::TakeAndFail(1)), ("d", Doing::Hang)],
        vec![("parallel", Doing::TakeAndFail(2)), ("c", Doing::Take(5))],
        vec![("parallel!+4", Doing::Fail)],
        vec![("inner", Doing::Panic)],
        vec![("inner!", Doing::Panic)],
    ] {
        let errand = with(&doing);
        let make = || outer::Workflow { errands: errand(), inner: inner::Workflow { errands: errand() } };
        let _ = same(make, items(), nobody).await;
        let _ = same(|| many::Workflow { errands: errand() }, items(), nobody).await;
    }
    for doing in [vec![], vec![("tea", Doing::Fail)], vec![("tea!", Doing::Take(2))]] {
        let errand = with(&doing);
        let _ = same(|| nap::Workflow { errands: errand() }, tea(), nobody).await;
        let _ = same(|| two_naps::Workflow { errands: errand() }, tea(), nobody).await;
        let _ = same(|| keeper::Workflow { nap: nap::Workflow { errands: errand() } }, tea(), nobody).await;
        let _ = same(|| doubt::Workflow { errands: errand() }, tea(), nobody).await;
    }
    let errand = with(&[("other", Doing::Hang)]);
    let _ = same(|| doubt::Workflow { errands: errand() }, tea(), nobody).await;
    let _ = same(
        || keeper::Workflow { nap: nap::Workflow { errands: with(&[("tea", Doing::Hang)])() } },
        tea(),
        nobody,
    )
    .await;
    assert_eq!(same(|| echo::Workflow, tea(), nobody).await, Ok("\"tea\"".to_owned()));
}

#[tokio::test(start_paused = true)]
async fn a_page_at_a_time_it_is_the_same() {
    let (store, doings) = (MemoryStore::new(), Arc::<Doings>::default());
    let engine = Engine::open(store.clone())
        .register(crate::journey::workflow(&doings))
        .start()
        .await
        .expect("it starts");
    let handle = engine.execute::<Journey>("one", trip(&[1, 2, 3])).await.expect("it begins");
    tokio::select! {
        output = handle.output() => assert_eq!(output.expect("it succeeds"), 67),
        _ = async { answer(&engine, &doings, true).await } => unreachable!("it answers for ever"),
    }
    let all = handle.history().await.expect("it can be read");
    assert!(all.len() > 50, "{}", lines(&all));
    for size in [1, 7, all.len() - 1, all.len(), 10_000] {
        let mut pages = Vec::new();
        while let Some(last) = Some(pages.last().map_or(0, |event: &HistoryEvent| event.id)) {
            let page = handle.history_after(last, size).await.expect("it can be read");
            assert!(page.len() <= size);
            if page.is_empty() {
                break;
            }
            pages.extend(page);
        }
        assert_eq!(pages, all, "pages of {size}");
        let mut events = handle.events().await.expect("it can be read");
        let mut pages = Vec::new();
        loop {
            let page = events.next(size).await.expect("it can be read");
            if page.is_empty() {
                break;
            }
            assert!(page.len() == size || pages.len() + page.len() == all.len());
            pages.extend(page);
        }
        assert_eq!(pages, all, "pages of {size}");
    }
    assert_eq!(handle.history_after(all.len() as u64 + 5, 10).await.expect("it can be read"), []);
}

#[tokio::test(start_paused = true)]
async fn a_redrive_goes_on_with_the_same_history() {
    let (store, account) = (MemoryStore::new(), Arc::<Account>::default());
    let errands = || Errand(Arc::clone(&account));
    let outer = outer::Workflow { errands: errands(), inner: inner::Workflow { errands: errands() } };
    let engine = Engine::open(store.clone()).register(outer).start().await.expect("it starts");
    account.set("b", Doing::Fail);
    account.set("c", Doing::Take(5));
    let items = ["a", "b", "c"].map(str::to_owned).to_vec();
    let mut handle = engine.execute::<outer::Workflow>("o", items).await.expect("it begins");
    handle.output().await.expect_err("b is lost");
    let before = handle.history().await.expect("it can be read");
    assert_whole(&before);
    account.set("b", Doing::Succeed);
    account.set("inner", Doing::Panic);
    handle.redrive().await.expect("it has failed");
    handle.output().await.expect_err("the basket breaks");
    account.set("inner", Doing::Succeed);
    handle.redrive().await.expect("it has failed");
    handle.output().await.expect("now it succeeds");
    let after = handle.history().await.expect("it can be read");
    assert_whole(&after);
    assert_eq!(after[..before.len()], before, "what was written stays");
    let redriven = &after[before.len()];
    assert!(matches!(redriven.details, EventDetails::ExecutionRedriven { count: 1 }), "{}", shown(redriven));
    assert_eq!(redriven.previous_event_id, before.len() as u64, "it follows the end");
    let count =
        |wanted: &dyn Fn(&EventDetails) -> bool| after.iter().filter(|event| wanted(&event.details)).count();
    assert_eq!(count(&|it| matches!(it, EventDetails::ExecutionRedriven { .. })), 2);
    assert_eq!(count(&|it| matches!(it, EventDetails::ExecutionFailed { .. })), 2);
    for state in ["Two", "Each", "RunInner", "Last"] {
        let named =
            |it: &EventDetails| matches!(it, EventDetails::StateEntered { name, .. } if name == state);
        assert_eq!(count(&named), 1, "{state} is entered once:\n{}", lines(&after));
        let named = |it: &EventDetails| matches!(it, EventDetails::StateExited { name, .. } if name == state);
        assert_eq!(count(&named), 1, "{state} is left once:\n{}", lines(&after));
    }
    // AWS schedules and starts a task again that is redriven.
    let after_redrive: Vec<&str> = after
        .iter()
        .skip_while(|it| !matches!(it.details, EventDetails::ExecutionRedriven { count: 2 }))
        .map(|it| it.details.event_type())
        .take(5)
        .collect();
    assert_eq!(
        after_redrive,
        ["ExecutionRedriven", "TaskScheduled", "TaskStarted", "TaskSubmitted", "TaskSucceeded"],
        "{}",
        lines(&after)
    );
    let nested: Vec<Vec<HistoryEvent>> = stored(&store)
        .await
        .into_iter()
        .filter(|(id, _)| id.starts_with("Inner"))
        .map(|(_, events)| events)
        .collect();
    assert_eq!(nested.len(), 1, "it was redriven with its parent");
    assert_whole(&nested[0]);
    let redriven = nested[0].iter().filter(|it| matches!(it.details, EventDetails::ExecutionRedriven { .. }));
    assert_eq!(redriven.count(), 1, "{}", lines(&nested[0]));
}

#[tokio::test(start_paused = true)]
async fn what_is_stopped_says_so_with_all_that_is_nested_in_it() {
    for unload in [false, true] {
        let (store, account) = (MemoryStore::new(), Arc::<Account>::default());
        let keeper = keeper::Workflow { nap: nap::Workflow { errands: Errand(Arc::clone(&account)) } };
        let pause = if unload { Duration::ZERO } else { days(400) };
        let engine = Engine::open(store.clone()).register(keeper).passivate_after(pause);
        let engine = engine.start().await.expect("it starts");
        let handle = engine.execute::<keeper::Workflow>("k", "tea".to_owned()).await.expect("it begins");
        tokio::time::sleep(minutes(1)).await;
        handle.stop("Enough", None).await.expect("it runs");
        let histories = stored(&store).await;
        assert_eq!(histories.len(), 2);
        for events in histories.values() {
            assert_whole(events);
            let last = events.last().expect("some");
            assert_eq!(last.details, EventDetails::ExecutionAborted);
            assert_eq!(last.previous_event_id, 0, "as AWS records it");
        }
    }
}

/// Runs a journey whose map fails once, and gives what is kept of it.
async fn kept(level: LogLevel, busy: u32, sold_out: u32, approved: bool) -> (MemoryStore, Histories) {
    let store = MemoryStore::new();
    let sold_out = Some((2, sold_out)).into();
    let doings = Arc::new(Doings { busy, sold_out, ..Doings::default() });
    let engine = Engine::open(store.clone()).register(crate::journey::workflow(&doings)).log_level(level);
    let engine = engine.start().await.expect("it starts");
    let handle = engine.execute::<Journey>("one", trip(&[3, 2, 1])).await.expect("it begins");
    tokio::select! {
        _ = handle.output() => {}
        _ = async { answer(&engine, &doings, approved).await } => unreachable!("it answers for ever"),
    }
    let histories = stored(&store).await;
    (store, histories)
}

/// Whether AWS logs an event at the level `ERROR` (Step Functions, "Using CloudWatch Logs to log execution history").
fn is_error(details: &EventDetails) -> bool {
    match details {
        EventDetails::StateEntered { kind, .. } => *kind == StateKind::Fail,
        _ => ["Failed", "Aborted", "TimedOut"].iter().any(|end| details.event_type().ends_with(end)),
    }
}

#[tokio::test(start_paused = true)]
async fn a_log_level_keeps_what_aws_logs_at_it() {
    for (busy, sold_out, approved) in [(1, 1, true), (0, 2, true), (9, 0, true), (0, 0, false), (0, 0, true)]
    {
        let (_, all) = kept(LogLevel::All, busy, sold_out, approved).await;
        let (store, errors) = kept(LogLevel::Error, busy, sold_out, approved).await;
        let (nothing, off) = kept(LogLevel::Off, busy, sold_out, approved).await;
        assert_eq!(all.len(), errors.len());
        for (execution, events) in &errors {
            let facts = |events: &[HistoryEvent]| -> Vec<String> {
                let errors = events.iter().filter(|event| is_error(&event.details));
                errors.map(|event| format!("{:?} {:?}", event.path, event.details)).collect()
            };
            let expected = facts(&all[execution]);
            let got: Vec<String> =
                events.iter().map(|event| format!("{:?} {:?}", event.path, event.details)).collect();
            assert_eq!(got, expected, "{execution}");
            for (event, id) in events.iter().zip(1..) {
                assert_eq!(event.id, id);
                assert!(event.previous_event_id < id);
            }
        }
        assert!(off.values().all(Vec::is_empty), "{off:?}");
        assert_eq!(off.len(), all.len());
        use workflow_runtime::store::Store as _;
        let rows = nothing.position().await.expect("readable").history;
        assert_eq!(rows, None, "nothing is written at all");
        let few = store.position().await.expect("readable").history.map_or(0, |row| row.0);
        assert!(few < 20, "{few} rows");
        let _ = journey::State::Refused {};
    }
}

#[tokio::test(start_paused = true)]
async fn an_order_has_the_history_that_is_observed_in_memory() {
    for (items, limit) in [(&["tea", "milk", "sugar"][..], 10), (&["tea", "unicorn"], 100), (&["tea"], 100)] {
        let ledger = std::sync::Mutex::new(Arc::<Ledger>::default());
        let make = || {
            let new = Arc::<Ledger>::default();
            *ledger.lock().expect("no panic") = Arc::clone(&new);
            crate::shop::workflow(&new)
        };
        let answers = async |engine: &Engine| loop {
            tokio::time::sleep(seconds(50)).await;
            let ledger = Arc::clone(&ledger.lock().expect("no panic"));
            let tokens = std::mem::take(&mut *ledger.tokens.lock().expect("no panic"));
            for token in tokens {
                engine.complete_json(&token, "true").await.expect("it is waited for");
            }
        };
        let _ = same::<Ordered>(make, order(items, limit), answers).await;
    }
}
