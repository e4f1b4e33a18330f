//! What generated code calls, and nobody else: no promise holds here from one version to the next.
//!
//! Entries are re-exports, sorted; each is documented where it is defined.

pub use serde;
pub use serde_json;
pub use std::string::String;
pub use std::sync::Arc;

pub use crate::data::as_text::{TextProbe, TextProbeFallback, read_text, write_text};
pub use crate::data::probe::{Probe, ProbeFallback};
pub use crate::data::read_back::may_be_missing;
pub use crate::definition;
pub use crate::evaluation::EvaluationError;
pub use crate::execution::branch::{machine_branch, task_branch};
pub use crate::expr;
pub use crate::generated::{
    Argument, Attempts, Caught, Definition, Ended, Memories, NoDefinition, NoError, OtherArgument,
    OtherAttempts, OtherCaught, OtherOutput, OtherReturned, OutputOf, RefusedError, Returned, TaskOutcome,
    Tasks, errors_of, is_named, items, map, memories, object, policy, retrier, stub, unknown_branch, unread,
    vec, vec_of,
};
pub use crate::stored;
pub use crate::task_set::{Answer, Arguments, Given, Lent};
pub use crate::transition::evaluated;
