//! Text has no sum, and a list is no iterator.

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
    #[pass]
    fn begin(order: Order) -> Transition<String> {
        text(order.tags.iter().sum(), order.lines.sum())
    }

    #[pass]
    fn text(text: String, number: u32) -> Transition<String> {
        succeed(format!("{text} {number}"))
    }
}

fn main() {}
