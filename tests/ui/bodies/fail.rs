//! A fail state that succeeds.

use workflow_runtime::prelude::*;

#[workflow]
pub mod sale {
    use super::*;

    #[start]
    #[fail]
    fn begin(id: u32) -> Transition<u32> {
        succeed(id)
    }
}

fn main() {}
