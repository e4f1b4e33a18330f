//! A state called by a path.

use workflow_runtime::prelude::*;

#[workflow]
pub mod sale {
    use super::*;

    #[start]
    #[pass]
    fn begin(id: u32) -> Transition<u32> {
        self::end(id)
    }

    #[pass]
    fn end(id: u32) -> Transition<u32> {
        succeed(id)
    }
}

fn main() {}
