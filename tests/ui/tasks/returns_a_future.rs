//! Tasks that return futures.

use workflow_runtime::prelude::*;

#[derive(Debug, thiserror::Error, Serialize, Deserialize, TaskError)]
#[error("out of order")]
pub struct OutOfOrder;

#[tasks]
pub trait Till {
    fn charge(&self, id: u32) -> impl Future<Output = Result<u32, OutOfOrder>> + Send;
    fn refund(&self, id: u32) -> Pin<Box<dyn Future<Output = Result<u32, OutOfOrder>> + Send>>;
}

#[workflow(tasks(till(Till)))]
pub mod sale {
    use super::*;

    #[start]
    #[task]
    fn begin(id: u32) -> Transition<u32> {
        let paid = till.charge(id)?;
        back(paid)
    }

    #[task]
    fn back(id: u32) -> Transition<u32> {
        let paid = till.refund(id)?;
        succeed(paid)
    }
}

fn main() {}
