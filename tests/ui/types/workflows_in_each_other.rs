//! Two workflows, each nested in the other.

use workflow_runtime::prelude::*;

#[workflow(workflows(refunds(crate::refund)))]
pub mod sale {
    use super::*;

    #[start]
    #[task]
    fn begin(id: u32) -> Transition<u32> {
        let id = refunds.run(id)?;
        succeed(id)
    }
}

#[workflow(workflows(sales(crate::sale)))]
pub mod refund {
    use super::*;

    #[start]
    #[task]
    fn begin(id: u32) -> Transition<u32> {
        let id = sales.run(id)?;
        succeed(id)
    }
}

fn main() {}
