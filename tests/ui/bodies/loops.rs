//! A loop.

use workflow_runtime::prelude::*;

#[workflow]
pub mod sale {
    use super::*;

    #[start]
    #[choice]
    fn begin(id: u32) -> Transition<u32> {
        loop {
            succeed(id)
        }
    }
}

fn main() {}
