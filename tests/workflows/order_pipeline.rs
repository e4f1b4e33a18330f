//! An order that a person approves and a payment service confirms: two callbacks through a queue, with a topic that
//! says what happened.

use std::sync::Arc;

use expect_test::expect_file;
use serde_json::{Value, json};
use workflow_runtime::prelude::*;

use super::harness::{Reply, Script, fails, gives, pinned, run};

/// A message to a queue; the token is put into its body.
#[derive(Clone, Debug, Serialize, Deserialize, Data)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct Send {
    queue_url: String,
    message_body: Body,
}

/// What the reader of the queue reads.
#[derive(Clone, Debug, Serialize, Deserialize, Data)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct Body {
    message_title: String,
}

/// What they answer.
#[derive(Clone, Debug, Serialize, Deserialize, Data)]
pub(crate) struct Confirmation {
    by: String,
}

/// They say no.
#[derive(Debug, thiserror::Error, Serialize, Deserialize, TaskError)]
pub(crate) enum Refusal {
    /// And why.
    #[error("{reason}")]
    Refused {
        /// Why.
        reason: String,
    },
}

/// A message to a topic.
#[derive(Clone, Debug, Serialize, Deserialize, Data)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct Message {
    message: String,
    topic_arn: String,
}

/// The topic refuses.
#[derive(Debug, thiserror::Error, Serialize, Deserialize, TaskError)]
#[error("the topic refuses")]
#[error_name = "SNS.AmazonSNSException"]
pub(crate) struct TopicError {}

/// The database is not to be reached.
#[derive(Debug, thiserror::Error, Serialize, Deserialize, TaskError)]
pub(crate) enum DatabaseError {
    /// For now.
    #[error("busy")]
    Busy,
}

/// People and services that answer through a queue.
#[tasks]
pub(crate) trait Queue {
    /// Asks, and waits for the answer.
    #[resource("arn:aws:states:::sqs:sendMessage.waitForTaskToken", token_at = "MessageBody.TaskToken")]
    async fn ask(&self, message: &Send, token: TaskToken<Confirmation>) -> Result<(), Refusal>;
}

/// Those who want to know.
#[tasks]
pub(crate) trait Topic {
    /// Tells them.
    #[resource("arn:aws:states:::sns:publish")]
    async fn publish(&self, message: &Message) -> Result<Value, TopicError>;
}

/// The shop's database.
#[tasks]
pub(crate) trait Database {
    /// Writes a part of it.
    #[task(retry(
        on(
            error_name("Lambda.ServiceException"),
            error_name("Lambda.AWSLambdaException"),
            error_name("Lambda.SdkClientException"),
            DatabaseError::Busy
        ),
        interval(seconds(2)),
        max_attempts = 6,
        backoff_rate = 2.0
    ))]
    async fn update(&self, message: &str) -> Result<(), DatabaseError>;
}

/// Takes an order from its approval to the parcel.
#[workflow(tasks(queue(Queue), topic(Topic), database(Database)))]
pub(crate) mod order_pipeline {
    use super::*;

    const QUEUE: &str = "${SqsQueueUrl}";
    const TOPIC: &str = "${TopicArn}";

    #[portable]
    fn news(message: &str) -> Message {
        Message { message: message.to_owned(), topic_arn: TOPIC.to_owned() }
    }

    #[start]
    #[task(name = "Approve Order Request")]
    fn approve_order() -> Transition<String> {
        let message = Send {
            queue_url: QUEUE.to_owned(),
            message_body: Body { message_title: "An order waits for approval" },
        };
        match queue.ask(&message, task_token()) {
            Ok(confirmation) => notify_order_success(confirmation.by),
            Err(Failed(Refusal::Refused { reason })) => notify_order_failure(reason),
            Err(error) => notify_order_failure(error.name()),
        }
    }

    #[task(name = "Notify Order Success")]
    fn notify_order_success(by: String) -> Transition<String> {
        let _sent = topic.publish(&news(&format!("{by} approved the order")))?;
        process_payment()
    }

    #[task(name = "Notify Order Failure")]
    fn notify_order_failure(reason: String) -> Transition<String> {
        let _sent = topic.publish(&news(&format!("The order was refused: {reason}")))?;
        succeed("refused")
    }

    #[task(name = "Process Payment")]
    fn process_payment() -> Transition<String> {
        let message = Send {
            queue_url: QUEUE.to_owned(),
            message_body: Body { message_title: "A payment is to be made" },
        };
        match queue.ask(&message, task_token()) {
            Ok(_) => notify_payment_success(),
            Err(_) => notify_payment_failure(),
        }
    }

    #[task(name = "Notify Payment Success")]
    fn notify_payment_success() -> Transition<String> {
        let _sent = topic.publish(&news("The payment was made"))?;
        update_order_history()
    }

