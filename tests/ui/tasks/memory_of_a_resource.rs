//! Memory of tasks that are no functions of the deployment: a service's, and a service's that waits for an answer.

use workflow_runtime::prelude::*;

#[derive(Debug, thiserror::Error, Serialize, Deserialize, TaskError)]
#[error("it does not work")]
pub struct Broken {}

#[derive(Clone, Debug, Serialize, Deserialize, Data)]
pub struct Pages {
    pub queue_url: String,
}

#[tasks]
pub trait Press {
    #[resource("arn:aws:states:::sqs:sendMessage")]
    #[task(memory_mb = 512)]
    async fn print(&self, pages: &Pages) -> Result<u32, Broken>;

    #[task(timeout(seconds(60)), memory_mb = 512)]
    #[resource("arn:aws:states:::sqs:sendMessage.waitForTaskToken", token_at = "MessageBody.TaskToken")]
    async fn ask(&self, pages: &Pages, token: TaskToken<bool>) -> Result<(), Broken>;
}

fn main() {}
