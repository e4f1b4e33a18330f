//! A parameter of any type.

use workflow_runtime::prelude::*;

#[workflow]
pub mod sale {
    use super::*;

    #[start]
    #[pass]
    fn begin(id: impl Into<u32>) -> Transition<u32> {
        succeed(id)
    }
}

fn main() {}
