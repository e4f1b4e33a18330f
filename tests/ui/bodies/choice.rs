//! A choice that decides nothing.

use workflow_runtime::prelude::*;

#[workflow]
pub mod sale {
    use super::*;

    #[start]
    #[choice]
    fn begin(id: u32) -> Transition<u32> {
        succeed(id)
    }
}

fn main() {}
