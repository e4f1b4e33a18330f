//! From described states to Amazon States Language: what generated `definition()` functions call.
//!
//! The macro describes each state by its effect and by the [`Way`]s on from it; this module knows which ASL fields
//! say that, which can be left out, and which terminal states ASL needs. Expressions are [`Expr`](crate::expr::Expr)s
//! by the time they come here. It knows nothing of the driver. Read next: `machine.rs`.

mod branch;
mod choice;
mod failures;
mod handed;
mod machine;
mod payload;
mod policy;
mod task;
mod way;

pub use branch::{Branch, Forked, Mapped};
pub use choice::Choice;
pub use failures::{
    Fallback, Names, Outcome, OwnError, Typed, any_payload, branch_failure, branch_witness, completed,
    failure_of, handle, item_of, nested_witness, outcome, output_of, payload, returned, settled, success,
};
pub use machine::{Input, Machine, Wait, whole_seconds};
pub(crate) use payload::unbounded;
pub use payload::{Payload, Payloads};
pub use policy::{Policy, Retry, Selector};
pub use task::{Call, TaskMeta, task_token};
pub use way::{Arm, Failed, Way};
