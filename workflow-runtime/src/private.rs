//! What the generated code calls and no user does: no promise of stability holds here.

pub use crate::evaluation::EvaluationError;
pub use crate::expr;
