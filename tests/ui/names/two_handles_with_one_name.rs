//! Two handles with one name.

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

#[tasks]
pub trait Other {
    async fn lookup(&self, id: u32) -> Result<u32, TillError>;
}

#[workflow(tasks(till(Till), till(Other)))]
pub mod sale {
    use super::*;

    #[start]
    #[task]
    fn begin(id: u32) -> Transition<u32> {
        let id = till.charge(id)?;
        succeed(id)
    }
}

fn main() {}
