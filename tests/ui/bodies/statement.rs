//! A statement that is no transition.

use workflow_runtime::prelude::*;

#[workflow]
pub mod sale {
    use super::*;

    #[start]
    #[pass]
    fn begin(id: u32) -> Transition<u32> {
        println!("{id}");
        succeed(id)
    }
}

fn main() {}
