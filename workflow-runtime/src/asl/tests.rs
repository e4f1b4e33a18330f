//! The model reads what it writes, and loses nothing.

use serde_json::{Value, json};

use super::*;

fn round_trip(definition: &Value) {
    let machine: StateMachine = definition.to_string().parse().expect("a machine");
    let back: Value = serde_json::from_str(&machine.to_json()).expect("JSON");
    assert_eq!(&back, definition);
}

#[test]
fn what_is_not_understood_is_kept() {
    round_trip(&json!({
        "StartAt": "A",
        "Colour": "blue",
        "States": {
            "A": { "Type": "Wait", "Seconds": 1.5, "Next": true, "Bogus": { "a": [1, 2.0, null] } },
            "B": { "Type": "Choice", "Choices": [{ "Variable": "$.x", "IsNull": true, "IsString": true }] },
            "C": { "Type": "Task", "Resource": "r", "Retry": [{ "BackoffRate": 2, "Foo": 1 }], "ResultPath": null }
        }
    }));
}

#[test]
fn an_unreadable_definition_says_every_reason() {
    let error = StateMachine::from_json(r#"{ "States": { "A": { "Type": "Nap" }, "B": {}, "C": 3 } }"#);
    let error = error.expect_err("three states cannot be read");
    let found: Vec<String> = error.findings().iter().map(|f| format!("{} {}", f.path, f.rule)).collect();
    let want = ["States.A unknown-state-type", "States.B missing-state-type", "States.C wrong-type"];
    assert_eq!(found, want);
    assert_eq!(error.to_string().lines().count(), 3);
}

#[test]
fn a_key_that_stands_twice_is_an_error() {
    let error = StateMachine::from_json(r#"{ "StartAt": "A", "StartAt": "B", "States": {} }"#);
    assert_eq!(error.expect_err("twice").findings()[0].rule, Rule::DuplicateKey);
}

#[test]
fn a_backoff_rate_is_printed_as_a_float() {
    let retrier = Retrier::on(["States.ALL"]).backoff_rate(2.0).interval_seconds(3);
    let text = serde_json::to_string(&retrier).expect("JSON");
    assert_eq!(text, r#"{"ErrorEquals":["States.ALL"],"IntervalSeconds":3,"BackoffRate":2.0}"#);
}

#[test]
fn fields_are_printed_in_the_order_people_read_them() {
    let machine = StateMachine::jsonata("Charge")
        .state(
            "Charge",
            State::task(TaskState::new("${Charge}").timeout_seconds(30))
                .next("Done")
                .catch(Catcher::on(["States.ALL"], "Done"))
                .retry(Retrier::on(["Busy"]))
                .output("{% $states.result %}")
                .arguments(json!({ "amount": 3 }))
                .comment("Charges."),
        )
        .state("Done", State::succeed())
        .comment("An order.");
    expect_test::expect![[r#"
        {
          "Comment": "An order.",
          "QueryLanguage": "JSONata",
          "StartAt": "Charge",
          "States": {
            "Charge": {
              "Type": "Task",
              "Comment": "Charges.",
              "Resource": "${Charge}",
              "Arguments": {
                "amount": 3
              },
              "TimeoutSeconds": 30,
              "Output": "{% $states.result %}",
              "Retry": [
                {
                  "ErrorEquals": [
                    "Busy"
                  ]
                }
              ],
              "Catch": [
                {
                  "ErrorEquals": [
                    "States.ALL"
                  ],
                  "Next": "Done"
                }
              ],
              "Next": "Done"
            },
            "Done": {
              "Type": "Succeed"
            }
          }
        }"#]]
    .assert_eq(&machine.to_json_pretty());
}
