//! The law: a workflow that runs here and its definition on an engine this project did not write pass the same states in
//! the same order with the same inputs, and end the same.
//!
//! Every case runs natively on a paused clock, then its definition runs on the engine (`src/engine/`), which is served the
//! same Rust tasks, and the two histories are compared. The workflows of `workflows/` are all cases: what their tests run is run here once more. Where
//! the engine cannot be had, each test says so and passes, but with `CI` set it fails. What was compared and what
//! deviates is in `docs/fidelity.md`.

#![allow(
    clippy::needless_pass_by_value,
    reason = "a script of replies and expectations hands its values over"
)]

#[path = "law/alone.rs"]
mod alone;
#[path = "law/by_hand.rs"]
mod by_hand;
#[path = "law/examples.rs"]
mod examples;
#[path = "law/generated.rs"]
mod generated;
#[path = "law/kinds.rs"]
mod kinds;
#[path = "law/limits.rs"]
mod limits;
#[path = "law/scripts.rs"]
mod scripts;
#[path = "workflows/mod.rs"]
mod workflows;

pub(crate) use scripts::beside;

/// A task handle whose calls are noted, for the engine's to be held against them.
struct Recorded<T> {
    handle: T,
    log: std::sync::Arc<workflow_tests::engine::Log>,
}
