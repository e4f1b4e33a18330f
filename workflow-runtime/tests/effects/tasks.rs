//! Tasks: retries, timeouts, panics, contexts.

use std::sync::atomic::{AtomicU32, Ordering::SeqCst};

use workflow_runtime::prelude::{Crashed, Failed, TaskFailure, TimedOut, seconds};
use workflow_runtime::{Execution, Jitter, Retrier, TaskPolicy, Workflow};

use crate::scenario::{ANY, Doing, Effect, Scenario, WorkError, timed};

/// A scenario whose task does one thing after another, the last again and again.
fn script(doings: &[Doing], policy: TaskPolicy<'static, WorkError>) -> Scenario {
    let doings = doings.to_vec();
    let calls = AtomicU32::new(0);
    let mut scenario = Scenario::new(move |_| {
        let call = calls.fetch_add(1, SeqCst) as usize;
        doings[call.min(doings.len() - 1)].clone()
    });
    scenario.policy = policy;
    scenario
}

const BUSY: Retrier<TaskFailure<WorkError>> =
    Retrier::on(|failure| matches!(failure, Failed(WorkError::Busy)));
const LATE: Retrier<TaskFailure<WorkError>> = Retrier::on(|failure| matches!(failure, TimedOut));

const fn retry(retry: &'static [Retrier<TaskFailure<WorkError>>]) -> TaskPolicy<'static, WorkError> {
    TaskPolicy { retry, ..TaskPolicy::NONE }
}

#[tokio::test(start_paused = true)]
async fn defaults_are_three_retries_after_one_two_and_four_seconds() {
    let scenario = script(&[Doing::Fail(WorkError::Busy)], retry(&[ANY]));
    let (result, took) = timed(scenario.run(Effect::Task)).await;
    assert_eq!(result.expect_err("always busy").error(), "WorkError.Busy");
    assert_eq!((scenario.calls(), took), (4, seconds(1 + 2 + 4)));
}

#[tokio::test(start_paused = true)]
async fn no_attempts_is_never_and_the_first_match_decides() {
    let scenario = script(&[Doing::Fail(WorkError::Busy)], retry(&const { [BUSY.max_attempts(0), ANY] }));
    scenario.run(Effect::Task).await.expect_err("not retried");
    assert_eq!(scenario.calls(), 1);
}

#[tokio::test(start_paused = true)]
async fn each_retrier_counts_for_itself() {
    let broken = || Doing::Fail(WorkError::Broken { part: "a".to_owned() });
    let busy = || Doing::Fail(WorkError::Busy);
    let doings = [busy(), broken(), busy(), broken(), Doing::Succeed];
    let policy = retry(&const { [BUSY.max_attempts(2), ANY.interval(seconds(10)).max_attempts(2)] });
    let scenario = script(&doings, policy);
    let (result, took) = timed(scenario.run(Effect::Task)).await;
    assert_eq!(result.expect("at last"), "0");
    assert_eq!(took, seconds(1 + 10 + 2 + 20));
}

#[tokio::test(start_paused = true)]
async fn delays_stop_growing_and_jitter_shortens_them() {
    let scenario = script(
        &[Doing::Fail(WorkError::Busy)],
        retry(&const { [ANY.interval(seconds(4)).max_attempts(5).max_delay(seconds(6))] }),
    );
    let (_, took) = timed(scenario.run(Effect::Task)).await;
    assert_eq!(took, seconds(4 + 6 * 4));

    let jittery = || {
        script(
            &[Doing::Fail(WorkError::Busy)],
            retry(&const { [ANY.interval(seconds(4)).jitter(Jitter::Full)] }),
        )
    };
    let (_, one) = timed(Execution::of(&jittery()).seed(7).run(Effect::Task)).await;
    let (_, same) = timed(Execution::of(&jittery()).seed(7).run(Effect::Task)).await;
    assert_eq!(one, same, "a seed repeats the jitter");
    assert!(one < seconds(4 + 8 + 16), "{one:?}");
}

#[tokio::test(start_paused = true)]
async fn an_attempt_that_takes_too_long_is_dropped_and_may_be_retried() {
    let policy = TaskPolicy { timeout: Some(seconds(5)), heartbeat: None, retry: &[LATE] };
    let scenario = script(&[Doing::Hang, Doing::Take(5), Doing::Take(4)], policy);
    let (result, took) = timed(scenario.run(Effect::Task)).await;
    // The second takes as long as it may: what is there when the time is up counts.
    assert_eq!(result.expect("the second"), "0");
    assert_eq!((scenario.calls(), took), (2, seconds(5 + 1 + 5)));
    assert_eq!(scenario.seen.dropped.load(SeqCst), 1);
    assert_eq!(scenario.seen.most_running.load(SeqCst), 1, "it is dropped before the next one begins");
}

#[tokio::test(start_paused = true)]
async fn without_a_retrier_a_timeout_ends_the_execution() {
    let policy = TaskPolicy { timeout: Some(seconds(5)), ..TaskPolicy::NONE };
    let error = script(&[Doing::Hang], policy).run(Effect::Task).await.expect_err("too late");
    assert!(error.is_timeout());
    assert_eq!((error.error(), error.cause()), ("States.Timeout", None));
}

#[tokio::test(start_paused = true)]
async fn heartbeats_keep_an_attempt_alive_and_silence_ends_it() {
    let policy = TaskPolicy { heartbeat: Some(seconds(3)), ..TaskPolicy::NONE };
    let (result, took) = timed(script(&[Doing::Beat(20)], policy).run(Effect::Task)).await;
    assert_eq!((result.expect("alive"), took), ("0".to_owned(), seconds(20)));

    let (result, took) = timed(script(&[Doing::Hang], policy).run(Effect::Task)).await;
    assert!(result.expect_err("silent").is_timeout());
    assert_eq!(took, seconds(3));
}

#[tokio::test(start_paused = true)]
async fn a_panic_is_a_failure_that_can_be_retried() {
    let scenario = script(
        &[Doing::Panic, Doing::Succeed],
        retry(&const { [Retrier::on(|failure| matches!(failure, Crashed(name) if name == "Panic"))] }),
    );
    assert_eq!(scenario.run(Effect::Task).await.expect("the second"), "0");
}

#[tokio::test(start_paused = true)]
async fn a_panic_that_ends_an_execution_says_what_it_was() {
    let error = script(&[Doing::Panic], TaskPolicy::NONE).run(Effect::Task).await.expect_err("it panics");
    assert_eq!((error.error(), error.cause()), ("Panic", Some("the task is broken")));
}

#[tokio::test(start_paused = true)]
async fn the_key_is_the_same_for_every_attempt() {
    let scenario = script(
        &[Doing::Fail(WorkError::Busy), Doing::Succeed],
        TaskPolicy { timeout: Some(seconds(9)), heartbeat: None, retry: &[ANY] },
    );
    Execution::of(&scenario).name("a-1").run(Effect::Task).await.expect("the second");
    assert_eq!(*scenario.seen.keys.lock().expect("no panic"), ["Scenario:a-1/1", "Scenario:a-1/1"]);
    let contexts = scenario.seen.contexts.lock().expect("no panic");
    assert_eq!((contexts[0].attempt(), contexts[1].attempt()), (0, 1));
    let between = contexts[1].deadline().expect("a timeout") - contexts[0].deadline().expect("a timeout");
    assert_eq!(between.total(jiff::Unit::Second).expect("seconds"), 1.0);
}

#[tokio::test(start_paused = true)]
async fn the_typed_error_comes_back() {
    let broken = WorkError::Broken { part: "wheel".to_owned() };
    let error =
        script(&[Doing::Fail(broken.clone())], TaskPolicy::NONE).run(Effect::Task).await.expect_err("broken");
    assert_eq!(error.cause(), Some(r#"{"Broken":{"part":"wheel"}}"#));
    assert_eq!(error.downcast::<WorkError>().expect("typed"), broken);
}
