//! `fail` of something that is no error.

use workflow_runtime::prelude::*;

#[workflow]
pub mod sale {
    use super::*;

    #[start]
    #[fail]
    fn begin(reason: String) -> Transition<u32> {
        fail(reason)
    }
}

fn main() {}
