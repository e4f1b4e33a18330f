//! Arithmetic on durations that are computed.

use workflow_runtime::prelude::*;

#[workflow]
pub mod reminder {
    use super::*;

    #[start]
    #[wait]
    fn pause(hours_left: u64) -> Transition<()> {
        // A constant is one.
        wait(hours(1) + minutes(30));
        longer(hours_left)
    }

    #[wait]
    fn longer(hours_left: u64) -> Transition<()> {
        wait(hours(hours_left) + minutes(30));
        succeed(())
    }
}

fn main() {}
