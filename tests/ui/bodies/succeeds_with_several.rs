//! No value and two where one stands.

use workflow_runtime::prelude::*;

#[workflow]
pub mod sale {
    use super::*;

    #[start]
    #[choice]
    fn begin(id: u32, count: u32) -> Transition<u32> {
        if id > 3 { succeed() } else { succeed(id, count) }
    }
}

fn main() {}
