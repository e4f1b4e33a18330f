//! A batch job whose end is made known, well or badly: error notification, a service that is awaited (`.sync`).

use std::sync::Arc;

use expect_test::expect_file;
use serde_json::json;
use workflow_runtime::TaskSet;
use workflow_runtime::prelude::*;

use super::harness::{Reply, Script, fails, gives, pinned, run};

/// What to run, as AWS Batch takes it.
#[derive(Clone, Debug, Serialize, Deserialize, Data)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct Job {
    job_name: String,
    job_queue: String,
    job_definition: String,
}

/// A job that ran.
#[derive(Clone, Debug, Serialize, Deserialize, Data)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct JobDone {
    job_id: String,
}

/// A message to a topic.
#[derive(Clone, Debug, Serialize, Deserialize, Data)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct Message {
    message: String,
    topic_arn: String,
}

/// A message that was sent.
#[derive(Clone, Debug, Serialize, Deserialize, Data)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct Sent {
    message_id: String,
}

/// AWS Batch refuses.
#[derive(Debug, thiserror::Error, Serialize, Deserialize, TaskError)]
#[error("the service refuses")]
#[error_name = "Batch.AWSBatchException"]
pub(crate) struct BatchError {}

/// The topic refuses.
#[derive(Debug, thiserror::Error, Serialize, Deserialize, TaskError)]
#[error("the topic refuses")]
#[error_name = "SNS.AmazonSNSException"]
pub(crate) struct TopicError {}

/// Runs jobs.
#[tasks]
pub(crate) trait Batch {
    /// Runs a job to its end.
    #[resource("arn:aws:states:::batch:submitJob.sync")]
    async fn submit_job(&self, job: &Job) -> Result<JobDone, BatchError>;
}

/// Tells people.
#[tasks]
pub(crate) trait Topic {
    /// Sends a message to all who listen.
    #[resource("arn:aws:states:::sns:publish")]
    async fn publish(&self, message: &Message) -> Result<Sent, TopicError>;
}

/// Tells on a topic how a batch job ended.
#[workflow(tasks(batch(Batch), topic(Topic)), timeout(hours(1)))]
pub(crate) mod batch_job {
    use super::*;

    const TOPIC: &str = "${TopicArn}";

    #[start]
    #[task(
        name = "Submit Batch Job",
        retry(on(any), interval(seconds(30)), max_attempts = 2, backoff_rate = 1.5)
    )]
    fn submit_batch_job() -> Transition<Sent> {
        match batch.submit_job(&Job {
            job_name: "BatchJobNotification",
            job_queue: "${JobQueueArn}",
            job_definition: "${JobDefinitionArn}",
        }) {
            Ok(_) => notify_success(),
            Err(_) => notify_failure(),
        }
    }

    #[task(name = "Notify Success")]
    fn notify_success() -> Transition<Sent> {
        let sent =
            topic.publish(&Message { message: "The batch job succeeded", topic_arn: TOPIC.to_owned() })?;
        succeed(sent)
    }

    #[task(name = "Notify Failure")]
    fn notify_failure() -> Transition<Sent> {
        let sent =
            topic.publish(&Message { message: "The batch job failed", topic_arn: TOPIC.to_owned() })?;
        succeed(sent)
    }
}

impl Batch for Script {
    async fn submit_job(&self, job: &Job) -> Result<JobDone, BatchError> {
        self.play("submit_job", job).await
    }
}

impl Topic for Script {
    async fn publish(&self, message: &Message) -> Result<Sent, TopicError> {
        self.play("publish", message).await
    }
}

fn workflow(script: &Arc<Script>) -> batch_job::Workflow<Arc<Script>, Arc<Script>> {
    script.serve(
        |_| TaskSet::new(),
        &[
            ("arn:aws:states:::batch:submitJob.sync", "submit_job"),
            ("arn:aws:states:::sns:publish", "publish"),
        ],
    );
    batch_job::Workflow { batch: script.clone(), topic: script.clone() }
}

#[tokio::test(start_paused = true)]
async fn a_job_that_ends_well_is_announced() {
    let script = Script::new([
        ("submit_job", gives(json!({ "JobId": "j-1" }))),
        ("publish", gives(json!({ "MessageId": "m-1" }))),
    ]);
    run(&workflow(&script), &script, batch_job::Input {})
        .await
        .passed(["Submit Batch Job", "Notify Success"])
        .succeeded(json!({ "MessageId": "m-1" }));
    let job = json!({
        "JobName": "BatchJobNotification",
        "JobQueue": "${JobQueueArn}",
        "JobDefinition": "${JobDefinitionArn}",
    });
    assert_eq!(script.calls("submit_job"), [job]);
    assert_eq!(
        script.calls("publish"),
        [json!({ "Message": "The batch job succeeded", "TopicArn": "${TopicArn}" })]
    );
}

#[tokio::test(start_paused = true)]
async fn a_job_is_tried_three_times_and_then_its_failure_is_announced() {
    let script = Script::new([
        ("submit_job", fails(BatchError {})),
        ("submit_job", Reply::Panics),
        ("submit_job", fails(BatchError {})),
        ("publish", gives(json!({ "MessageId": "m-1" }))),
    ]);
    run(&workflow(&script), &script, batch_job::Input {})
        .await
        .passed(["Submit Batch Job", "Notify Failure"])
        .succeeded(json!({ "MessageId": "m-1" }));
    assert_eq!(
        script.calls("publish"),
        [json!({ "Message": "The batch job failed", "TopicArn": "${TopicArn}" })]
    );
}

#[tokio::test(start_paused = true)]
async fn a_topic_that_refuses_fails_the_workflow() {
    let script =
        Script::new([("submit_job", gives(json!({ "JobId": "j-1" }))), ("publish", fails(TopicError {}))]);
    run(&workflow(&script), &script, batch_job::Input {})
        .await
        .passed(["Submit Batch Job", "Notify Success"])
        .failed("SNS.AmazonSNSException", json!({}));
}

#[test]
fn its_definition() {
    pinned(&batch_job::definition(), &expect_file!["batch_job.json"]);
}
