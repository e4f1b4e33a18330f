//! A parameter that cannot be cloned.

use workflow_runtime::prelude::*;

#[derive(Debug, Serialize, Deserialize)]
pub struct Order {
    pub id: u32,
}

#[workflow]
pub mod sale {
    use super::*;

    #[start]
    #[pass]
    fn begin(_order: Order) -> Transition<u32> {
        succeed(1)
    }
}

fn main() {}
