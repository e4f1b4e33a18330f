//! An option of `#[resource]` that is given twice.

use workflow_runtime::prelude::*;

#[derive(Debug, thiserror::Error, Serialize, Deserialize, TaskError)]
#[error("refused")]
pub struct Refused {}

#[tasks]
pub trait Desk {
    #[resource("arn:aws:states:::dynamodb:getItem", attributes_at("Key"), attributes_at("Item"))]
    async fn get(&self, id: u32) -> Result<u32, Refused>;

    #[resource(
        "arn:aws:states:::sqs:sendMessage.waitForTaskToken",
        token_at = "MessageBody.TaskToken",
        token_at = "MessageBody.Token"
    )]
    async fn ask(&self, message: &str, token: TaskToken<bool>) -> Result<(), Refused>;
}

fn main() {}
