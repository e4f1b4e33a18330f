//! Text and a fraction where a whole number stands.

use workflow_runtime::prelude::*;

#[workflow]
pub mod sale {
    use super::*;

    #[start]
    #[map(max_concurrency = "2", retry(on(any), max_attempts = 1.5, backoff_rate = "2"))]
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
