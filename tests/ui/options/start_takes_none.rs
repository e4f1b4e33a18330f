//! An option of `#[start]`.

use workflow_runtime::prelude::*;

#[workflow]
pub mod sale {
    use super::*;

    #[start(name = "Begin")]
    #[pass]
    fn begin(id: u32) -> Transition<u32> {
        succeed(id)
    }
}

fn main() {}
