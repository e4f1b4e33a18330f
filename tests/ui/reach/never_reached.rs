//! A state that no transition leads to.

use workflow_runtime::prelude::*;

#[workflow]
pub mod sale {
    use super::*;

    #[start]
    #[pass]
    fn begin(id: u32) -> Transition<u32> {
        succeed(id)
    }

    #[pass]
    fn refund(id: u32) -> Transition<u32> {
        succeed(id)
    }
}

fn main() {}
