//! The start state is used as a branch.

use workflow_runtime::prelude::*;

#[workflow]
pub mod sale {
    use super::*;

    #[start]
    #[pass]
    fn begin(id: u32) -> Transition<u32> {
        both(id)
    }

    #[parallel]
    fn both(id: u32) -> Transition<u32> {
        let (first, _) = parallel(begin(id), one(id))?;
        succeed(first)
    }

    #[pass]
    fn one(id: u32) -> Transition<u32> {
        succeed(id)
    }
}

fn main() {}
