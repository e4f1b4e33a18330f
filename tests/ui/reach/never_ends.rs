//! A ring of states without a way out.

use workflow_runtime::prelude::*;

#[workflow]
pub mod sale {
    use super::*;

    #[start]
    #[choice]
    fn begin(id: u32) -> Transition<u32> {
        if id > 7 { turn(id) } else { succeed(id) }
    }

    #[wait]
    fn turn(id: u32) -> Transition<u32> {
        wait(seconds(1));
        turn(id)
    }
}

fn main() {}
