//! A map over something that is no list.

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
    fn begin(order: Order) -> Transition<Vec<u32>> {
        match map(order.id, |id| pack(id)) {
            Ok(ids) => succeed(ids),
            Err(error) => fail(error),
        }
    }

    #[pass]
    fn pack(id: u32) -> Transition<u32> {
        succeed(id)
    }
}

fn main() {}
