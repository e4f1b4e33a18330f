//! A resource that is no ARN.

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
    #[resource("sqs:sendMessage")]
    async fn charge(&self, id: u32) -> Result<u32, TillError>;
}

fn main() {}
