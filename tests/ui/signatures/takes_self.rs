//! A state that takes `self`.

use workflow_runtime::prelude::*;

#[workflow]
pub mod sale {
    use super::*;

    #[start]
    #[pass]
    fn begin(&self, id: u32) -> Transition<u32> {
        succeed(id)
    }
}

fn main() {}
