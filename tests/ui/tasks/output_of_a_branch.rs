//! A task that is a branch gives what cannot be written.

use workflow_runtime::prelude::*;

#[derive(Clone, Debug, Data)]
pub struct Receipt {
    pub id: u32,
}

#[derive(Debug, Serialize, Deserialize, TaskError)]
pub enum TillError {
    Busy,
    Declined { reason: String },
}

#[tasks]
pub trait Till {
    async fn charge(&self, id: u32) -> Result<Receipt, TillError>;
    async fn count(&self, id: u32) -> Result<u32, TillError>;
}

#[workflow(tasks(till(Till)))]
pub mod sale {
    use super::*;

    #[start]
    #[parallel]
    fn begin(id: u32) -> Transition<u32> {
        match parallel(till.charge(id), till.count(id)) {
            Ok((receipt, count)) => end(receipt, count),
            Err(error) => fail(error),
        }
    }

    #[succeed]
    fn end(receipt: Receipt, count: u32) -> Transition<u32> {
        succeed(receipt.id + count)
    }
}

fn main() {}
