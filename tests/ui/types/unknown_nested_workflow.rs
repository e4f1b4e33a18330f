//! A nested workflow that there is not.

use workflow_runtime::prelude::*;

#[workflow(workflows(billing(crate::biling)))]
pub mod sale {
    use super::*;

    #[start]
    #[task]
    fn begin(id: u32) -> Transition<u32> {
        let id = billing.run(id)?;
        succeed(id)
    }
}

fn main() {}
