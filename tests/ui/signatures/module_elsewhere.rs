//! A workflow whose states are in another file.

use workflow_runtime::prelude::*;

#[workflow]
mod sale;

fn main() {}
