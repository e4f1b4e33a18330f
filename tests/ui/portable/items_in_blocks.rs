//! A closure and a constant inside of a block.

use workflow_runtime::portable;

#[portable]
fn doubled(total: u32) -> u32 {
    let double = |number: u32| number * 2;
    double(total)
}

#[portable]
fn limited(total: u32) -> bool {
    const LIMIT: u32 = 100;
    total < LIMIT
}

fn main() {}
