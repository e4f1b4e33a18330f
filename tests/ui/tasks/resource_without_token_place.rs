//! A callback integration that is not told where the token goes.

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
    #[resource("arn:aws:states:::sqs:sendMessage.waitForTaskToken")]
    async fn ask(&self, queue_url: &str, token: TaskToken<u32>) -> Result<(), TillError>;
}

fn main() {}
