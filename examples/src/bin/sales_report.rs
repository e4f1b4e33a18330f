//! Consolidates the sales of several shops; the story is in `examples/src/head_office.rs`.

use std::process::ExitCode;

use workflow_examples::head_office::SalesReport;

fn main() -> ExitCode {
    workflow_examples::main::<SalesReport>()
}
