//! A task that is called on what has the name of its handle.

use workflow_runtime::prelude::*;

#[derive(Debug, thiserror::Error, Serialize, Deserialize, TaskError)]
#[error("out of order")]
pub struct OutOfOrder;

#[tasks]
pub trait Till {
    async fn charge(&self, id: u32) -> Result<u32, OutOfOrder>;
}

#[workflow(tasks(till(Till)))]
pub mod sale {
    use super::*;

    #[start]
    #[task]
    fn begin(id: u32) -> Transition<u32> {
        let till = id + 1;
        let paid = till.charge(till)?;
        succeed(paid)
    }
}

fn main() {}
