//! A wait of more than a year.

use workflow_runtime::prelude::*;

#[workflow]
pub mod sale {
    use super::*;

    #[start]
    #[wait]
    fn begin(id: u32) -> Transition<u32> {
        wait(days(366));
        succeed(id)
    }
}

fn main() {}
