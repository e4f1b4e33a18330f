//! A field of a type without `Data`.

use workflow_runtime::prelude::*;

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Order {
    pub id: u32,
    pub paid: bool,
}

#[workflow]
pub mod sale {
    use super::*;

    #[start]
    #[choice]
    fn begin(order: Order) -> Transition<u32> {
        if order.paid { succeed(order.id) } else { succeed(0) }
    }
}

fn main() {}
