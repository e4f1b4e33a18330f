//! A choice with one way to go.

use workflow_runtime::prelude::*;

#[derive(Clone, Debug, Serialize, Deserialize, Data)]
pub struct Order {
    pub id: u32,
}

#[workflow]
pub mod sale {
    use super::*;

    #[start]
    #[choice]
    fn begin(order: Order) -> Transition<u32> {
        match order {
            Order { id } => succeed(id),
        }
    }
}

fn main() {}
