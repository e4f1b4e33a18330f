//! What other languages write.

use workflow_runtime::prelude::*;

#[portable]
fn length(name: &str) -> usize {
    name.length()
}

#[portable]
fn name(first: &str) -> bool {
    first == 'Ann'
}

fn main() {}
