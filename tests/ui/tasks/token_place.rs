//! A service that waits for a token is told where the token goes; no other one is.

use workflow_runtime::prelude::*;

#[derive(Debug, thiserror::Error, Serialize, Deserialize, TaskError)]
#[error("refused")]
pub struct Refused {}

#[tasks]
pub trait Desk {
    #[resource("arn:aws:states:::sqs:sendMessage.waitForTaskToken")]
    async fn nowhere(&self, message: &str, token: TaskToken<bool>) -> Result<(), Refused>;

    #[resource("arn:aws:states:::sqs:sendMessage", token_at = "MessageBody.Token")]
    async fn for_nothing(&self, message: &str) -> Result<(), Refused>;

    #[resource("arn:aws:states:::sqs:sendMessage.waitForTaskToken", token_at = "MessageBody.")]
    async fn unnamed(&self, message: &str, token: TaskToken<bool>) -> Result<(), Refused>;
}

fn main() {}
