//! A map that runs nothing.

use workflow_runtime::prelude::*;

#[workflow]
pub mod sale {
    use super::*;

    #[start]
    #[map(max_concurrency = 0)]
    fn begin(ids: Vec<u32>) -> Transition<Vec<u32>> {
        let ids = map(ids, |id| one(id))?;
        succeed(ids)
    }

    #[pass]
    fn one(id: u32) -> Transition<u32> {
        succeed(id)
    }
}

fn main() {}
