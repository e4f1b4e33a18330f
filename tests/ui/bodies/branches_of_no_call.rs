//! Branches that are given in a tuple, and as a function.

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
    #[parallel]
    fn begin(order: Order) -> Transition<u32> {
        let (cents, ()) = parallel((till.charge(&order), till.mail(&order)))?;
        each(vec![order], cents)
    }

    #[map]
    fn each(orders: Vec<Order>, cents: u32) -> Transition<u32> {
        let all = map(orders, pack)?;
        succeed(cents)
    }

    #[pass]
    fn pack(order: Order) -> Transition<u32> {
        succeed(order.id)
    }
}

fn main() {}
