//! A wait state that does not wait.

use workflow_runtime::prelude::*;

#[workflow]
pub mod sale {
    use super::*;

    #[start]
    #[wait]
    fn begin(id: u32) -> Transition<u32> {
        succeed(id)
    }
}

fn main() {}
