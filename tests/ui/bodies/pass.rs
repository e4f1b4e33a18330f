//! A pass state that decides.

use workflow_runtime::prelude::*;

#[workflow]
pub mod sale {
    use super::*;

    #[start]
    #[pass]
    fn begin(id: u32) -> Transition<u32> {
        if id > 7 { succeed(id) } else { succeed(0) }
    }
}

fn main() {}
