//! What generated code names and users do not: re-exports alone, sorted.

pub use crate::execution::branch::{machine_branch, task_branch};
pub use crate::transition::evaluated;
