//! Moves customers from one database to another, page by page; the story is in `examples/src/registry.rs`.

use std::process::ExitCode;

use workflow_examples::registry::DataMigration;

fn main() -> ExitCode {
    workflow_examples::main::<DataMigration>()
}
