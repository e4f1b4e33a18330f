//! AWS Step Functions as Rust: workflows checked by the compiler, run in memory, durably, or on AWS.
//!
//! - To write a workflow: [`macro@workflow`] on a module of states, [`tasks`] on a trait of async methods,
//!   [`macro@Data`] and [`macro@TaskError`] on the types, [`macro@portable`] on helper functions;
//!   `use workflow_runtime::prelude::*;` brings them in.
//! - To run one in memory: [`Workflow::run`]; with a name, a seed or observers: [`Execution`]; to watch it:
//!   [`observer`]; inside a task: [`TaskContext`]; to answer a callback: [`TaskToken`].
//! - To test one: [`testing`].
//! - To run one durably, so that it survives its process: [`Engine`], on a [`store`]; from another process:
//!   [`engine::Remote`]; before a new version of it runs: [`compat`].
//! - To export one: [`Workflow::definition`] gives an [`asl::StateMachine`], which [`asl::validate()`] checks and
//!   [`asl::diagram`] draws.
//! - Without macros: [`Retry`], [`timeout()`], [`parallel()`], [`map()`], [`wait()`], [`wait_until()`] and [`catch()`]
//!   are usable by hand.
//!
//! In the source this file only lists modules. Read next: `workflow.rs` (what a workflow is to this crate),
//! `execution/mod.rs` (how one runs), `definition/mod.rs` (how one becomes ASL).

#[allow(
    unused_extern_crates,
    reason = "the macros speak of `::workflow_runtime`, in this crate's own tests too"
)]
extern crate self as workflow_runtime;

#[doc(hidden)]
#[path = "private.rs"]
pub mod __private;
pub mod asl;
pub mod callback;
mod catch;
#[doc(hidden)]
pub mod checkpoint;
pub mod clock;
pub mod compat;
mod crash;
pub mod data;
#[doc(hidden)]
pub mod definition;
pub mod engine;
mod error;
mod evaluation;
pub mod execution;
#[doc(hidden)]
pub mod expr;
mod failure;
mod generated;
mod map;
pub mod observer;
mod parallel;
mod policy;
pub mod prelude;
pub mod retry;
pub mod store;
#[doc(hidden)]
pub mod stored;
mod task_context;
pub mod task_set;
#[cfg(feature = "testing")]
pub mod testing;
mod timeout;
mod transition;
mod wait;
pub mod wire;
mod workflow;

pub use callback::TaskToken;
pub use catch::catch;
pub use crash::crash;
pub use data::{Data, TaskError};
pub use engine::Engine;
pub use error::Error;
pub use evaluation::EvaluationError;
pub use execution::{Context, Execution};
pub use failure::{BranchFailure, Failure, IntoFailure, TaskFailure};
pub use generated::Stub;
pub use map::map;
pub use observer::{NoObserver, Observer};
pub use parallel::{TryParallel, parallel};
pub use policy::{FunctionMemory, TaskPolicy};
pub use retry::{Jitter, Retrier, Retry};
pub use task_context::TaskContext;
pub use task_set::TaskSet;
pub use timeout::timeout;
pub use transition::{Transition, fail, succeed};
pub use wait::{wait, wait_until};
#[doc = include_str!("data/derive_data.md")]
pub use workflow_macros::Data;
#[doc = include_str!("data/derive_task_error.md")]
pub use workflow_macros::TaskError;
#[doc = include_str!("docs/portable_macro.md")]
pub use workflow_macros::portable;
#[doc = include_str!("docs/tasks.md")]
pub use workflow_macros::tasks;
#[doc = include_str!("docs/workflow.md")]
pub use workflow_macros::workflow;

/// Keeps what `#[tasks]` prints for tests, where there is something to test with.
#[cfg(feature = "testing")]
#[doc(hidden)]
#[macro_export]
macro_rules! __when_testing {
    ($($items:tt)*) => { $($items)* };
}

/// Leaves out what `#[tasks]` prints for tests.
#[cfg(not(feature = "testing"))]
#[doc(hidden)]
#[macro_export]
macro_rules! __when_testing {
    ($($items:tt)*) => {};
}

pub use self::workflow::{Machine, MachineState, StateKind, Workflow};
