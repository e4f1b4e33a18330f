//! How a state ends: with the next state, with success, or with failure.
//!
//! This file knows nothing of drivers. Read next: `workflow.rs`.

use crate::{Error, EvaluationError, IntoFailure};

/// How a state ends: `O` is the output of the machine, `S` its enum of states.
///
/// A workflow's author writes `Transition<Output>`; the macro adds the machine's states.
#[derive(Debug)]
#[must_use = "a transition does nothing unless it is what the state returns"]
pub struct Transition<O, S = ()> {
    end: End<O, S>,
}

/// What a driver reads of a [`Transition`].
#[doc(hidden)]
#[derive(Debug)]
pub enum End<O, S> {
    /// The machine goes on with this state.
    Next(S),
    /// The machine ends with this output, through the named Succeed state if ASL needs one.
    Succeeded(O, Option<&'static str>),
    /// The machine ends with this error, through the Fail state if ASL needs one.
    Failed(Error, Option<FailState>),
}

/// A Fail state that only ASL needs, by name.
///
/// No field is smaller than a word: the states of the machine overlap with it, and whole words of them pass in registers.
#[doc(hidden)]
#[derive(Clone, Copy, Debug)]
pub enum FailState {
    /// One whose error is written in the definition.
    Knows(&'static str),
    /// One that is given the error's name beside the cause.
    IsTold(&'static str),
}

impl FailState {
    /// Its name in the definition.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Knows(name) | Self::IsTold(name) => name,
        }
    }
}

impl<O, S> Transition<O, S> {
    /// A transition to `state`: what the generated constructor of each state returns.
    #[doc(hidden)]
    #[inline]
    pub fn next(state: S) -> Self {
        Self { end: End::Next(state) }
    }

    /// Ends through a terminal state that only ASL needs, so that an observer sees it as AWS does.
    ///
    /// A transition to another state is left as it is.
    #[doc(hidden)]
    pub fn via(self, terminal: &'static str) -> Self {
        let end = match self.end {
            End::Next(state) => End::Next(state),
            End::Succeeded(output, _) => End::Succeeded(output, Some(terminal)),
            End::Failed(error, _) => End::Failed(error, Some(FailState::Knows(terminal))),
        };
        Self { end }
    }

    /// As [`via`](Self::via), for an error whose name is not written in the definition.
    #[doc(hidden)]
    pub fn via_told(self, terminal: &'static str) -> Self {
        match self.end {
            End::Failed(error, _) => Self { end: End::Failed(error, Some(FailState::IsTold(terminal))) },
            End::Next(_) | End::Succeeded(..) => self.via(terminal),
        }
    }

    /// The state that comes next, if one does.
    ///
    /// With [`Workflow::step`](crate::Workflow::step) it lets a test walk from checkpoint to checkpoint.
    #[must_use]
    pub fn state(&self) -> Option<&S> {
        match &self.end {
            End::Next(state) => Some(state),
            End::Succeeded(..) | End::Failed(..) => None,
        }
    }

    /// The end itself, for a driver.
    #[doc(hidden)]
    #[inline]
    pub fn into_end(self) -> End<O, S> {
        self.end
    }
}

/// Ends the machine with `output`.
///
/// ```
/// # use workflow_runtime::prelude::*;
/// fn paid(receipt: String) -> Transition<String> {
///     succeed(receipt)
/// }
/// # let _ = paid("r-1".to_owned());
/// ```
pub fn succeed<O, S>(output: O) -> Transition<O, S> {
    Transition { end: End::Succeeded(output, None) }
}

/// Ends the machine with an error: any [`TaskError`](crate::data::TaskError), or a failure that was caught before
/// ([`TaskFailure`](crate::TaskFailure), [`BranchFailure`](crate::BranchFailure), [`Failure`](crate::Failure)).
///
/// Of a `TaskError` the error name becomes ASL's `Error`, and its JSON the `Cause`.
pub fn fail<E: IntoFailure, O, S>(error: E) -> Transition<O, S> {
    Transition { end: End::Failed(error.into_error(), None) }
}

/// The transition of a state whose expressions may have failed to evaluate.
///
/// A failed evaluation ends the machine with `States.QueryEvaluationError`.
#[doc(hidden)]
#[inline]
pub fn evaluated<O, S>(result: Result<Transition<O, S>, EvaluationError>) -> Transition<O, S> {
    match result {
        Ok(transition) => transition,
        Err(error) => Transition { end: End::Failed(unevaluated(error), None) },
    }
}

#[cold]
fn unevaluated(error: EvaluationError) -> Error {
    error.into()
}
