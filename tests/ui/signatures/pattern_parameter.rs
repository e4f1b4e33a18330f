//! A parameter that is a pattern.

use workflow_runtime::prelude::*;

#[workflow]
pub mod sale {
    use super::*;

    #[start]
    #[pass]
    fn begin((id, _): (u32, u32)) -> Transition<u32> {
        succeed(id)
    }
}

fn main() {}
