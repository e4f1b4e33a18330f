//! A nested workflow has one method.

use workflow_runtime::prelude::*;

#[workflow(workflows(billing(crate::billing)))]
pub mod sale {
    use super::*;

    #[start]
    #[task]
    fn begin(id: u32) -> Transition<u32> {
        let id = billing.start(id)?;
        succeed(id)
    }
}

#[workflow]
pub mod billing {
    use super::*;

    #[start]
    #[pass]
    fn begin(id: u32) -> Transition<u32> {
        succeed(id)
    }
}

fn main() {}
