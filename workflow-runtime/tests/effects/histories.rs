//! What an observer sees, beside what AWS records for the same state: order, event names, ids that lead back.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering::SeqCst};

use expect_test::{Expect, expect};
use workflow_runtime::observer::{EventDetails, History, HistoryEvent, Observer};
use workflow_runtime::prelude::{days, seconds};
use workflow_runtime::{Execution, TaskPolicy};

use crate::scenario::{ANY, Doing, Effect, Inner, Scenario, WorkError};

/// One line an event: id, the id it follows, path, type, and what else tells it from others.
fn shown(events: &[HistoryEvent]) -> String {
    let line = |event: &HistoryEvent| {
        let fact = match &event.details {
            EventDetails::StateEntered { name, input, .. } => format!(" {name} {}", json(input.as_ref())),
            EventDetails::StateExited { name, output, .. } => format!(" {name} {}", json(output.as_ref())),
            EventDetails::ExecutionFailed { error, .. }
            | EventDetails::TaskFailed { error, .. }
            | EventDetails::EvaluationFailed { error, .. } => format!(" {error}"),
            EventDetails::TaskScheduled { attempt, .. } if *attempt > 0 => format!(" retry {attempt}"),
            EventDetails::TaskSucceeded { output } => format!(" {}", json(output.as_ref())),
            _ => String::new(),
        };
        let path = if event.path.is_empty() { String::new() } else { format!("{:?} ", event.path) };
        format!("{} {} {path}{}{fact}\n", event.id, event.previous_event_id, event.details.event_type(),)
    };
    events.iter().map(line).collect()
}

fn json(value: Option<&serde_json::Value>) -> String {
    value.map_or_else(|| "-".to_owned(), ToString::to_string)
}

async fn check(scenario: Scenario, effect: Effect, expected: Expect) {
    let history = History::new();
    let _ = Execution::of(&scenario).name("h").observe(&history).run(effect).await;
    expected.assert_eq(&shown(&history.events()));
}

