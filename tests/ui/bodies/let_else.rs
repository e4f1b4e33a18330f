//! A `let .. else`, in a state that decides nothing and in one that does.

use workflow_runtime::prelude::*;

#[workflow]
pub mod sale {
    use super::*;

    #[start]
    #[pass]
    fn begin(id: Option<u32>) -> Transition<u32> {
        let Some(id) = id else { return succeed(0) };
        decide(Some(id))
    }

    #[choice]
    fn decide(id: Option<u32>) -> Transition<u32> {
        let Some(id) = id else { succeed(0) };
        typed(Some(id))
    }

    #[choice]
    fn typed(id: Option<u32>) -> Transition<u32> {
        let Some(id): Option<u32> = id else { return succeed(0) };
        succeed(id)
    }
}

fn main() {}
