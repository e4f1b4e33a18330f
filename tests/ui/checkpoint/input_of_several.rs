//! A parameter of several that cannot be read back.

use workflow_runtime::prelude::*;

#[derive(Clone, Debug, Serialize)]
pub struct Order {
    pub id: u32,
}

#[workflow]
pub mod sale {
    use super::*;

    #[start]
    #[pass]
    fn begin(_order: Order, count: u32) -> Transition<u32> {
        succeed(count)
    }
}

fn main() {}
