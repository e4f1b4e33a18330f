//! A succeed state that goes on.

use workflow_runtime::prelude::*;

#[workflow]
pub mod sale {
    use super::*;

    #[start]
    #[succeed]
    fn begin(id: u32) -> Transition<u32> {
        end(id)
    }

    #[pass]
    fn end(id: u32) -> Transition<u32> {
        succeed(id)
    }
}

fn main() {}
