//! Opens bank accounts; the story is in `examples/src/bank.rs`.

use std::process::ExitCode;

use workflow_examples::bank::AccountProcessing;

fn main() -> ExitCode {
    workflow_examples::main::<AccountProcessing>()
}
