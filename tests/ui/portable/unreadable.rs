//! A body that is no Rust: rustc alone speaks of it, and who calls the function is right.

use workflow_runtime::portable;

#[portable]
fn is_short(nights: u32) -> bool {
    nights as usize < 3
}

#[portable]
fn is_long(nights: u32) -> bool {
    !is_short(nights)
}

fn main() {}
