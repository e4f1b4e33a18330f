//! AWS Step Functions as Rust.

#[allow(
    unused_extern_crates,
    reason = "the macros speak of `::workflow_runtime`, in this crate's own tests too"
)]
extern crate self as workflow_runtime;

#[doc(hidden)]
#[path = "private.rs"]
pub mod __private;
pub mod asl;
pub mod data;
mod evaluation;
#[doc(hidden)]
pub mod expr;
pub mod prelude;

pub use data::{Data, TaskError};
pub use evaluation::EvaluationError;
#[doc = include_str!("data/derive_data.md")]
pub use workflow_macros::Data;
#[doc = include_str!("data/derive_task_error.md")]
pub use workflow_macros::TaskError;
pub use workflow_macros::portable;
