//! A list is not matched.

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
    #[choice]
    fn begin(order: Order) -> Transition<u32> {
        match order.lines.as_slice() {
            [] => succeed(0),
            [first, ..] => next(order, *first),
        }
    }

    #[pass]
    fn next(order: Order, first: u32) -> Transition<u32> {
        succeed(match order.lines.as_slice() {
            [_, second] => *second,
            _ => first,
        })
    }
}

fn main() {}
