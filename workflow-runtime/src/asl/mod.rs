//! Amazon States Language as data: read it, write it, check it, draw it.
//!
//! [`StateMachine`] is the whole language, both query languages, as one tree of plain structs. Nothing of what is
//! read is lost: a field the language does not know, or whose value has another shape than it should, is kept in
//! `other` and written back, and [`validate()`] reports it. Whatever is printed is printed in one fixed order, so the
//! same machine gives the same bytes every time.
//!
//! ```
//! use workflow_runtime::asl::{Catcher, Retrier, State, StateMachine};
//!
//! let machine = StateMachine::jsonata("Open")
//!     .comment("Opens an account.")
//!     .state(
//!         "Open",
//!         State::task("arn:aws:states:::lambda:invoke")
//!             .arguments(serde_json::json!({ "FunctionName": "${OpenName}", "Payload": "{% $states.input %}" }))
//!             .output("{% $states.result.Payload %}")
//!             .retry(Retrier::on(["Bank.Busy"]).interval_seconds(1).max_attempts(5).backoff_rate(2.0))
//!             .catch(Catcher::on(["States.ALL"], "Rejected"))
//!             .end(),
//!     )
//!     .state("Rejected", State::fail("Rejected", "the bank said no"));
//! assert!(workflow_runtime::asl::validate(&machine).is_empty());
//! assert_eq!(machine.to_json_pretty().parse::<StateMachine>()?, machine);
//! # Ok::<(), workflow_runtime::asl::ParseError>(())
//! ```
//!
//! [`validate()`] and [`validate_json`] judge a definition, [`report()`] adds what costs money or breaks late,
//! [`transitions()`] says what each path costs; [`diagram`] draws it, [`table()`] lists its transitions.
//!
//! Sources: the [Amazon States Language specification](https://states-language.net/spec.html) and the AWS Step
//! Functions developer guide. It knows nothing of workflows written in Rust: those are printed into it.

mod build;
mod choice;
pub mod diagram;
mod fields;
mod finding;
pub mod jsonata;
mod machine;
mod map;
mod parse;
mod report;
mod retry;
mod state;
mod table;
mod text;
mod validate;
mod value;
mod ways;

pub use choice::{ChoiceRule, Comparator, Test};
pub use finding::{Finding, Rule};
pub use machine::{ExecutionType, ProcessorConfig, ProcessorMode, QueryLanguage, StateMachine};
pub use map::{ItemBatcher, ItemReader, MapState, ReaderConfig, ResultWriter, WriterConfig};
pub use parse::ParseError;
pub(crate) use report::path_of;
pub use report::{Advice, PathCost, Report, Transitions, Warning, report, transitions};
pub use retry::{Catcher, JitterStrategy, Retrier};
pub use state::{FailState, State, StateKind, TaskState, WaitState};
pub use table::table;
pub use validate::{validate, validate_json, validate_name};
pub use value::{Computed, Path};
pub use ways::{Way, ways};

#[cfg(test)]
mod properties;
#[cfg(test)]
mod tests;
