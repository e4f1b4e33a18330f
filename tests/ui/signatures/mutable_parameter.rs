//! A parameter that can be changed.

use workflow_runtime::prelude::*;

#[workflow]
pub mod sale {
    use super::*;

    #[start]
    #[pass]
    fn begin(mut id: u32) -> Transition<u32> {
        succeed(id)
    }
}

fn main() {}
