//! A policy of a generic task.

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
    #[task(retry(on(any)))]
    async fn charge<E: TaskError>(&self, id: u32) -> Result<u32, E>;
}

fn main() {}
