//! A range in a variable has no `contains` in a definition; one that is written in place has.

use workflow_runtime::prelude::*;

const OFFICE: std::ops::RangeInclusive<u8> = 9..=17;

#[portable]
fn is_open(hour: u8) -> bool {
    OFFICE.contains(&hour)
}

#[portable]
fn is_early(hour: u8) -> bool {
    (0..9).contains(&hour)
}

fn main() {}
