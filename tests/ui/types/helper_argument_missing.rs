//! A helper without its argument.

use workflow_runtime::prelude::*;

#[workflow]
pub mod sale {
    use super::*;

    #[start]
    #[succeed]
    fn begin(id: u64) -> Transition<u64> {
        succeed(doubled() + id)
    }

    #[portable]
    fn doubled(id: u64) -> u64 {
        id * 2
    }
}

fn main() {}
