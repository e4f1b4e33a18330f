//! A generic state.

use workflow_runtime::prelude::*;

#[workflow]
pub mod sale {
    use super::*;

    #[start]
    #[pass]
    fn begin<T>(id: u32) -> Transition<u32> {
        succeed(id)
    }
}

fn main() {}
