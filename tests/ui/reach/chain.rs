//! States that are never reached, one behind the other: the first is what has to change.

use workflow_runtime::prelude::*;

#[workflow]
pub mod sale {
    use super::*;

    #[start]
    #[pass]
    fn begin(id: u32) -> Transition<u32> {
        succeed(id)
    }

    #[pass]
    fn forgotten(id: u32) -> Transition<u32> {
        behind(id)
    }

    #[pass]
    fn behind(id: u32) -> Transition<u32> {
        succeed(id)
    }
}

fn main() {}
