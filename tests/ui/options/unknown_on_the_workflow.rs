//! An unknown option of the workflow.

use workflow_runtime::prelude::*;

#[workflow(task(bank(Bank)))]
pub mod sale {
    use super::*;

    #[start]
    #[pass]
    fn begin(id: u32) -> Transition<u32> {
        succeed(id)
    }
}

fn main() {}
