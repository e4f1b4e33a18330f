//! `#[tasks]` on a struct.

use workflow_runtime::prelude::*;

#[tasks]
pub struct Till;

fn main() {}
