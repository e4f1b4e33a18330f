//! A function gives its value as Rust's blocks do, of parameters whose types are named.

use workflow_runtime::prelude::*;

#[portable]
fn lost(number: u32) -> u32 {
    number + 1;
}

#[portable]
fn any(numbers: impl Iterator<Item = u32>) -> bool {
    true
}

#[portable]
fn assigned(number: u32) -> u32 {
    lost(number += 1)
}

#[portable]
fn sorted(numbers: Vec<u32>) -> Vec<u32> {
    let mut sorted = numbers;
    sorted.sort();
    sorted
}

fn main() {}
