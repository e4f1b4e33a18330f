//! A state that nothing leads to, with an output of its own.

use workflow_runtime::prelude::*;

#[derive(Clone, Debug, Serialize, Deserialize, Data)]
pub struct Order {
    pub id: u32,
    pub paid: bool,
}

#[derive(Debug, thiserror::Error, Serialize, Deserialize, TaskError)]
#[error("closed")]
pub struct Closed;

#[tasks]
pub trait Till {
    async fn charge(&self, order: &Order) -> Result<u32, Closed>;
    async fn mail(&self, order: &Order) -> Result<(), Closed>;
}

#[workflow(tasks(till(Till)))]
pub mod sale {
    use super::*;

    #[start]
    #[task]
    fn begin(order: Order) -> Transition<u32> {
        let cents = till.charge(&order)?;
        succeed(cents)
    }

    #[pass]
    fn later(order: Order) -> Transition<bool> {
        succeed(order.paid)
    }
}

fn main() {}
