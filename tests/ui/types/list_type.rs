//! A list that is made of another type than is wanted.

use workflow_runtime::prelude::*;

#[workflow()]
pub mod sale {
    use super::*;

    #[start]
    #[pass]
    fn begin(ids: Vec<u32>) -> Transition<Vec<u64>> {
        succeed(ids.iter().map(|id| id + 1).collect())
    }
}

fn main() {}
