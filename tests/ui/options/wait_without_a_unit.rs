//! A wait of a number.

use workflow_runtime::prelude::*;

#[workflow()]
pub mod sale {
    use super::*;

    #[start]
    #[wait]
    fn begin(id: u32) -> Transition<u32> {
        wait(86400);
        succeed(id)
    }
}

fn main() {}
