//! Runs the lights of a crossing; the story is in `examples/src/crossing.rs`.

use std::process::ExitCode;

use workflow_examples::crossing::TrafficLight;

fn main() -> ExitCode {
    workflow_examples::main::<TrafficLight>()
}
