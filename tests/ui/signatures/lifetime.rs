//! A state with a lifetime.

use workflow_runtime::prelude::*;

#[workflow]
pub mod sale {
    use super::*;

    #[start]
    #[pass]
    fn begin<'a>(id: &'a u32) -> Transition<u32> {
        succeed(id)
    }
}

fn main() {}
