//! A function beside the module, with the name of one of the clock's.

use workflow_runtime::prelude::*;

#[portable]
fn days(weeks: u32) -> u32 {
    weeks * 7
}

#[portable]
fn days_left(weeks: u32, gone: u32) -> u32 {
    let all = days(weeks);
    all.max(gone)
}

fn main() {}
