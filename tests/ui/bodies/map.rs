//! A map whose branch is no closure.

use workflow_runtime::prelude::*;

#[workflow]
pub mod sale {
    use super::*;

    #[start]
    #[map]
    fn begin(ids: Vec<u32>) -> Transition<Vec<u32>> {
        let ids = map(ids, one)?;
        succeed(ids)
    }

    #[pass]
    fn one(id: u32) -> Transition<u32> {
        succeed(id)
    }
}

fn main() {}
