//! An option of a task on a wait state.

use workflow_runtime::prelude::*;

#[workflow]
pub mod sale {
    use super::*;

    #[start]
    #[wait(retry(on(any)))]
    fn begin(id: u32) -> Transition<u32> {
        wait(seconds(1));
        succeed(id)
    }
}

fn main() {}
