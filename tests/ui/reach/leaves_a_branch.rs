//! A branch goes on with a state of the workflow around it.

use workflow_runtime::prelude::*;

#[workflow]
pub mod sale {
    use super::*;

    #[start]
    #[parallel]
    fn begin(id: u32) -> Transition<u32> {
        let (one, two) = parallel(left(id), right(id))?;
        end(one + two)
    }

    #[pass]
    fn left(id: u32) -> Transition<u32> {
        end(id)
    }

    #[pass]
    fn right(id: u32) -> Transition<u32> {
        succeed(id)
    }

    #[succeed]
    fn end(sum: u32) -> Transition<u32> {
        succeed(sum)
    }
}

fn main() {}
