//! A loop in front of the transition.

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
    async fn charge(&self, id: u32) -> Result<u32, TillError>;
}

#[workflow()]
pub mod sale {
    use super::*;

    #[start]
    #[pass]
    fn begin(ids: Vec<u32>) -> Transition<u32> {
        for id in ids {}
        succeed(1)
    }
}

fn main() {}
