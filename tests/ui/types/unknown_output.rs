//! An output of a type that there is not.

use workflow_runtime::prelude::*;

#[workflow]
pub mod sale {
    use super::*;

    #[start]
    #[pass]
    fn begin(id: u32) -> Transition<Bool> {
        succeed(id == 0)
    }
}

fn main() {}
