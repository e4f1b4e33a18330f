//! A function that is no state.

use workflow_runtime::prelude::*;

#[workflow]
pub mod sale {
    use super::*;

    #[start]
    #[pass]
    fn begin(id: u32) -> Transition<u32> {
        succeed(double(id))
    }

    fn double(id: u32) -> u32 {
        id * 2
    }
}

fn main() {}
