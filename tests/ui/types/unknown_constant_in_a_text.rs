//! A constant in a text that does not exist.

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

const LIMIT: u32 = 3;

#[workflow]
pub mod sale {
    use super::*;

    #[start]
    #[pass]
    fn begin(order: Order) -> Transition<String> {
        succeed(format!("{LIMT} of {}", order.id.max(LIMIT)))
    }
}

fn main() {}
