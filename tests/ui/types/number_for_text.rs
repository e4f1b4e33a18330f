//! A number where a text is wanted.

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
        label(order.id)
    }

    #[pass]
    fn label(text: String) -> Transition<u32> {
        succeed(if text == "a" { 1 } else { 2 })
    }
}

fn main() {}
