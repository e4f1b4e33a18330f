//! A kind with a value.

use workflow_runtime::prelude::*;

#[workflow]
pub mod sale {
    use super::*;

    #[start]
    #[pass = "Begin"]
    fn begin(id: u32) -> Transition<u32> {
        succeed(id)
    }
}

fn main() {}
