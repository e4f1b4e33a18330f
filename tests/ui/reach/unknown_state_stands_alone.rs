//! A misspelt transition: rustc says so, and nobody says that the state is never reached.

use workflow_runtime::prelude::*;

#[workflow]
pub mod sale {
    use super::*;

    #[start]
    #[pass]
    fn begin(id: u32) -> Transition<u32> {
        open_acount(id)
    }

    #[pass]
    fn open_account(id: u32) -> Transition<u32> {
        succeed(id)
    }
}

fn main() {}
