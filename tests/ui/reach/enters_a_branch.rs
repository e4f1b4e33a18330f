//! The workflow goes on with a state inside a branch.

use workflow_runtime::prelude::*;

#[workflow]
pub mod sale {
    use super::*;

    #[start]
    #[parallel]
    fn begin(id: u32) -> Transition<u32> {
        let (one, two) = parallel(left(id), right(id))?;
        right(one + two)
    }

    #[pass]
    fn left(id: u32) -> Transition<u32> {
        succeed(id)
    }

    #[pass]
    fn right(id: u32) -> Transition<u32> {
        succeed(id)
    }
}

fn main() {}
