//! A nested workflow that is not declared.

use workflow_runtime::prelude::*;

#[workflow]
pub mod billing {
    use super::*;

    #[start]
    #[pass]
    fn begin(id: u32) -> Transition<u32> {
        succeed(id)
    }
}

#[workflow]
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
