//! Sells software; the story is in `examples/src/shop.rs`.

use std::process::ExitCode;

use workflow_examples::shop::Sales;

fn main() -> ExitCode {
    workflow_examples::main::<Sales>()
}
