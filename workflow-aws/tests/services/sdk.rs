//! A call of a service that no trait is ready for: a trait of one's own, over `aws-sdk`.

use std::sync::Arc;

use serde_json::json;
use workflow_runtime::prelude::*;

use crate::stage::{ANY_ROLE, Nobody, client, here, stage, there};

/// Which queue.
#[derive(Clone, Debug, Serialize, Deserialize, Data)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct GetQueueUrl {
    queue_name: String,
}

/// Where it is.
#[derive(Clone, Debug, Serialize, Deserialize, Data)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct QueueUrl {
    queue_url: String,
}

/// There is none.
#[derive(Clone, Debug, Serialize, Deserialize, TaskError)]
#[error_name = "Sqs.SqsException"]
pub(crate) struct NoQueue {}

/// Finds queues.
#[tasks]
pub(crate) trait Queues {
    /// Finds one by its name.
    #[resource("arn:aws:states:::aws-sdk:sqs:getQueueUrl")]
    async fn get_queue_url(&self, queue: &GetQueueUrl) -> Result<QueueUrl, NoQueue>;
}

impl Queues for aws_sdk_sqs::Client {
    async fn get_queue_url(&self, queue: &GetQueueUrl) -> Result<QueueUrl, NoQueue> {
        let found = Box::pin(self.get_queue_url().queue_name(&queue.queue_name).send()).await;
        let found = found.map_err(|_| NoQueue {})?;
        Ok(QueueUrl { queue_url: found.queue_url.expect("it has one") })
    }
}

/// Finds a queue.
#[workflow(tasks(queues(Queues)))]
pub(crate) mod find {
    use super::*;

    /// By its name.
    #[start]
    #[task]
    fn ask(queue_name: String) -> Transition<String> {
        let found = queues.get_queue_url(&GetQueueUrl { queue_name })?;
        succeed(found.queue_url)
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn any_call_is_a_task() {
    let Some(stage) = stage("any_call_is_a_task") else { return };
    let sqs = client!(aws_sdk_sqs, stage.services.url());
    let url = sqs.create_queue().queue_name("found").send().await.expect("a queue is made").queue_url;
    let native = here(&find::Workflow { queues: sqs }, "found".to_owned()).await;
    assert_eq!(native, Ok(json!(url)));
    let foreign = there::<find::Workflow>(stage, ANY_ROLE, json!("found"), &[], Arc::new(Nobody));
    assert_eq!(foreign, native);
}
