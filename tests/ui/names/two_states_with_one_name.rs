//! Two states with one ASL name.

use workflow_runtime::prelude::*;

#[workflow]
pub mod sale {
    use super::*;

    #[start]
    #[pass]
    fn begin(id: u32) -> Transition<u32> {
        end(id)
    }

    #[succeed(name = "Begin")]
    fn end(id: u32) -> Transition<u32> {
        succeed(id)
    }
}

fn main() {}
