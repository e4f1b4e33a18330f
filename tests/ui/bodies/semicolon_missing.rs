//! A module that rustc cannot read.

use workflow_runtime::prelude::*;

#[workflow]
pub mod sale {
    use super::*;

    #[start]
    #[wait]
    fn begin(id: u32) -> Transition<u32> {
        wait(seconds(1))
        succeed(id)
    }
}

fn main() {}
