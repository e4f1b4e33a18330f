//! A range that is gone over: JSONata makes a list of it, of ten million elements at most.

use workflow_runtime::prelude::*;

#[workflow]
pub mod numbers {
    use super::*;

    #[start]
    #[pass]
    fn begin(last: u32) -> Transition<Vec<u32>> {
        succeed((0..last).map(|number| number * 2).collect())
    }
}

fn main() {}
