//! A workflow that nests itself.

use workflow_runtime::prelude::*;

#[workflow(workflows(again(super::sale)))]
pub mod sale {
    use super::*;

    #[start]
    #[task]
    fn begin(id: u32) -> Transition<u32> {
        let id = again.run(id)?;
        succeed(id)
    }
}

fn main() {}
