//! A portable function that calls itself.

use workflow_runtime::prelude::*;

#[portable]
fn factorial(n: u32) -> u32 {
    if n == 0 { 1 } else { n * factorial(n - 1) }
}

fn main() {}
