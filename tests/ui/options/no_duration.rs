//! Durations without a unit.

use workflow_runtime::prelude::*;

#[workflow(timeout("30 days"))]
pub mod sale {
    use super::*;

    #[start]
    #[map(retry(on(any), interval = 2))]
    fn begin(ids: Vec<u32>) -> Transition<Vec<u32>> {
        let ids = map(ids, |id| pack(id))?;
        succeed(ids)
    }

    #[pass]
    fn pack(id: u32) -> Transition<u32> {
        succeed(id)
    }
}

fn main() {}
