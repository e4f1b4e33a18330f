//! Waits over a year that are counted from constants; and two that are not.

use std::time::Duration;

use workflow_runtime::prelude::*;

const YEARS: u64 = 2;
const A_WHILE: u64 = 3;

#[workflow]
pub mod sale {
    use super::*;

    #[start]
    #[wait]
    fn begin(id: u32) -> Transition<u32> {
        wait(days(YEARS * 365));
        again(id)
    }

    #[wait]
    fn again(id: u32) -> Transition<u32> {
        wait(Duration::from_secs(60 * (60 * 24) * 366));
        rest(id)
    }

    #[wait]
    fn rest(id: u32) -> Transition<u32> {
        wait(days(A_WHILE + 4));
        end(id)
    }

    #[wait]
    fn end(id: u32) -> Transition<u32> {
        wait(seconds(u64::from(id)));
        succeed(id)
    }
}

fn main() {}
