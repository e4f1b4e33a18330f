//! A state that others go to has no kind.

use workflow_runtime::prelude::*;

#[workflow]
pub mod sale {
    use super::*;

    #[start]
    #[pass]
    fn begin(id: u32) -> Transition<u32> {
        rest(id)
    }

    fn rest(id: u32) -> Transition<u32> {
        wait(hours(1));
        end(id)
    }

    #[succeed]
    fn end(id: u32) -> Transition<u32> {
        succeed(id)
    }
}

fn main() {}
