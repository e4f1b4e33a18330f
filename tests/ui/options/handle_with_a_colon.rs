//! A handle that is written as a field is.

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

#[workflow(tasks(till: Till))]
pub mod sale {
    use super::*;

    #[start]
    #[task]
    fn begin(id: u32) -> Transition<u32> {
        let cents = till.charge(id)?;
        succeed(cents)
    }
}

pub struct Shop;

impl Till for Shop {
    async fn charge(&self, id: u32) -> Result<u32, TillError> {
        Ok(id)
    }
}

fn main() {
    let _ = sale::Workflow { till: Shop };
}
