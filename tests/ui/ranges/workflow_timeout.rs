//! A timeout of no time for the whole workflow.

use workflow_runtime::prelude::*;

#[workflow(timeout(seconds(0)))]
pub mod sale {
    use super::*;

    #[start]
    #[pass]
    fn begin(id: u32) -> Transition<u32> {
        succeed(id)
    }
}

fn main() {}
