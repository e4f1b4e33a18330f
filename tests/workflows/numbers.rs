//! Three steps with one handler for whatever goes wrong: every kind of error arm, with what it binds.

use std::sync::Arc;

use expect_test::expect_file;
use serde_json::json;
use workflow_runtime::prelude::*;

use super::harness::{Reply, Script, fails, gives, pinned, run};

/// A number was not to be had.
#[derive(Debug, thiserror::Error, Serialize, Deserialize, TaskError)]
pub(crate) enum NumberError {
    /// The text is none.
    #[error("`{text}` is no number")]
    NotANumber {
        /// The text.
        text: String,
        /// Where it stands.
        line: u32,
    },
    /// It is larger than allowed.
    #[error("{0} is too large")]
    TooLarge(u32),
    /// There is none.
    #[error("there is none")]
    Missing,
    /// Try again.
    #[error("busy")]
    Busy,
}

/// What is known of an error.
#[derive(Clone, Debug, Serialize, Deserialize, Data)]
pub(crate) struct Trouble {
    step: String,
    what: String,
    line: Option<u32>,
}

/// A step of the calculation.
#[tasks]
pub(crate) trait Steps {
    /// Finds a number.
    async fn number(&self, text: &str) -> Result<u32, NumberError>;
    /// Makes it odd.
    async fn odd(&self, number: u32) -> Result<u32, NumberError>;
    /// Makes it even.
    #[task(timeout(seconds(10)))]
    async fn even(&self, number: u32) -> Result<u32, NumberError>;
    /// Notes what went wrong.
    async fn note(&self, execution: &str, trouble: &Trouble) -> Result<u32, NumberError>;
}

/// Three steps that share one error handler.
#[workflow(tasks(steps(Steps)))]
pub(crate) mod numbers {
    use super::*;

    #[start]
    #[task(name = "Number Lambda", retry(on(NumberError::Busy, Crashed), max_attempts = 1))]
    fn number(text: String) -> Transition<u32> {
        match steps.number(&text) {
            Ok(number) => odd(number),
            Err(Failed(NumberError::NotANumber { text, line })) => {
                handle_error(Trouble { step: "number", what: text, line: Some(line) })
            }
            Err(Failed(NumberError::TooLarge(number))) => even(number / 2),
            Err(error) => handle_error(Trouble { step: "number", what: error.name(), line: None }),
        }
    }

    #[task(name = "Odd Lambda")]
    fn odd(number: u32) -> Transition<u32> {
        match steps.odd(number) {
            Ok(number) => even(number),
            Err(Crashed(name)) => {
                handle_error(Trouble { step: "odd", what: format!("{number}: {name}"), line: None })
            }
            Err(Failed(NumberError::Missing | NumberError::Busy)) => even(0),
            Err(error) => fail(error),
        }
    }

    #[task(name = "Even Lambda")]
    fn even(number: u32) -> Transition<u32> {
        match steps.even(number) {
            Ok(number) => succeed(number),
            Err(TimedOut) => handle_error(Trouble { step: "even", what: "too slow", line: None }),
            Err(Failed(error)) => fail(error),
            Err(_) => succeed(number),
        }
    }

    #[task(name = "Common Error Handler")]
    fn handle_error(trouble: Trouble) -> Transition<u32> {
        let number = steps.note(&execution_name(), &trouble)?;
        succeed(number)
    }
}

impl Steps for Script {
    async fn number(&self, text: &str) -> Result<u32, NumberError> {
        self.play("number", text).await
    }
    async fn odd(&self, number: u32) -> Result<u32, NumberError> {
        self.play("odd", number).await
    }
    async fn even(&self, number: u32) -> Result<u32, NumberError> {
        self.play("even", number).await
    }
    async fn note(&self, execution: &str, trouble: &Trouble) -> Result<u32, NumberError> {
        self.play("note", json!({ "execution": execution, "trouble": trouble })).await
    }
}

fn workflow(script: &Arc<Script>) -> numbers::Workflow<Arc<Script>> {
    script.serve(Steps, &[]);
    numbers::Workflow { steps: script.clone() }
}

#[tokio::test(start_paused = true)]
async fn nothing_goes_wrong() {
    let script = Script::new([("number", gives(6)), ("odd", gives(7)), ("even", gives(8))]);
    run(&workflow(&script), &script, "six".to_owned())
        .await
        .passed(["Number Lambda", "Odd Lambda", "Even Lambda"])
        .gave("Odd Lambda", json!(6))
        .succeeded(json!(8));
}

#[tokio::test(start_paused = true)]
async fn an_error_with_fields_is_handled_by_its_fields() {
    let error = NumberError::NotANumber { text: "a \"quoted\" text".to_owned(), line: 3 };
    let script = Script::new([("number", fails(error)), ("note", gives(0))]);
    run(&workflow(&script), &script, "x".to_owned())
        .await
        .passed(["Number Lambda", "Common Error Handler"])
        .gave("Common Error Handler", json!({ "step": "number", "what": "a \"quoted\" text", "line": 3 }))
        .succeeded(json!(0));
    assert_eq!(script.calls("note")[0]["execution"], "test");
}

