//! A parameter that derives nothing.

use workflow_runtime::prelude::*;

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
