//! A trait that `#[tasks]` has not seen.

use workflow_runtime::prelude::*;

#[derive(Clone, Debug, Serialize, Deserialize, Data)]
pub struct Order {
    pub id: u32,
    pub paid: bool,
}

#[derive(Debug, thiserror::Error, Serialize, Deserialize, TaskError)]
pub enum TillError {
    #[error("busy")]
    Busy,
    #[error("declined: {reason}")]
    Declined { reason: String },
}

pub trait Till: Send + Sync + 'static {
    fn refund(&self, order: &Order) -> impl Future<Output = Result<u32, TillError>> + Send;
}

#[workflow(tasks(till(Till)))]
pub mod sale {
    use super::*;

    #[start]
    #[task]
    fn begin(order: Order) -> Transition<u32> {
        let cents = till.refund(&order)?;
        succeed(cents)
    }
}

fn main() {}
