//! A transition that goes back instead of to the end: the end is told of, and not that the others never come to one.

use workflow_runtime::prelude::*;

#[workflow]
pub mod pages {
    use super::*;

    #[start]
    #[pass]
    fn begin(page: u32) -> Transition<u32> {
        read(page)
    }

    #[choice]
    fn read(page: u32) -> Transition<u32> {
        if page == 10 { begin(page) } else { read(page + 1) }
    }

    #[succeed]
    fn end(page: u32) -> Transition<u32> {
        succeed(page)
    }
}

fn main() {}
