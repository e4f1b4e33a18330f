//! `#[workflow]` on a function.

use workflow_runtime::prelude::*;

#[workflow]
fn begin(id: u32) -> Transition<u32> {
    succeed(id)
}

fn main() {}
