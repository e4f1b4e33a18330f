//! `#[tasks]` has no options.

use workflow_runtime::prelude::*;

#[derive(Debug, thiserror::Error, Serialize, Deserialize, TaskError)]
pub enum TillError {
    #[error("busy")]
    Busy,
    #[error("declined: {reason}")]
    Declined { reason: String },
}

#[tasks(bank)]
pub trait Till {
    async fn charge(&self, id: u32) -> Result<u32, TillError>;
}

fn main() {}
