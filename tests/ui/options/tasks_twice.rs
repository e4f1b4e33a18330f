//! Two lists of task traits.

use workflow_runtime::prelude::*;

#[derive(Debug, thiserror::Error, Serialize, Deserialize, TaskError)]
#[error("out of order")]
pub struct OutOfOrder;

#[tasks]
pub trait Till {
    async fn charge(&self, id: u32) -> Result<u32, OutOfOrder>;
}

#[tasks]
pub trait Stock {
    async fn take(&self, id: u32) -> Result<u32, OutOfOrder>;
}

#[workflow(tasks(till(Till)), tasks(stock(Stock)))]
pub mod sale {
    use super::*;

    #[start]
    #[task]
    fn begin(id: u32) -> Transition<u32> {
        let paid = stock.take(id)?;
        succeed(paid)
    }
}

fn main() {}
