//! Two parameters of one name.

use workflow_runtime::prelude::*;

#[workflow]
pub mod sale {
    use super::*;

    #[start]
    #[pass]
    fn begin(id: u32) -> Transition<u32> {
        end(id, id)
    }

    #[pass]
    fn end(id: u32, id: u32) -> Transition<u32> {
        succeed(id)
    }
}

fn main() {}
