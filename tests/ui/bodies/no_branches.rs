//! A parallel state without branches.

use workflow_runtime::prelude::*;

#[workflow]
pub mod sale {
    use super::*;

    #[start]
    #[parallel]
    fn begin(id: u32) -> Transition<u32> {
        let () = parallel()?;
        succeed(id)
    }
}

fn main() {}
