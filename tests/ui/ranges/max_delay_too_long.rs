//! A greatest delay that is longer than ASL allows.

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

#[tasks]
pub trait Till {
    async fn charge(&self, order: &Order, cents: u32) -> Result<u32, TillError>;
    async fn refund(&self, order: &Order) -> Result<u32, TillError>;
}

#[workflow(tasks(till(Till)))]
pub mod sale {
    use super::*;

    #[start]
    #[task(retry(on(any), max_delay(days(400))))]
    fn begin(order: Order) -> Transition<u32> {
        let cents = till.refund(&order)?;
        succeed(cents)
    }
}

fn main() {}
