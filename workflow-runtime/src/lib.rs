//! AWS Step Functions as Rust: workflows checked by the compiler, run in memory, durably, or on AWS.
//!
//! This file lists the modules and names what users see. Read next: `workflow.rs` (what a workflow is to this crate),
//! `execution/mod.rs` (how one runs), `prelude.rs`.

#[doc(hidden)]
#[path = "private.rs"]
pub mod __private;
pub mod callback;
mod catch;
pub mod clock;
pub mod data;
mod error;
pub mod execution;
mod failure;
mod map;
pub mod observer;
mod parallel;
mod policy;
pub mod prelude;
pub mod retry;
mod task_context;
mod timeout;
mod transition;
mod wait;
mod workflow;

pub use callback::TaskToken;
pub use catch::catch;
pub use error::{Error, EvaluationError};
pub use execution::{Context, Execution};
pub use failure::{BranchFailure, Failure, IntoFailure, TaskFailure};
pub use map::map;
pub use observer::{NoObserver, Observer};
pub use parallel::{TryParallel, parallel};
pub use policy::TaskPolicy;
pub use retry::{Jitter, Retrier, Retry};
pub use task_context::TaskContext;
pub use timeout::timeout;
pub use transition::{Transition, fail, succeed};
pub use wait::{wait, wait_until};
pub use workflow::{Machine, MachineState, StateKind, Workflow};

#[allow(unused_extern_crates, reason = "the macros name this crate, and its own tests use them")]
extern crate self as workflow_runtime;
