//! A method that does not exist.

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
    #[pass]
    fn begin(order: Order) -> Transition<u32> {
        pack(order, order.weight())
    }

    #[pass]
    fn pack(order: Order, weight: u32) -> Transition<u32> {
        succeed(order.id + weight)
    }
}

fn main() {}
