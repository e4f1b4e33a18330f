//! A list of an unknown type as a parameter, of the first state and of another.

use workflow_runtime::prelude::*;

#[derive(Clone, Debug, Serialize, Deserialize, Data)]
pub struct Order {
    pub id: u32,
}

#[workflow]
pub mod sale {
    use super::*;

    #[start]
    #[pass]
    fn begin(id: u32, lines: Vec<Lime>) -> Transition<u32> {
        count(vec![Order { id }], None)
    }

    #[pass]
    fn count(orders: Vec<Ordr>, last: Option<Vec<Order>>) -> Transition<u32> {
        succeed(1)
    }
}

fn main() {}
