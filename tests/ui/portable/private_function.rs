//! A portable function of another module that is private there.

use workflow_runtime::prelude::*;

mod prices {
    use workflow_runtime::prelude::*;

    #[portable]
    fn doubled(price: u32) -> u32 {
        price * 2
    }
}

#[workflow]
pub mod sale {
    use super::*;

    #[start]
    #[pass]
    fn begin(price: u32) -> Transition<u32> {
        succeed(prices::doubled(price))
    }
}

fn main() {}
