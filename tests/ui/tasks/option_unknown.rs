//! An unknown option of a task.

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
    #[task(retry_on(any))]
    async fn charge(&self, id: u32) -> Result<u32, TillError>;
}

fn main() {}
