//! A map hands its branch something else than an item.

use workflow_runtime::prelude::*;

#[derive(Clone, Debug, Serialize, Deserialize, Data)]
pub struct Order {
    pub id: u32,
    pub paid: bool,
}

#[workflow]
pub mod sale {
    use super::*;

    #[start]
    #[map]
    fn begin(orders: Vec<Order>) -> Transition<Vec<u32>> {
        match map(orders, |order| pack(order.id)) {
            Ok(ids) => succeed(ids),
            Err(error) => fail(error),
        }
    }

    #[pass]
    fn pack(order: Order) -> Transition<u32> {
        succeed(order.id)
    }
}

fn main() {}
