//! What a call with JSON gives: results, the task's own errors, panics, and payloads of the wrong shape.

use std::borrow::Cow;

use expect_test::{Expect, expect};
use serde_json::{Value, json};

use super::*;
use crate::prelude::*;

/// A parcel.
#[derive(Clone, Debug, Serialize, Deserialize, Data)]
struct Parcel {
    /// In grams.
    weight: u32,
    /// Where to.
    to: Option<String>,
}

#[derive(Debug, Serialize, Deserialize, TaskError)]
enum PostError {
    TooHeavy { by: u32 },
}

/// What cannot be read from JSON: a task that takes it stands in no one's way until it is served.
#[derive(Clone, Debug)]
struct Opaque;

#[tasks]
trait Post {
    async fn send(&self, parcel: &Parcel, stamps: &[u32], express: bool) -> Result<u32, PostError>;
    async fn weigh(&self, parcel: Parcel) -> Result<u32, PostError>;
    async fn close(&self) -> Result<(), PostError>;
    async fn read(&self, text: Cow<'_, str>) -> Result<(), PostError>;
    async fn keep<T: Send + 'static>(&self, anything: T) -> Result<(), PostError>;
    #[resource("arn:aws:states:::sqs:sendMessage")]
    async fn queue(&self, message: &str) -> Result<(), PostError>;
    #[resource("arn:aws:states:eu-west-1:123456789012:activity:sort")]
    async fn sort(&self) -> Result<(), PostError>;
}

#[tasks]
trait Depot {
    async fn look(&self, at: &Opaque) -> Result<(), PostError>;
}

struct Office;

impl Post for Office {
    async fn send(&self, parcel: &Parcel, stamps: &[u32], express: bool) -> Result<u32, PostError> {
        match parcel.weight.checked_sub(1_000) {
            Some(by) => Err(PostError::TooHeavy { by }),
            None => Ok(stamps.iter().sum::<u32>() * if express { 2 } else { 1 }),
        }
    }
    async fn weigh(&self, parcel: Parcel) -> Result<u32, PostError> {
        Ok(parcel.weight)
    }
    async fn close(&self) -> Result<(), PostError> {
        panic!("the door is {}", "stuck")
    }
    async fn read(&self, _: Cow<'_, str>) -> Result<(), PostError> {
        Ok(())
    }
    async fn keep<T: Send + 'static>(&self, _: T) -> Result<(), PostError> {
        Ok(())
    }
    async fn queue(&self, _: &str) -> Result<(), PostError> {
        Ok(())
    }
    async fn sort(&self) -> Result<(), PostError> {
        Ok(())
    }
}

async fn call(name: &str, payload: Value) -> Result<Value, FunctionError> {
    Post(Office).call(name, payload).await
}

async fn fails(name: &str, payload: Value, expected: &Expect) {
    let error = call(name, payload).await.expect_err("it fails");
    expected.assert_eq(&format!("{}: {}", error.error_type, error.error_message));
}

#[tokio::test]
async fn a_payload_is_what_a_definition_sends() {
    let parcel = json!({ "weight": 300 });
    let several = json!({ "parcel": parcel, "stamps": [80, 20], "express": true });
    assert_eq!(call("PostSend", several).await, Ok(json!(200)));
    assert_eq!(call("PostWeigh", parcel).await, Ok(json!(300)));
}

#[tokio::test]
async fn a_failure_has_the_name_and_the_json_that_a_catcher_reads() {
    let heavy = json!({ "parcel": { "weight": 1_300, "to": null }, "stamps": [], "express": false });
    fails("PostSend", heavy, &expect![[r#"PostError.TooHeavy: {"TooHeavy":{"by":300}}"#]]).await;
    fails("PostClose", json!({}), &expect!["Panic: the door is stuck"]).await;
}

#[tokio::test]
async fn a_wrong_payload_names_field_and_task() {
    fails(
        "PostWeigh",
        json!({ "weight": -1 }),
        &expect!["InvalidPayload: the payload of the task `PostWeigh`: `parcel.weight` is wrong: invalid value: integer `-1`, expected u32"],
    )
    .await;
    fails(
        "PostSend",
        json!({ "parcel": { "weight": 1 }, "stamps": [1] }),
        &expect!["InvalidPayload: the payload of the task `PostSend`: `express` is missing"],
    )
    .await;
    fails(
        "PostSend",
        json!({ "parcel": { "weight": 1 }, "stamps": [1, "2"], "express": false }),
        &expect![[r#"InvalidPayload: the payload of the task `PostSend`: `stamps[1]` is wrong: invalid type: string "2", expected u32"#]],
    )
    .await;
    fails(
        "PostSend",
        json!([1]),
        &expect!["InvalidPayload: the payload of the task `PostSend`: an object with `parcel`, `stamps`, `express` is needed, and not a list"],
    )
    .await;
}

#[tokio::test]
async fn what_cannot_be_called_says_why() {
    fails(
        "PostBurn",
        json!(1),
        &expect![
            "UnknownTask: there is no task `PostBurn`; tasks here: PostClose, PostSend, PostSort, PostWeigh"
        ],
    )
    .await;
    fails(
        "PostRead",
        json!(""),
        &expect!["UnknownTask: the task `PostRead` cannot be called with JSON: it takes an argument with a borrow in it"],
    )
    .await;
    fails(
        "PostKeep",
        json!(1),
        &expect!["UnknownTask: the task `PostKeep` cannot be called with JSON: it is generic"],
    )
    .await;
}

#[test]
#[should_panic(expected = "two task traits have a task called `PostClose`")]
fn two_traits_of_one_name_cannot_be_served_together() {
    let _ = Post(Office).and(Post(Office));
}
