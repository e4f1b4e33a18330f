//! Running workflows: the options of an execution, its driver and what the driver offers to states.
//!
//! `drive.rs` is the loop, `context.rs` what a state may await, `ephemeral.rs` and its neighbours the context that keeps
//! everything in memory. Nothing here knows of stores.

pub(crate) mod attempt;
pub mod branch;
mod context;
pub(crate) mod drive;
mod ephemeral;
pub(crate) mod frame;
mod here;
mod options;
pub(crate) mod record;
pub(crate) mod span;
mod task;

pub use context::Context;
pub(crate) use frame::{Frame, current};
pub use here::{
    execution_id, execution_name, execution_started_at, random, retry_count, state_entered_at, uuid,
};
pub use options::Execution;
