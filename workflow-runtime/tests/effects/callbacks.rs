//! Task tokens, completed in and out of time.

use std::sync::Arc;

use workflow_runtime::prelude::{TaskToken, seconds, wait};
use workflow_runtime::{Error, TaskPolicy, Workflow, callback};

use crate::scenario::{Doing, Effect, Scenario, WorkError, timed};

/// Runs a callback state, and beside it what somebody does with its token.
async fn asked<F: Future<Output = ()>>(
    scenario: Scenario,
    somebody: impl FnOnce(TaskToken<u64>) -> F,
) -> Result<String, Error> {
    let scenario = Arc::new(scenario);
    let run = {
        let scenario = Arc::clone(&scenario);
        tokio::spawn(async move { scenario.run(Effect::Callback).await })
    };
    wait(seconds(1)).await;
    let token = scenario.seen.tokens.lock().expect("no panic")[0].clone();
    somebody(token).await;
    run.await.expect("no panic")
}

fn handing_over() -> Scenario {
    Scenario::new(|_| Doing::Succeed)
}

#[tokio::test(start_paused = true)]
async fn a_completed_token_gives_the_task_its_result() {
    let result = asked(handing_over(), |token| async move {
        // As it travels: text, JSON, and back.
        let json = serde_json::to_string(&token).expect("text");
        let read: TaskToken<u64> = serde_json::from_str(&json).expect("a token");
        let parsed: TaskToken<u64> = read.to_string().parse().expect("a token");
        assert_eq!(parsed, token);
        parsed.complete(42).expect("pending");
        assert!(token.complete(43).expect_err("twice").is_closed_token());
    })
    .await;
    assert_eq!(result.expect("completed"), "42");
}

#[tokio::test(start_paused = true)]
async fn a_value_of_the_wrong_type_is_refused_and_the_task_waits_on() {
    let result = asked(handing_over(), |token| async move {
        let wrong: TaskToken<String> = token.to_string().parse().expect("a token");
        let error = wrong.complete("many".to_owned()).expect_err("a number is awaited");
        assert!(error.is_wrong_output(), "{error}");
        assert_eq!(error.error(), "InvalidOutput");
        callback::complete_json(token.as_str(), &serde_json::json!(7)).expect("still pending");
    })
    .await;
    assert_eq!(result.expect("completed"), "7");
}

#[tokio::test(start_paused = true)]
async fn a_failed_token_fails_the_task() {
    let broken = WorkError::Broken { part: "pen".to_owned() };
    let sent = broken.clone();
    let result = asked(handing_over(), |token| async move { token.fail(sent).expect("pending") }).await;
    assert_eq!(result.expect_err("failed").downcast::<WorkError>().expect("typed"), broken);

    let result = asked(handing_over(), |token| async move {
        let failure = workflow_runtime::Failure::new("Human.Asleep", None);
        callback::fail_with(token.as_str(), failure).expect("pending");
    })
    .await;
    assert_eq!(result.expect_err("failed").error(), "Human.Asleep");
}

#[tokio::test(start_paused = true)]
async fn a_token_expires_with_its_heartbeat() {
    let mut scenario = handing_over();
    scenario.policy = TaskPolicy { heartbeat: Some(seconds(10)), ..TaskPolicy::NONE };
    let run = asked(scenario, |token| async move {
        for _ in 0..3 {
            wait(seconds(9)).await;
            token.heartbeat().expect("pending");
        }
        wait(seconds(11)).await;
        assert!(token.heartbeat().expect_err("expired").is_closed_token());
        assert_eq!(token.complete(1).expect_err("expired").error(), "TaskTimedOut");
    });
    assert!(run.await.expect_err("expired").is_timeout());
}

#[tokio::test(start_paused = true)]
async fn a_token_expires_with_its_timeout() {
    let mut scenario = handing_over();
    scenario.policy = TaskPolicy { timeout: Some(seconds(10)), ..TaskPolicy::NONE };
    let (result, took) = timed(scenario.run(Effect::Callback)).await;
    assert!(result.expect_err("expired").is_timeout());
    assert_eq!(took, seconds(10));
}

#[tokio::test(start_paused = true)]
async fn a_failed_hand_over_closes_the_token() {
    let scenario = Scenario::new(|_| Doing::Fail(WorkError::Busy));
    scenario.run(Effect::Callback).await.expect_err("busy");
    let token = scenario.seen.tokens.lock().expect("no panic")[0].clone();
    assert!(token.complete(1).expect_err("closed").is_closed_token());
}

#[test]
fn a_token_that_is_nobodys_is_unknown() {
    let token: TaskToken<u64> = "nobody's".parse().expect("text");
    let error = token.complete(1).expect_err("unknown");
    assert!(error.is_unknown_token());
    assert_eq!(error.error(), "TaskDoesNotExist");
    assert_eq!("".parse::<TaskToken<u64>>().expect_err("empty").error(), "InvalidToken");
}
