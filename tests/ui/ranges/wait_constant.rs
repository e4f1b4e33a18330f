//! A wait of more than a year, in a constant.

use workflow_runtime::prelude::*;

#[workflow]
pub mod sale {
    use super::*;

    const LONG: std::time::Duration = days(366);

    #[start]
    #[wait]
    fn begin(id: u32) -> Transition<u32> {
        wait(LONG);
        succeed(id)
    }
}

fn main() {}
