//! Mistakes in two states are reported together.

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
        pack(order, 7)
    }

    #[pass]
    fn pack(order: Order) -> Transition<u32> {
        succeed(order.idd)
    }
}

fn main() {}
