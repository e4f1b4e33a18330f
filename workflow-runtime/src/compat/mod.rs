//! What a new version of a workflow would break among the executions of a store.
//!
//! An execution goes on from the state that it is in, with the program that is there then. Three questions can be asked
//! before that program runs:
//!
//! - [`compare`]: what is different between two definitions that an execution could stand in;
//! - [`affected`]: which executions of a store stand in something that a new definition has no place for. It takes the
//!   definitions alone, so it can be asked anywhere, of an export;
//! - [`check`]: which executions of a store the workflow itself cannot go on with. It reads every stored state as
//!   recovery would, so it is exact.
//!
//! ```
//! use workflow_runtime::asl::{State, StateKind, StateMachine};
//! use workflow_runtime::compat::{Difference, compare};
//!
//! let pass = || State::new(StateKind::Pass { result: None });
//! let old = StateMachine::jsonata("Weigh").state("Weigh", pass().next("Post")).state("Post", pass().end());
//! let new = StateMachine::jsonata("Weigh").state("Weigh", pass().next("Send")).state("Send", pass().end());
//! let changes = compare(&old, &new);
//! assert_eq!(changes.len(), 1);
//! assert_eq!(changes[0].to_string(), "state `Post` is gone; `Send` is new, and does the same");
//! assert_eq!(changes[0].difference, Difference::Gone { renamed: Some("Send".to_owned()) });
//! ```

mod definitions;
mod stored;

use std::fmt;

pub use self::definitions::{Change, Difference, compare};
pub use self::stored::affected;
#[doc(inline)]
pub use crate::engine::check;

/// Why an execution cannot go on with a new version of its workflow.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Problem {
    /// The workflow's name, a colon, the execution's name.
    pub execution: String,
    /// The way through the graph to the state: `ReviewAll[2] / Review`.
    pub path: String,
    /// The state that it is in.
    pub state: String,
    /// The parameter of the state that is the matter, if it is one.
    pub field: Option<String>,
    /// What is the matter.
    pub reason: String,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}`: state `{}`", self.execution, self.path)?;
        if let Some(field) = &self.field {
            write!(f, ", field `{field}`")?;
        }
        write!(f, ": {}", self.reason)
    }
}
