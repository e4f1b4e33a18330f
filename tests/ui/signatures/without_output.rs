//! A state that returns nothing.

use workflow_runtime::prelude::*;

#[workflow]
pub mod sale {
    use super::*;

    #[start]
    #[pass]
    fn begin(id: u32) {
        succeed(id)
    }
}

fn main() {}
