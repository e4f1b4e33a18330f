//! A function that is refused is refused once, however often it is called.

use workflow_runtime::prelude::*;

#[portable]
fn total(count: u32) -> u32 {
    for _ in 0..count {}
    count
}

#[portable]
fn doubled(count: u32) -> u32 {
    total(count) + total(count)
}

#[workflow]
pub mod sale {
    use super::*;

    #[start]
    #[choice]
    fn begin(count: u32) -> Transition<u32> {
        if total(count) > 3 { succeed(doubled(count)) } else { succeed(0) }
    }
}

fn main() {}
