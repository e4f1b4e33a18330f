//! A wait state that prints first.

use workflow_runtime::prelude::*;

#[workflow]
pub mod sale {
    use super::*;

    #[start]
    #[wait]
    fn begin(id: u32) -> Transition<u32> {
        println!("waiting");
        wait(hours(1));
        succeed(id)
    }
}

fn main() {}
