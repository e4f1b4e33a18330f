//! Takes new members of a club; the story is in `examples/src/club.rs`.

use std::process::ExitCode;

use workflow_examples::club::SignUps;

fn main() -> ExitCode {
    workflow_examples::main::<SignUps>()
}
