//! The tasks of the examples as Lambda functions: real processes, asked through Lambda's runtime interface.

use std::path::Path;

use expect_test::{Expect, expect};
use serde_json::{Value, json};
use workflow_tests::lambda::{Answer, Function};

const BANK: &str = env!("CARGO_BIN_EXE_account_processing_tasks");

async fn bank(task: &str) -> Function {
    Function::start(Path::new(BANK), &[("WORKFLOW_TASK", task)]).await
}

fn application(deposit: u32) -> Value {
    json!({ "name": "Clara Wieck", "address": { "street": "Inselstr. 18", "town": "Leipzig" }, "deposit": deposit })
}

fn error(answer: &Answer, expected: &Expect) {
    let error = answer.as_ref().expect_err("it fails");
    let text = |key: &str| error[key].as_str().expect("a text").to_owned();
    expected.assert_eq(&format!("{}: {}\n", text("errorType"), text("errorMessage")));
}

#[tokio::test]
async fn one_binary_is_every_task() {
    let name = bank("BankCheckName").await;
    assert_eq!(name.invoke(&json!("Clara Wieck"), None).await, Ok(json!({ "score": 0.9 })));
    let address = bank("BankCheckAddress").await;
    let street = json!({ "street": "Inselstr. 18", "town": "Leipzig" });
    assert_eq!(address.invoke(&street, None).await, Ok(json!({ "deliverable": true })));
    // What a function keeps from one invocation to the next, it keeps.
    let account = bank("BankOpenAccount").await;
    let opened = json!({ "number": "A-1001", "holder": "Clara Wieck" });
    assert_eq!(account.invoke(&application(10), None).await, Ok(opened.clone()));
    assert_eq!(account.invoke(&application(10), None).await, Ok(opened));
    error(
        &account.invoke(&application(20), None).await,
        &expect![[r#"
            OpenError.Duplicate: {"Duplicate":{"holder":"Clara Wieck"}}
        "#]],
    );
}

#[tokio::test]
async fn a_task_knows_which_attempt_of_which_call_it_is() {
    let account = bank("BankOpenAccount").await;
    let attempt = |attempt: &str| json!({ "custom": { "execution": "e", "state": "OpenAccount", "entered": "now", "attempt": attempt } });
    for busy in ["0", "1"] {
        error(
            &account.invoke(&application(2_000), Some(&attempt(busy))).await,
            &expect![[r#"
                OpenError.Busy: "Busy"
            "#]],
        );
    }
    assert!(account.invoke(&application(2_000), Some(&attempt("2"))).await.is_ok());
    let log = account.into_log();
    for words in [r#""idempotency_key":"e/OpenAccount/now""#, r#""attempt":1"#, r#""task":"BankOpenAccount""#]
    {
        assert!(log.contains(words), "{log}");
    }
    for line in log.lines() {
        assert!(serde_json::from_str::<Value>(line).is_ok(), "no JSON: {line}");
    }
}

#[tokio::test]
async fn a_payload_of_the_wrong_shape_names_field_and_task() {
    let account = bank("BankOpenAccount").await;
    let mut wrong = application(1);
    wrong["address"]["town"] = json!(4109);
    error(
        &account.invoke(&wrong, None).await,
        &expect![[r#"
            InvalidPayload: the payload of the task `BankOpenAccount`: `application.address.town` is wrong: invalid type: integer `4109`, expected a string
        "#]],
    );
    error(
        &account.invoke(&json!(null), None).await,
        &expect![[r#"
            InvalidPayload: the payload of the task `BankOpenAccount`: `application` is wrong: invalid type: null, expected struct Application
        "#]],
    );
}

#[test]
fn a_function_that_is_no_task_does_not_start() {
    let start = |task: Option<&str>| {
        let mut command = std::process::Command::new(BANK);
        command.env_remove("WORKFLOW_TASK").envs(task.map(|task| ("WORKFLOW_TASK", task)));
        let output = command.output().expect("it starts");
        assert!(!output.status.success());
        String::from_utf8(output.stderr).expect("UTF-8")
    };
    expect![[r#"
        Error: "there is no task `BankCheckNames`; tasks here: BankCheckAddress, BankCheckName, BankOpenAccount"
    "#]]
    .assert_eq(&start(Some("BankCheckNames")));
    expect![[r#"
        Error: "the environment variable `WORKFLOW_TASK` names no task; tasks here: BankCheckAddress, BankCheckName, BankOpenAccount"
    "#]]
    .assert_eq(&start(None));
}
