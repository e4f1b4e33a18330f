//! A state that returns its output.

use workflow_runtime::prelude::*;

#[workflow]
pub mod sale {
    use super::*;

    #[start]
    #[pass]
    fn begin(id: u32) -> u32 {
        succeed(id)
    }
}

fn main() {}
