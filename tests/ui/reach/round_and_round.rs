//! Four states that lead to nothing but each other: the first is told of.

use workflow_runtime::prelude::*;

#[workflow]
pub mod sale {
    use super::*;

    #[start]
    #[choice]
    fn begin(id: u32) -> Transition<u32> {
        if id == 0 { succeed(id) } else { prepare(id) }
    }

    #[pass]
    fn write(id: u32) -> Transition<u32> {
        advance(id)
    }

    #[pass]
    fn prepare(id: u32) -> Transition<u32> {
        read(id)
    }

    #[pass]
    fn read(id: u32) -> Transition<u32> {
        write(id)
    }

    #[pass]
    fn advance(id: u32) -> Transition<u32> {
        read(id)
    }
}

fn main() {}
