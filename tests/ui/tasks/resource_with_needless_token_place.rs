//! An integration that waits for no token is told where one goes.

use workflow_runtime::prelude::*;

#[derive(Debug, thiserror::Error, Serialize, Deserialize, TaskError)]
pub enum TillError {
    #[error("busy")]
    Busy,
    #[error("declined: {reason}")]
    Declined { reason: String },
}

#[tasks]
pub trait Till {
    #[resource("arn:aws:states:::sqs:sendMessage", token_at = "MessageBody.Token")]
    async fn send(&self, queue_url: &str) -> Result<(), TillError>;
}

fn main() {}
