//! A task that is there at times alone.

use workflow_runtime::prelude::*;

#[derive(Debug, thiserror::Error, Serialize, Deserialize, TaskError)]
#[error("out of order")]
pub struct OutOfOrder;

#[tasks]
pub trait Till {
    async fn charge(&self, id: u32) -> Result<u32, OutOfOrder>;
    #[cfg(test)]
    async fn refund(&self, id: u32) -> Result<u32, OutOfOrder>;
}

#[workflow(tasks(till(Till)))]
pub mod sale {
    use super::*;

    #[start]
    #[task]
    fn begin(id: u32) -> Transition<u32> {
        let paid = till.charge(id)?;
        succeed(paid)
    }
}

fn main() {}
