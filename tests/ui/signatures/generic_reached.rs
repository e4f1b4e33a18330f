//! A generic state that another goes to.

use workflow_runtime::prelude::*;

#[workflow]
pub mod sale {
    use super::*;

    #[start]
    #[pass]
    fn begin(id: u32) -> Transition<u32> {
        end(id)
    }

    #[succeed]
    fn end<T>(id: u32) -> Transition<u32> {
        succeed(id)
    }
}

fn main() {}
