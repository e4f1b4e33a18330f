//! A wait is followed by a transition.

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
    #[wait]
    fn begin(_order: Order) -> Transition<u32> {
        wait(days(1))
    }
}

fn main() {}
