//! A name that is not a string literal.

use workflow_runtime::prelude::*;

#[workflow]
pub mod sale {
    use super::*;

    #[start]
    #[pass(name = Begin)]
    fn begin(id: u32) -> Transition<u32> {
        succeed(id)
    }
}

fn main() {}