#[tokio::test(start_paused = true)]
async fn an_error_with_a_value_is_calculated_with() {
    let script = Script::new([("number", fails(NumberError::TooLarge(9))), ("even", gives(4))]);
    run(&workflow(&script), &script, "9".to_owned())
        .await
        .passed(["Number Lambda", "Even Lambda"])
        .gave("Even Lambda", json!(4))
        .succeeded(json!(4));
}

#[tokio::test(start_paused = true)]
async fn what_is_busy_twice_is_handled_by_its_name() {
    let script = Script::new([
        ("number", fails(NumberError::Busy)),
        ("number", fails(NumberError::Busy)),
        ("note", gives(0)),
    ]);
    run(&workflow(&script), &script, "x".to_owned())
        .await
        .passed(["Number Lambda", "Common Error Handler"])
        .gave("Common Error Handler", json!({ "step": "number", "what": "NumberError.Busy", "line": null }))
        .succeeded(json!(0));
}

#[tokio::test(start_paused = true)]
async fn what_is_missing_is_not_tried_again() {
    let script = Script::new([("number", fails(NumberError::Missing)), ("note", gives(0))]);
    run(&workflow(&script), &script, "x".to_owned())
        .await
        .passed(["Number Lambda", "Common Error Handler"])
        .gave(
            "Common Error Handler",
            json!({ "step": "number", "what": "NumberError.Missing", "line": null }),
        )
        .succeeded(json!(0));
}

#[tokio::test(start_paused = true)]
async fn a_crash_is_told_from_the_tasks_own_errors() {
    let script = Script::new([("number", gives(6)), ("odd", Reply::Panics), ("note", gives(0))]);
    run(&workflow(&script), &script, "x".to_owned())
        .await
        .passed(["Number Lambda", "Odd Lambda", "Common Error Handler"])
        .gave("Common Error Handler", json!({ "step": "odd", "what": "6: Panic", "line": null }))
        .succeeded(json!(0));
}

#[tokio::test(start_paused = true)]
async fn an_or_pattern_catches_both_errors() {
    let script = Script::new([("number", gives(6)), ("odd", fails(NumberError::Busy)), ("even", gives(0))]);
    run(&workflow(&script), &script, "x".to_owned())
        .await
        .passed(["Number Lambda", "Odd Lambda", "Even Lambda"])
        .gave("Even Lambda", json!(0))
        .succeeded(json!(0));
}

#[tokio::test(start_paused = true)]
async fn what_no_arm_handles_fails_the_workflow() {
    let script = Script::new([("number", gives(6)), ("odd", fails(NumberError::TooLarge(6)))]);
    run(&workflow(&script), &script, "x".to_owned())
        .await
        .passed(["Number Lambda", "Odd Lambda", "Odd Lambda Fails"])
        .failed("NumberError.TooLarge", json!({ "TooLarge": 6 }));
}

#[tokio::test(start_paused = true)]
async fn a_slow_step_is_handled() {
    let script =
        Script::new([("number", gives(6)), ("odd", gives(7)), ("even", Reply::Hangs), ("note", gives(1))]);
    run(&workflow(&script), &script, "x".to_owned())
        .await
        .passed(["Number Lambda", "Odd Lambda", "Even Lambda", "Common Error Handler"])
        .gave("Common Error Handler", json!({ "step": "even", "what": "too slow", "line": null }))
        .succeeded(json!(1));
}

#[tokio::test(start_paused = true)]
async fn an_error_that_is_failed_with_is_the_tasks_own() {
    let script = Script::new([
        ("number", gives(6)),
        ("odd", gives(7)),
        ("even", fails(NumberError::NotANumber { text: "7".to_owned(), line: 1 })),
    ]);
    run(&workflow(&script), &script, "x".to_owned())
        .await
        .passed(["Number Lambda", "Odd Lambda", "Even Lambda", "Even Lambda Fails"])
        .failed("NumberError.NotANumber", json!({ "NotANumber": { "text": "7", "line": 1 } }));
}

#[tokio::test(start_paused = true)]
async fn a_crash_at_the_end_is_forgiven() {
    let script = Script::new([("number", gives(6)), ("odd", gives(7)), ("even", Reply::Panics)]);
    run(&workflow(&script), &script, "x".to_owned())
        .await
        .passed(["Number Lambda", "Odd Lambda", "Even Lambda", "Even Lambda Succeeds"])
        .gave("Even Lambda Succeeds", json!(7))
        .succeeded(json!(7));
}

#[test]
fn its_definition() {
    pinned(&numbers::definition(), &expect_file!["numbers.json"]);
}
