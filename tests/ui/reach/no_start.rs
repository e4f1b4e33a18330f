//! A workflow that begins nowhere.

use workflow_runtime::prelude::*;

#[workflow]
pub mod sale {
    use super::*;

    #[pass]
    fn begin(id: u32) -> Transition<u32> {
        succeed(id)
    }
}

fn main() {}
