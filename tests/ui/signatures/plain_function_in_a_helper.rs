//! A helper calls a function that is none.

use workflow_runtime::prelude::*;

#[workflow]
pub mod sale {
    use super::*;

    #[start]
    #[succeed]
    fn begin(id: u32) -> Transition<u32> {
        succeed(next(id))
    }

    #[portable]
    fn next(id: u32) -> u32 {
        doubled(id) + 1
    }

    fn doubled(id: u32) -> u32 {
        id * 2
    }
}

fn main() {}
