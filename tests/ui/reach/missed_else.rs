//! A choice without the `else` that would lead to a state.

use workflow_runtime::prelude::*;

#[workflow]
pub mod sale {
    use super::*;

    #[start]
    #[choice]
    fn begin(paid: bool, cents: u32) -> Transition<u32> {
        if paid {
            succeed(cents)
        }
    }

    #[pass]
    fn remind(cents: u32) -> Transition<u32> {
        succeed(cents)
    }
}

fn main() {}
