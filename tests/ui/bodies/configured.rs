//! `#[cfg(..)]` inside of bodies.

use workflow_runtime::prelude::*;

#[portable]
fn fee(id: u32) -> u32 {
    #[cfg(debug_assertions)]
    if id == 0 {
        return 0;
    }
    match id {
        #[cfg(debug_assertions)]
        1 => 2,
        _ => 3,
    }
}

#[workflow]
pub mod sale {
    use super::*;

    #[start]
    #[choice]
    fn begin(id: u32) -> Transition<u32> {
        match id {
            #[cfg(debug_assertions)]
            0 => succeed(0),
            _ => succeed(fee(id)),
        }
    }
}

fn main() {}
