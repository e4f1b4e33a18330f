//! Places in the text of a `format!` that are more than a name, and a `format!` without its text.

use workflow_runtime::prelude::*;

#[derive(Clone, Debug, Serialize, Deserialize, Data)]
pub struct Order {
    pub id: u32,
    pub customer: String,
}

#[workflow]
pub mod letter {
    use super::*;

    #[start]
    #[pass]
    fn begin(order: Order) -> Transition<String> {
        next(format!("Dear {order.customer}"), format!(order.customer))
    }

    #[pass]
    fn next(text: String, name: String) -> Transition<String> {
        succeed(format!("{text} {name:?}"))
    }
}

fn main() {}
