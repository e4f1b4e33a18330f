//! A transition to nothing.

use workflow_runtime::prelude::*;

#[workflow]
pub mod sale {
    use super::*;

    #[start]
    #[pass]
    fn begin(id: u32) -> Transition {
        succeed(id)
    }
}

fn main() {}