#[tokio::test(start_paused = true)]
async fn a_task_that_is_retried_is_scheduled_again() {
    let calls = AtomicU32::new(0);
    let mut scenario = Scenario::new(move |_| match calls.fetch_add(1, SeqCst) {
        0 => Doing::Fail(WorkError::Busy),
        1 => Doing::Hang,
        _ => Doing::Succeed,
    });
    scenario.policy = TaskPolicy { timeout: Some(seconds(5)), heartbeat: None, retry: &[ANY] };
    check(
        scenario,
        Effect::Task,
        expect![[r#"
        1 0 ExecutionStarted
        2 0 TaskStateEntered Do "Task"
        3 2 TaskScheduled
        4 3 TaskStarted
        5 4 TaskFailed WorkError.Busy
        6 5 TaskScheduled retry 1
        7 6 TaskStarted
        8 7 TaskTimedOut
        9 8 TaskScheduled retry 2
        10 9 TaskStarted
        11 10 TaskSucceeded "0"
        12 11 TaskStateExited Do "0"
        13 12 ExecutionSucceeded
    "#]],
    )
    .await;
}

#[tokio::test(start_paused = true)]
async fn a_failed_task_ends_the_execution_without_leaving_its_state() {
    check(
        Scenario::new(|_| Doing::Panic),
        Effect::Task,
        expect![[r#"
        1 0 ExecutionStarted
        2 0 TaskStateEntered Do "Task"
        3 2 TaskScheduled
        4 3 TaskStarted
        5 4 TaskFailed Panic
        6 5 ExecutionFailed Panic
    "#]],
    )
    .await;
}

#[tokio::test(start_paused = true)]
async fn branches_follow_the_start_of_their_state() {
    let scenario = Scenario::new(|item| Doing::Take(3 - item));
    check(
        scenario,
        Effect::Parallel,
        expect![[r#"
        1 0 ExecutionStarted
        2 0 ParallelStateEntered Do "Parallel"
        3 2 ParallelStateStarted
        4 3 [0] TaskStateEntered Left "Parallel"
        5 4 [0] TaskScheduled
        6 5 [0] TaskStarted
        7 3 [1] TaskStateEntered Right "Parallel"
        8 7 [1] TaskScheduled
        9 8 [1] TaskStarted
        10 9 [1] TaskSucceeded "1"
        11 10 [1] TaskStateExited Right "1"
        12 6 [0] TaskSucceeded "0"
        13 12 [0] TaskStateExited Left "0"
        14 13 ParallelStateSucceeded
        15 13 ParallelStateExited Do "0 1"
        16 15 ExecutionSucceeded
    "#]],
    )
    .await;
}

#[tokio::test(start_paused = true)]
async fn a_failed_branch_aborts_the_others() {
    let scenario = Scenario::new(|item| if item == 0 { Doing::Hang } else { Doing::TakeAndFail(2) });
    check(
        scenario,
        Effect::Parallel,
        expect![[r#"
        1 0 ExecutionStarted
        2 0 ParallelStateEntered Do "Parallel"
        3 2 ParallelStateStarted
        4 3 [0] TaskStateEntered Left "Parallel"
        5 4 [0] TaskScheduled
        6 5 [0] TaskStarted
        7 3 [1] TaskStateEntered Right "Parallel"
        8 7 [1] TaskScheduled
        9 8 [1] TaskStarted
        10 9 [1] TaskFailed WorkError.Broken
        11 10 [0] TaskStateAborted
        12 10 [1] TaskStateAborted
        13 10 ParallelStateFailed
        14 13 ExecutionFailed WorkError.Broken
    "#]],
    )
    .await;
}

#[tokio::test(start_paused = true)]
async fn items_of_a_map_follow_the_one_that_made_room() {
    let scenario = Scenario::new(|_| Doing::Succeed);
    check(
        scenario,
        Effect::Map { items: 2, bound: 1, machine: true },
        expect![[r#"
        1 0 ExecutionStarted
        2 0 MapStateEntered Do {"Map":{"items":2,"bound":1,"machine":true}}
        3 2 MapStateStarted
        4 3 [0] MapIterationStarted
        5 4 [0] PassStateEntered First {"index":0,"item":0}
        6 5 [0] PassStateExited First 0
        7 6 [0] TaskStateEntered Second 0
        8 7 [0] TaskScheduled
        9 8 [0] TaskStarted
        10 9 [0] TaskSucceeded "0"
        11 10 [0] TaskStateExited Second "0"
        12 11 [0] MapIterationSucceeded
        13 11 [1] MapIterationStarted
        14 13 [1] PassStateEntered First {"index":1,"item":1}
        15 14 [1] PassStateExited First 1
        16 15 [1] TaskStateEntered Second 1
        17 16 [1] TaskScheduled
        18 17 [1] TaskStarted
        19 18 [1] TaskSucceeded "1"
        20 19 [1] TaskStateExited Second "1"
        21 20 [1] MapIterationSucceeded
        22 21 MapStateSucceeded
        23 21 MapStateExited Do "0 1"
        24 23 ExecutionSucceeded
    "#]],
    )
    .await;
}

#[tokio::test(start_paused = true)]
async fn a_failed_item_aborts_the_others() {
    let scenario = Scenario::new(|item| if item == 1 { Doing::TakeAndFail(1) } else { Doing::Hang });
    check(
        scenario,
        Effect::Map { items: 3, bound: 0, machine: false },
        expect![[r#"
        1 0 ExecutionStarted
        2 0 MapStateEntered Do {"Map":{"items":3,"bound":0,"machine":false}}
        3 2 MapStateStarted
        4 3 [0] MapIterationStarted
        5 4 [0] TaskStateEntered One 0
        6 5 [0] TaskScheduled
        7 6 [0] TaskStarted
        8 3 [1] MapIterationStarted
        9 8 [1] TaskStateEntered One 1
        10 9 [1] TaskScheduled
        11 10 [1] TaskStarted
        12 3 [2] MapIterationStarted
        13 12 [2] TaskStateEntered One 2
        14 13 [2] TaskScheduled
        15 14 [2] TaskStarted
        16 11 [1] TaskFailed WorkError.Broken
        17 16 [0] MapIterationAborted
        18 16 [0] TaskStateAborted
        19 16 [1] MapIterationFailed
        20 16 [1] TaskStateAborted
        21 16 [2] MapIterationAborted
        22 16 [2] TaskStateAborted
        23 16 MapStateFailed
        24 23 ExecutionFailed WorkError.Broken
    "#]],
    )
    .await;
}

#[tokio::test(start_paused = true)]
async fn a_failed_evaluation_is_an_event() {
    check(
        Scenario::new(|_| Doing::Succeed),
        Effect::Evaluate,
        expect![[r#"
        1 0 ExecutionStarted
        2 0 PassStateEntered Do "Evaluate"
        3 2 EvaluationFailed States.QueryEvaluationError
        4 3 ExecutionFailed States.QueryEvaluationError
    "#]],
    )
    .await;
}

#[tokio::test(start_paused = true)]
async fn an_execution_out_of_time_and_one_that_is_dropped() {
    check(
        Scenario::new(|_| Doing::Succeed),
        Effect::Wait(days(300)),
        expect![[r#"
        1 0 ExecutionStarted
        2 0 WaitStateEntered Do {"Wait":{"secs":25920000,"nanos":0}}
        3 2 ExecutionTimedOut
    "#]],
    )
    .await;

    let history = History::new();
    let scenario = Scenario::new(|_| Doing::Hang);
    let run = Execution::of(&scenario).observe(&history).run(Effect::Task);
    tokio::time::timeout(seconds(1), run).await.expect_err("it hangs");
    let last = history.events().pop().expect("events");
    assert_eq!(last.details, EventDetails::ExecutionAborted);
}

#[tokio::test(start_paused = true)]
async fn a_nested_execution_has_a_history_of_its_own() {
    let mut scenario = Scenario::new(|_| Doing::Succeed);
    scenario.nested = Some(Arc::new(Inner(Scenario::new(|_| Doing::Succeed))));
    let history = History::new();
    let run = Execution::of(&scenario).name("h").observe(&history).run(Effect::Nested);
    run.await.expect("it succeeds");
    let (inner, outer): (Vec<_>, Vec<_>) =
        history.events().into_iter().partition(|event| event.execution.starts_with("Inner:"));
    expect![[r#"
        1 0 ExecutionStarted
        2 0 TaskStateEntered Do "Nested"
        3 2 TaskScheduled
        4 3 TaskStarted
        5 4 TaskSubmitted
        6 5 TaskSucceeded "0"
        7 6 TaskStateExited Do "0"
        8 7 ExecutionSucceeded
    "#]]
    .assert_eq(&shown(&outer));
    expect![[r#"
        1 0 ExecutionStarted
        2 0 TaskStateEntered Do "Task"
        3 2 TaskScheduled
        4 3 TaskStarted
        5 4 TaskSucceeded "0"
        6 5 TaskStateExited Do "0"
        7 6 ExecutionSucceeded
    "#]]
    .assert_eq(&shown(&inner));
}

/// Wants no payloads.
struct Plain(History);

impl Observer for Plain {
    fn wants_payloads(&self) -> bool {
        false
    }

    fn observe(&self, event: &HistoryEvent) {
        self.0.observe(event);
    }
}

#[tokio::test(start_paused = true)]
async fn payloads_are_left_out_unless_somebody_wants_them() {
    let scenario = Scenario::new(|_| Doing::Succeed);
    let plain = Plain(History::new());
    Execution::of(&scenario).observe(&plain).run(Effect::Parallel).await.expect("it succeeds");
    let text = shown(&plain.0.events());
    assert!(!text.contains('"') && text.contains("TaskStateEntered Left -"), "{text}");
}

#[tokio::test(start_paused = true)]
async fn times_are_the_executions_own() {
    let history = History::new();
    let start = "2030-01-01T00:00:00Z".parse().expect("a time");
    let scenario = Scenario::new(|_| Doing::Take(90));
    let run = Execution::of(&scenario).started_at(start).observe(&history).run(Effect::Task);
    run.await.expect("it succeeds");
    let last = history.events().pop().expect("events");
    assert_eq!(last.timestamp.to_string(), "2030-01-01T00:01:30Z");
}
