//! A task that gives what cannot be written.

use workflow_runtime::prelude::*;

#[derive(Clone, Debug, Data)]
pub struct Receipt {
    pub id: u32,
}

#[derive(Debug, thiserror::Error, Serialize, Deserialize, TaskError)]
pub enum TillError {
    #[error("busy")]
    Busy,
    #[error("declined: {reason}")]
    Declined { reason: String },
}

#[tasks]
pub trait Till {
    async fn charge(&self, id: u32) -> Result<Receipt, TillError>;
}

#[workflow(tasks(till(Till)))]
pub mod sale {
    use super::*;

    #[start]
    #[task]
    fn begin(id: u32) -> Transition<u32> {
        let receipt = till.charge(id)?;
        succeed(receipt.id)
    }
}

fn main() {}
