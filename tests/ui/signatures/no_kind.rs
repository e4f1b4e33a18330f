//! A state without a kind.

use workflow_runtime::prelude::*;

#[workflow]
pub mod sale {
    use super::*;

    #[start]
    fn begin(id: u32) -> Transition<u32> {
        succeed(id)
    }
}

fn main() {}
