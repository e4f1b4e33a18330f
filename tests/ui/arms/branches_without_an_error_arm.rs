//! Arms on branches that speak of success alone, which leaves a state unreached too.

use workflow_runtime::prelude::*;

#[workflow]
pub mod sale {
    use super::*;

    #[start]
    #[parallel]
    fn begin(id: u32) -> Transition<u32> {
        match parallel(count(id), count_again(id)) {
            Ok((one, other)) => succeed(one + other),
        }
    }

    #[succeed]
    fn count(id: u32) -> Transition<u32> {
        succeed(id)
    }

    #[succeed]
    fn count_again(id: u32) -> Transition<u32> {
        succeed(id)
    }

    #[succeed]
    fn nothing() -> Transition<u32> {
        succeed(0)
    }
}

fn main() {}
