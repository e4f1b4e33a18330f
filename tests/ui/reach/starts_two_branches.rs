//! One state starts two branches.

use workflow_runtime::prelude::*;

#[workflow]
pub mod sale {
    use super::*;

    #[start]
    #[parallel]
    fn begin(id: u32) -> Transition<u32> {
        let (one, two) = parallel(half(id), half(id))?;
        succeed(one + two)
    }

    #[pass]
    fn half(id: u32) -> Transition<u32> {
        succeed(id)
    }
}

fn main() {}
