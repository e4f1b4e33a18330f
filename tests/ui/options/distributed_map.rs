//! An option of a distributed map.

use workflow_runtime::prelude::*;

#[workflow]
pub mod sale {
    use super::*;

    #[start]
    #[map(mode(Distributed), max_concurrency = 4)]
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
