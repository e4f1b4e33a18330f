//! A state named like a generated function.

use workflow_runtime::prelude::*;

#[workflow]
pub mod sale {
    use super::*;

    #[start]
    #[pass]
    fn definition(id: u32) -> Transition<u32> {
        succeed(id)
    }
}

fn main() {}
