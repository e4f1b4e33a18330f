//! Kinds that are spelt otherwise.

use workflow_runtime::prelude::*;

#[workflow]
pub mod sale {
    use super::*;

    #[start]
    #[waits]
    fn begin(id: u32) -> Transition<u32> {
        wait(minutes(1));
        decide(id)
    }

    #[choise]
    fn decide(id: u32) -> Transition<u32> {
        if is_large(id) { succeed(id) } else { begin(id) }
    }

    #[portabel]
    fn is_large(id: u32) -> bool {
        id > 3
    }
}

fn main() {}
