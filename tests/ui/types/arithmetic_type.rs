//! Arithmetic of another type than is wanted.

use workflow_runtime::prelude::*;

#[portable]
fn doubled(id: u32) -> u32 {
    id * 2
}

#[workflow()]
pub mod sale {
    use super::*;

    #[start]
    #[pass]
    fn begin(id: u32) -> Transition<u64> {
        end(id + 1)
    }

    #[pass]
    fn end(id: u64) -> Transition<u64> {
        succeed(doubled(7))
    }
}

fn main() {}
