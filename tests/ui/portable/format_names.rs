//! Names in the text of a `format!` that are not known.

use workflow_runtime::prelude::*;

#[derive(Clone, Debug, Serialize, Deserialize, Data)]
pub struct Order {
    pub id: u32,
    pub customer: String,
}

#[workflow]
pub mod sale {
    use super::*;

    #[start]
    #[pass]
    fn begin(order: Order) -> Transition<String> {
        succeed(format!("{}: {oder}", order.id))
    }
}

#[portable]
fn greeting(customer: &str) -> String {
    format!("Dear {costumer}")
}

fn main() {}
