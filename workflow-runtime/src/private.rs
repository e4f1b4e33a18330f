//! What generated code calls, and nobody else: no promise holds here from one version to the next.
//!
//! Entries are re-exports, sorted; each is documented where it is defined.

pub use serde;

pub use crate::data::as_text::{TextProbe, TextProbeFallback, read_text, write_text};
pub use crate::data::probe::{Probe, ProbeFallback};
pub use crate::data::read_back::may_be_missing;
pub use crate::evaluation::EvaluationError;
pub use crate::expr;
