//! Text where an error stands.

use workflow_runtime::prelude::*;

#[workflow]
pub mod sale {
    use super::*;

    #[start]
    #[choice]
    fn begin(id: u32) -> Transition<u32> {
        if id > 3 { fail("too many") } else { fail(format!("{id}")) }
    }
}

fn main() {}
