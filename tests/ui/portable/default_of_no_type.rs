//! A default says of which type it is.

use workflow_runtime::prelude::*;

#[derive(Clone, Debug, Serialize, Deserialize, Data)]
pub struct Order {
    pub id: u32,
    pub name: String,
    pub note: Option<String>,
    pub lines: Vec<u32>,
    pub tags: Vec<String>,
    pub price: f64,
}

#[workflow]
pub mod sale {
    use super::*;

    #[start]
    #[choice]
    fn begin(order: Order) -> Transition<u32> {
        if order.id == 0 {
            lone(order)
        } else {
            rest(order)
        }
    }

    #[pass]
    fn lone(order: Order) -> Transition<u32> {
        done_with_u32(Default::default())
    }

    #[pass]
    fn rest(order: Order) -> Transition<u32> {
        done_with_order(Order { id: 1, ..Default::default() })
    }

    #[succeed]
    fn done_with_u32(_value: u32) -> Transition<u32> {
        succeed(1)
    }

    #[succeed]
    fn done_with_order(_value: Order) -> Transition<u32> {
        succeed(1)
    }
}

fn main() {}
