//! A module sees what is around it by its `use`.

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
    #[start]
    #[pass]
    fn begin(order: Order) -> Transition<u32> {
        done(order, Progress { id: 1 })
    }

    #[succeed]
    fn done(order: Order, _progress: Progress) -> Transition<u32> {
        succeed(order.id)
    }
}

#[derive(Clone, Debug, Serialize, Deserialize, Data)]
pub struct Progress {
    pub id: u32,
}

fn main() {}
