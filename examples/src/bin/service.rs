//! Serves expense claims over HTTP; the story is in `examples/src/treasury.rs`.

use std::process::ExitCode;

use workflow_examples::treasury::Service;

fn main() -> ExitCode {
    workflow_examples::main::<Service>()
}
