//! Items inside of states.

use workflow_runtime::prelude::*;

#[workflow]
pub mod sale {
    use super::*;

    #[start]
    #[pass]
    fn begin(id: u32) -> Transition<u32> {
        const FEE: u32 = 4;
        decide(id + FEE)
    }

    #[choice]
    fn decide(id: u32) -> Transition<u32> {
        use std::cmp::max;
        if id > 4 { succeed(max(id, 7)) } else { succeed(id) }
    }
}

fn main() {}
