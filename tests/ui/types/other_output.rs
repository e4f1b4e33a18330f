//! A state with another output than its machine.

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
        end(order)
    }

    #[pass]
    fn end(order: Order) -> Transition<bool> {
        succeed(order.paid)
    }
}

fn main() {}
