//! A wait that is awaited, bound, or followed by another.

use workflow_runtime::prelude::*;

#[workflow]
pub mod sale {
    use super::*;

    #[start]
    #[wait]
    fn awaited(id: u32) -> Transition<u32> {
        wait(days(3)).await;
        succeed(id)
    }

    #[wait]
    fn bound(id: u32) -> Transition<u32> {
        let _ = wait(days(3));
        succeed(id)
    }

    #[wait]
    fn twice(id: u32) -> Transition<u32> {
        wait(days(3));
        wait(hours(1));
        succeed(id)
    }
}

fn main() {}
