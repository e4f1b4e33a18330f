//! Executions as a whole: waits, ends, cancellation, limits, nesting.

use std::sync::Arc;
use std::sync::atomic::Ordering::SeqCst;

use workflow_runtime::prelude::{BranchFailure, days, hours, seconds};
use workflow_runtime::{Execution, Retrier, Workflow};

use crate::scenario::{Doing, Effect, Inner, Scenario, WorkError, timed};

fn idle() -> Scenario {
    Scenario::new(|_| Doing::Succeed)
}

#[tokio::test(start_paused = true)]
async fn waits_take_their_time_and_past_times_none() {
    let scenario = idle();
    let (_, took) = timed(scenario.run(Effect::Wait(hours(24)))).await;
    assert_eq!(took, hours(24));

    let start = "2030-01-01T00:00:00Z".parse().expect("a time");
    let at = |text: &str| Effect::WaitUntil(text.parse().expect("a time"));
    let run = |effect| Execution::of(&scenario).started_at(start).run(effect);
    let (_, took) = timed(run(at("2030-01-01T00:01:30Z"))).await;
    assert_eq!(took, seconds(90));
    let (_, took) = timed(run(at("2029-12-31T23:59:59Z"))).await;
    assert_eq!(took, seconds(0));
}

#[tokio::test(start_paused = true)]
async fn an_expression_without_a_value_ends_the_execution() {
    let error = idle().run(Effect::Evaluate).await.expect_err("no value");
    assert!(error.is_evaluation());
    assert_eq!((error.error(), error.cause()), ("States.QueryEvaluationError", Some("7 / 0 has no value")),);
}

#[tokio::test(start_paused = true)]
async fn an_execution_has_a_deadline_of_its_own() {
    let (result, took) = timed(idle().run(Effect::Wait(days(300)))).await;
    assert!(result.expect_err("too long").is_timeout());
    assert_eq!(took, seconds(100_000));
}

#[tokio::test(start_paused = true)]
async fn dropping_the_run_drops_what_runs_under_it() {
    let scenario = Scenario::new(|_| Doing::Hang);
    {
        let run = scenario.run(Effect::Map { items: 3, bound: 0, machine: true });
        tokio::time::timeout(seconds(1), run).await.expect_err("it hangs");
    }
    assert_eq!((scenario.seen.running.load(SeqCst), scenario.seen.dropped.load(SeqCst)), (0, 3));
}

#[tokio::test(start_paused = true)]
async fn the_payload_limit_is_kept_when_asked() {
    let limit = 262_144;
    let run = |length, enforce| async move {
        let scenario = idle();
        Execution::of(&scenario).enforce_payload_limit(enforce).run(Effect::Text(length)).await
    };
    // The quotes of the JSON count.
    run(limit - 2, true).await.expect("just as large as allowed");
    run(limit - 1, false).await.expect("not asked");
    let error = run(limit - 1, true).await.expect_err("too large");
    assert!(error.is_data_limit_exceeded());
    let cause = error.cause().expect("a cause");
    assert!(cause.contains("state `Do`") && cause.contains("262145 bytes"), "{cause}");
}

#[tokio::test(start_paused = true)]
async fn no_retrier_and_no_branch_takes_a_payload_over_the_limit() {
    const ALWAYS: &[Retrier<BranchFailure>] = &[Retrier::on(|_| true)];
    let mut scenario = Scenario::new(|_| Doing::Text(300_000));
    scenario.branch_retry = ALWAYS;
    let run = Execution::of(&scenario).enforce_payload_limit(true).run(Effect::Parallel);
    let error = run.await.expect_err("too large");
    assert!(error.is_data_limit_exceeded());
    assert_eq!(scenario.calls(), 1, "nothing was tried again, and the other branch was not begun");
}

#[tokio::test(start_paused = true)]
async fn a_nested_workflow_is_an_execution_of_its_own() {
    let mut scenario = idle();
    scenario.nested = Some(Arc::new(Inner(Scenario::new(|_| Doing::Take(2)))));
    let (result, took) = timed(Execution::of(&scenario).name("n").run(Effect::Nested)).await;
    assert_eq!((result.expect("done"), took), ("0".to_owned(), seconds(2)));
    let inner = scenario.nested.as_ref().expect("it is there");
    assert_eq!(*inner.0.seen.keys.lock().expect("no panic"), ["Inner:Scenario:n/1/1"]);
}

#[tokio::test(start_paused = true)]
async fn a_nested_workflow_fails_with_its_own_error_or_runs_out_of_time() {
    let nesting = |doing: Doing| {
        let mut scenario = idle();
        scenario.nested = Some(Arc::new(Inner(Scenario::new(move |_| doing.clone()))));
        scenario.policy.timeout = Some(seconds(30));
        scenario
    };
    let error = nesting(Doing::Fail(WorkError::Busy)).run(Effect::Nested).await.expect_err("busy");
    assert_eq!(error.downcast::<WorkError>().expect("typed"), WorkError::Busy);
    let (result, took) = timed(nesting(Doing::Hang).run(Effect::Nested)).await;
    assert!(result.expect_err("late").is_timeout());
    assert_eq!(took, seconds(30));
}
