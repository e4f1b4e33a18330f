//! AWS Step Functions as Rust.

pub mod data;
mod evaluation;
#[doc(hidden)]
pub mod expr;
#[doc(hidden)]
#[path = "private.rs"]
pub mod __private;

pub use evaluation::EvaluationError;

extern crate self as workflow_runtime;
