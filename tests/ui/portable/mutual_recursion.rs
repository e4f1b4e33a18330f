//! Functions that come back to themselves through each other, and one that only calls them.

use workflow_runtime::portable;

#[portable]
fn is_even(n: u32) -> bool {
    if n == 0 { true } else { is_odd(n - 1) }
}

#[portable]
fn is_odd(n: u32) -> bool {
    if n == 0 { false } else { is_even(n - 1) }
}

#[portable]
fn is_odd_and_big(n: u32) -> bool {
    n > 1_000 && is_odd(n)
}

fn main() {}
