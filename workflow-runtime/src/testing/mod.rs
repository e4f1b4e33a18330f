//! Testing a workflow: scripted tasks, time that passes at once, the path that was taken, and what no test reached.
//!
//! `#[tasks]` implements every task trait for [`Scripted`], so a test writes no implementation:
//!
//! ```
//! use workflow_runtime::prelude::*;
//! use workflow_runtime::testing::{self, Scripted, assert_path, script};
//!
//! #[derive(Debug, Serialize, Deserialize, TaskError)]
//! pub enum PaymentError {
//!     Busy,
//! }
//!
//! #[tasks]
//! pub trait Till {
//!     async fn charge(&self, amount: u32) -> Result<String, PaymentError>;
//! }
//!
//! #[workflow(tasks(till(Till)))]
//! pub mod payment {
//!     use super::*;
//!
//!     #[start]
//!     #[task(retry(on(PaymentError::Busy), interval(days(30))))]
//!     fn charge(amount: u32) -> Transition<String> {
//!         let receipt = till.charge(amount)?;
//!         rest(receipt)
//!     }
//!
//!     #[wait]
//!     fn rest(receipt: String) -> Transition<String> {
//!         wait(days(60));
//!         succeed(receipt)
//!     }
//! }
//!
//! # fn main() {
//! let till = Scripted::new();
//! script!(till.charge(_) => Err(PaymentError::Busy), after(seconds(20), Ok("R1".to_owned())));
//!
//! let run = testing::run(&payment::Workflow { till: till.clone() }, 300);
//! assert_path!(run, payment::State::{Charge, Rest});
//! assert_eq!(run.output(), "R1");
//! assert_eq!(run.took(), days(90) + seconds(20)); // of simulated time
//! till.assert_used_up();
//! # }
//! ```
//!
//! - [`script!`](crate::script): what a task answers, call by call, checked against the task's own types.
//! - [`run`] and [`Test`]: an execution on a clock that jumps from one timer to the next; it needs no runtime, and no
//!   feature of tokio in the caller's `Cargo.toml`.
//! - [`Run`]: the typed output or error, the checkpoints, the history; [`assert_path!`](crate::assert_path).
//! - [`step`]: one state, from a checkpoint to the next.
//! - [`Coverage`] and [`SuiteCoverage`]: the states and transitions that no run has passed.
//! - [`MockConfig`]: the same cases for AWS Step Functions Local and LocalStack.
//!
//! `docs/testing.md` in the repository tells it as a story. The module stands behind the feature `testing`, which is on
//! by default.
//!
//! In the source: `scripted.rs` and `answer.rs` hold scripts, `script_macro.rs` the macro, `test.rs` runs, `run.rs` and
//! `visit.rs` are what came of it. None of it knows stores or AWS; `mock_config.rs` knows the latter's file format.

mod answer;
mod coverage;
mod diff;
mod mock_config;
mod path;
mod run;
mod script_macro;
mod scripted;
mod step;
mod suite;
mod test;
mod visit;

pub use self::answer::{Answer, NoTaskToken};
pub use self::coverage::Coverage;
pub use self::mock_config::MockConfig;
#[doc(hidden)]
pub use self::path::Expected;
pub use self::run::Run;
#[doc(hidden)]
pub use self::script_macro::{Task, callback, given, never, outcome, task};
pub use self::scripted::{Call, Scripted};
#[doc(hidden)]
pub use self::scripted::{Given, OtherGiven, OtherReads, Reads};
pub use self::step::{Step, step};
pub use self::suite::SuiteCoverage;
pub use self::test::{Test, run};
pub use self::visit::Visit;
#[doc(inline)]
pub use crate::{assert_path, script};
