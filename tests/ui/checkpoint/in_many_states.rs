//! One type without `Clone`, in three states and an input of several.

use workflow_runtime::prelude::*;

#[derive(Debug, Serialize, Deserialize, Data)]
pub struct Order {
    pub id: u32,
}

#[workflow]
pub mod sale {
    use super::*;

    #[start]
    #[pass]
    fn begin(order: Order, _count: u32) -> Transition<u32> {
        pack(order)
    }

    #[pass]
    fn pack(order: Order) -> Transition<u32> {
        send(order.id, order)
    }

    #[pass]
    fn send(id: u32, order: Order) -> Transition<u32> {
        succeed(id + order.id)
    }
}

fn main() {}
