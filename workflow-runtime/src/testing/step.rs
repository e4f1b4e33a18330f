//! One state, from a checkpoint to what comes next.

use std::fmt;

use super::test::Test;
use crate::transition::End;
use crate::{Error, Workflow};

/// How a state ended.
pub enum Step<W: Workflow> {
    /// With a transition to this state.
    Next(W::State),
    /// With the workflow's output.
    Succeeded(W::Output),
    /// With an error.
    Failed(Error),
}

/// Runs one state of a workflow's main machine, from its checkpoint to what comes next: its task with all retries, its
/// branches to their ends, its wait on a clock that jumps.
///
/// ```
/// # use workflow_runtime::{prelude::*, testing::{self, Step}};
/// # #[workflow]
/// # pub mod countdown {
/// #     use super::*;
/// #     #[start]
/// #     #[choice]
/// #     fn count(left: u32) -> Transition<u32> {
/// #         if left == 0 { succeed(left) } else { count(left - 1) }
/// #     }
/// # }
/// # fn main() {
/// use countdown::{State, Workflow};
///
/// let step = testing::step(&Workflow {}, State::Count { left: 3 });
/// assert!(matches!(step, Step::Next(State::Count { left: 2 })));
/// # }
/// ```
///
/// # Panics
///
/// As [`run`](super::run).
#[track_caller]
pub fn step<W: Workflow>(workflow: &W, state: W::State) -> Step<W> {
    Test::of(workflow).step(state)
}

impl<W: Workflow> Step<W> {
    pub(super) fn of(end: End<W::Output, W::State>) -> Self {
        match end {
            End::Next(state) => Self::Next(state),
            End::Succeeded(output, _) => Self::Succeeded(output),
            End::Failed(error, _) => Self::Failed(error),
        }
    }

    /// The state that comes next, if one does.
    #[must_use]
    pub fn state(self) -> Option<W::State> {
        match self {
            Self::Next(state) => Some(state),
            Self::Succeeded(_) | Self::Failed(_) => None,
        }
    }
}

impl<W: Workflow> fmt::Debug for Step<W> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Next(state) => f.debug_tuple("Next").field(state).finish(),
            Self::Succeeded(output) => {
                let output = serde_json::to_value(output).unwrap_or_default();
                f.debug_tuple("Succeeded").field(&output).finish()
            }
            Self::Failed(error) => f.debug_tuple("Failed").field(error).finish(),
        }
    }
}