    #[task(name = "Update Order History")]
    fn update_order_history() -> Transition<String> {
        let () = database.update("order history")?;
        update_data_warehouse()
    }

    #[task(name = "Update Data Warehouse")]
    fn update_data_warehouse() -> Transition<String> {
        let () = database.update("data warehouse")?;
        update_customer_profile()
    }

    #[task(name = "Update Customer Profile")]
    fn update_customer_profile() -> Transition<String> {
        let () = database.update("customer profile")?;
        update_inventory()
    }

    #[task(name = "Update Inventory")]
    fn update_inventory() -> Transition<String> {
        let () = database.update("inventory")?;
        ship()
    }

    #[task(name = "Notify Payment Failure")]
    fn notify_payment_failure() -> Transition<String> {
        let _sent = topic.publish(&news("The payment failed"))?;
        succeed("not paid")
    }

    #[task(name = "Ship the Package")]
    fn ship() -> Transition<String> {
        let _sent = topic.publish(&news("The parcel is ready"))?;
        succeed("shipped")
    }
}

impl Queue for Script {
    async fn ask(&self, message: &Send, token: TaskToken<Confirmation>) -> Result<(), Refusal> {
        self.hand_over("ask", message, token).await
    }
}

impl Topic for Script {
    async fn publish(&self, message: &Message) -> Result<Value, TopicError> {
        self.play("publish", message).await
    }
}

impl Database for Script {
    async fn update(&self, message: &str) -> Result<(), DatabaseError> {
        self.play("update", message).await
    }
}

fn workflow(script: &Arc<Script>) -> order_pipeline::Workflow<Arc<Script>, Arc<Script>, Arc<Script>> {
    script.serve(
        Database,
        &[
            ("arn:aws:states:::sqs:sendMessage.waitForTaskToken", "ask"),
            ("arn:aws:states:::sns:publish", "publish"),
        ],
    );
    order_pipeline::Workflow { queue: script.clone(), topic: script.clone(), database: script.clone() }
}

fn sent() -> Reply {
    gives(json!({ "MessageId": "m-1" }))
}

#[tokio::test(start_paused = true)]
async fn an_order_is_approved_paid_and_shipped() {
    let script = Script::new([
        ("ask", gives(json!({ "by": "Ann" })).after(90)),
        ("publish", sent()),
        ("ask", gives(json!({ "by": "the bank" }))),
        ("publish", sent()),
        ("update", gives(())),
        ("update", fails(DatabaseError::Busy)),
        ("update", gives(())),
        ("update", gives(())),
        ("update", gives(())),
        ("publish", sent()),
    ]);
    run(&workflow(&script), &script, order_pipeline::Input {})
        .await
        .passed([
            "Approve Order Request",
            "Notify Order Success",
            "Process Payment",
            "Notify Payment Success",
            "Update Order History",
            "Update Data Warehouse",
            "Update Customer Profile",
            "Update Inventory",
            "Ship the Package",
        ])
        .gave("Notify Order Success", json!("Ann"))
        .succeeded(json!("shipped"));
    assert_eq!(
        script.calls("ask")[0],
        json!({
            "QueueUrl": "${SqsQueueUrl}",
            "MessageBody": { "MessageTitle": "An order waits for approval" },
        })
    );
}

#[tokio::test(start_paused = true)]
async fn an_order_is_refused() {
    let script = Script::new([
        ("ask", fails(Refusal::Refused { reason: "too dear".to_owned() })),
        ("publish", sent()),
    ]);
    run(&workflow(&script), &script, order_pipeline::Input {})
        .await
        .passed(["Approve Order Request", "Notify Order Failure"])
        .gave("Notify Order Failure", json!("too dear"))
        .succeeded(json!("refused"));
}

#[tokio::test(start_paused = true)]
async fn nobody_can_be_asked() {
    let script = Script::new([("ask", Reply::Panics), ("publish", sent())]);
    run(&workflow(&script), &script, order_pipeline::Input {})
        .await
        .passed(["Approve Order Request", "Notify Order Failure"])
        .gave("Notify Order Failure", json!("Panic"))
        .succeeded(json!("refused"));
}

#[tokio::test(start_paused = true)]
async fn a_payment_is_not_made() {
    let script = Script::new([
        ("ask", gives(json!({ "by": "Ann" }))),
        ("publish", sent()),
        ("ask", fails(Refusal::Refused { reason: "no money".to_owned() })),
        ("publish", sent()),
    ]);
    run(&workflow(&script), &script, order_pipeline::Input {})
        .await
        .passed([
            "Approve Order Request",
            "Notify Order Success",
            "Process Payment",
            "Notify Payment Failure",
        ])
        .succeeded(json!("not paid"));
}

#[test]
fn its_definition() {
    pinned(&order_pipeline::definition(), &expect_file!["order_pipeline.json"]);
}
