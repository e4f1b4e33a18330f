//! A task call in the transition of a task state.

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
    #[task]
    fn begin(order: Order) -> Transition<u32> {
        let one = till.refund(&order)?;
        end(order, one)
    }

    #[task]
    fn end(order: Order, cents: u32) -> Transition<u32> {
        match till.charge(&order, cents) {
            Ok(_) => succeed(till.refund(&order)),
            Err(error) => fail(error),
        }
    }
}

fn main() {}
