//! A missing branch argument.

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
    #[parallel]
    fn begin(order: Order) -> Transition<u32> {
        match parallel(weigh(order), pack(order)) {
            Ok((one, two)) => succeed(one + two),
            Err(error) => fail(error),
        }
    }

    #[pass]
    fn weigh(order: Order, scale: u32) -> Transition<u32> {
        succeed(order.id * scale)
    }

    #[pass]
    fn pack(order: Order) -> Transition<u32> {
        succeed(order.id)
    }
}

fn main() {}
