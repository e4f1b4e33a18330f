//! A wait for a number.

use workflow_runtime::prelude::*;

#[workflow]
pub mod sale {
    use super::*;

    #[start]
    #[wait]
    fn begin(id: u32) -> Transition<u32> {
        wait(id);
        succeed(id)
    }
}

fn main() {}
