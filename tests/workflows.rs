//! Workflows as people write them for AWS, in this project's language.

#![allow(
    clippy::needless_pass_by_value,
    reason = "a script of replies and expectations hands its values over"
)]

use serde_json::Value;
use workflow_runtime::observer::HistoryEvent;
use workflow_runtime::{Error, asl};

/// Here workflows are run natively alone.
fn beside(
    _: &asl::StateMachine,
    _: workflows::harness::Script,
    _: &[(&'static str, Value)],
    _: &[HistoryEvent],
    _: &Result<Value, Error>,
) {
}

#[path = "workflows/mod.rs"]
mod workflows;
